import type { IncomingMessage, ServerResponse } from "node:http";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { doubled, MODEL_INFER, startGrpcServer } from "../../serving/support/grpc.ts";
import { startServer } from "../../serving/support/servers.ts";
import type { ClientUpstream } from "./client-under-test.ts";

/** A model "double" of one input x, 32-bit floats, and one output y = 2x: by KServe's first protocol and by the Open Inference Protocol, with binary tensors where they are asked for, and over gRPC. */
export async function startInferLike(): Promise<ClientUpstream> {
  const grpc = await startGrpcServer({
    [MODEL_INFER]: { handle: (asked: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, doubled(asked.request)) },
  });
  const http = await startServer((request, response) => {
    void request.toArray().then((chunks) => answer(request, Buffer.concat(chunks as Buffer[]), response));
  });
  return {
    url: http.url,
    grpcUrl: grpc.url,
    async [Symbol.asyncDispose]() {
      await grpc[Symbol.asyncDispose]();
      await http[Symbol.asyncDispose]();
    },
  };
}

interface Asked {
  readonly id?: string;
  readonly instances?: readonly (readonly number[])[];
  readonly inputs?: readonly { readonly shape: readonly number[]; readonly data?: readonly (number | readonly number[])[] }[];
  readonly outputs?: readonly { readonly parameters?: { readonly binary_data?: boolean } }[];
  readonly parameters?: { readonly binary_data_output?: boolean };
}

function answer({ headers, url = "" }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const head = Number(headers["inference-header-content-length"] ?? body.length);
  const asked = JSON.parse(body.toString("utf8", 0, head)) as Asked;
  if (url.endsWith(":predict")) return json(response, { predictions: (asked.instances ?? []).map(([x = 0]) => 2 * x) });
  const [input] = asked.inputs ?? [];
  if (!url.startsWith("/v2/models/double/") || input === undefined) return json(response, { error: "Request for unknown model: it is not found" }, 404);
  const xs = input.data?.flat() ?? Array.from({ length: (body.length - head) / 4 }, (_, i) => body.readFloatLE(head + 4 * i));
  const ys = Float32Array.from(xs, (x) => 2 * x);
  const isBinary = asked.outputs === undefined ? asked.parameters?.binary_data_output === true : asked.outputs[0]?.parameters?.binary_data === true;
  const output = {
    name: "y",
    datatype: "FP32",
    shape: [ys.length, 1],
    ...(isBinary ? { parameters: { binary_data_size: ys.byteLength } } : { data: [...ys] }),
  };
  const said = { model_name: "double", model_version: "3", ...(asked.id === undefined ? {} : { id: asked.id }), outputs: [output] };
  if (!isBinary) return json(response, said);
  const text = Buffer.from(JSON.stringify(said));
  response.writeHead(200, { "content-type": "application/octet-stream", "inference-header-content-length": text.length });
  response.end(Buffer.concat([text, Buffer.from(ys.buffer)]));
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
