import { Client, credentials, Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import type { ServiceError, StatusObject, UntypedHandleCall } from "@grpc/grpc-js";
import protobuf from "protobufjs";

/** Written as clients write it, by another library's names. */
const { root } = protobuf.parse(
  `
  syntax = "proto3"; package inference;
  message Contents { repeated float fp32 = 6; }
  message Tensor { string name = 1; string datatype = 2; repeated int64 shape = 3; Contents contents = 5; }
  message Request { string model_name = 1; string id = 3; repeated Tensor inputs = 5; repeated bytes raw = 7; }
  message Response { string model_name = 1; string model_version = 2; string id = 3; repeated Tensor outputs = 5; repeated bytes raw = 6; }
`,
  { keepCase: true },
);
const [Request, Response] = [root.lookupType("inference.Request"), root.lookupType("inference.Response")];

export const MODEL_INFER = "/inference.GRPCInferenceService/ModelInfer";

/** A ModelInferRequest of one input x. */
export function inferMessage(xs: readonly number[], more: object = {}): Buffer {
  const inputs = [{ name: "x", datatype: "FP32", shape: [xs.length, 1], contents: { fp32: xs } }];
  return Buffer.from(Request.encode(Request.create({ model_name: "double", id: "g-1", inputs, ...more })).finish());
}

/** What a model of one input x and one output y = 2x answers, in the form that it was asked in: contents, or raw. */
export function doubled(message: Buffer): Buffer {
  const request = Request.toObject(Request.decode(message), { longs: Number, defaults: true }) as {
    id: string;
    inputs: { contents: { fp32: number[] } | null }[];
    raw: Buffer[];
  };
  const raw = request.raw[0];
  const xs =
    raw === undefined ? (request.inputs[0]?.contents?.fp32 ?? []) : Array.from({ length: raw.length / 4 }, (_, i) => Buffer.from(raw).readFloatLE(4 * i));
  const ys = Float32Array.from(xs, (x) => 2 * x);
  const output = { name: "y", datatype: "FP32", shape: [ys.length, 1] };
  const outputs = raw === undefined ? [{ ...output, contents: { fp32: [...ys] } }] : [output];
  const answer = { model_name: "double", model_version: "3", id: request.id, outputs, ...(raw === undefined ? {} : { raw: [Buffer.from(ys.buffer)] }) };
  return Buffer.from(Response.encode(Response.create(answer)).finish());
}

const same = (bytes: Buffer): Buffer => bytes;

/** Methods by their full names: bytes in, bytes out. */
export type Handlers = Readonly<Record<string, { readonly streams?: "request" | "response" | "both"; readonly handle: UntypedHandleCall }>>;

export interface GrpcServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** A real server of gRPC on a free port of loopback. */
export async function startGrpcServer(handlers: Handlers, secure?: { readonly cert: Buffer; readonly key: Buffer }): Promise<GrpcServer> {
  const server = new Server();
  for (const [path, { streams, handle }] of Object.entries(handlers)) {
    const definition = {
      path,
      requestStream: streams === "request" || streams === "both",
      responseStream: streams === "response" || streams === "both",
      requestSerialize: same,
      requestDeserialize: same,
      responseSerialize: same,
      responseDeserialize: same,
    };
    server.addService({ call: definition }, { call: handle });
  }
  const credentials =
    secure === undefined ? ServerCredentials.createInsecure() : ServerCredentials.createSsl(null, [{ cert_chain: secure.cert, private_key: secure.key }]);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  );
  return {
    url: `${secure === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      server.forceShutdown();
    },
  };
}

export interface Answered {
  readonly code: number;
  readonly details: string;
  readonly message: Buffer | undefined;
  readonly initial: Metadata | undefined;
  readonly trailing: Metadata | undefined;
}

/** A client of a server's address; disposing closes its connection. */
export function grpcClient(address: string, ca?: Buffer): Client & Disposable {
  const { host } = new URL(address);
  const client = new Client(host, ca === undefined ? credentials.createInsecure() : credentials.createSsl(ca), { "grpc.enable_retries": 0 });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** One call with one message each way. @param headers of the request */
export function call(client: Client, path: string, message: Buffer, headers: Readonly<Record<string, string>> = {}, options: object = {}): Promise<Answered> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise((resolve) => {
    let initial: Metadata | undefined;
    let status: StatusObject | undefined;
    let result: { error: ServiceError | null; value: Buffer | undefined } | undefined;
    const done = () => {
      if (status === undefined || result === undefined) return;
      resolve({ code: status.code, details: status.details, message: result.value, initial, trailing: status.metadata });
    };
    const unary = client.makeUnaryRequest(path, same, same, message, metadata, options, (error, value) => {
      result = { error, value };
      done();
    });
    unary.on("metadata", (got) => (initial = got));
    unary.on("status", (got) => {
      status = got;
      done();
    });
  });
}
