import { once } from "node:events";
import { request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { framed } from "../../serving/wire/grpc/frame.ts";
import { exchangeOver, http2Client } from "../serving/support/http2.ts";
import type { ServerCall } from "./server-under-test.ts";

/** What a client sees of an answer. */
export interface Seen {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
}

const TIMEOUT_MS = 60_000;

/** One raw exchange on a connection of its own. */
export async function see(address: string, call: ServerCall): Promise<Seen> {
  if (call.message !== undefined) return seeGrpc(address, call.path, call.message);
  const url = new URL(call.path, address);
  const body = call.body === undefined ? {} : { "content-length": String(Buffer.byteLength(call.body)) };
  const request = httpRequest(url, { method: call.method ?? "GET", headers: { ...call.headers, ...body }, agent: false, timeout: TIMEOUT_MS });
  request.on("timeout", () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`))).end(call.body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const bytes = Buffer.concat(await response.toArray());
  return {
    status: response.statusCode ?? 0,
    reason: response.statusMessage ?? "",
    headers: response.rawHeaders,
    body: bytes.toString("latin1"),
    trailers: response.rawTrailers,
  };
}

/** Status and reason are HTTP/1's. */
async function seeGrpc(address: string, path: string, message: Buffer): Promise<Seen> {
  using session = http2Client(address);
  const headers = [":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost", "te", "trailers", "content-type", "application/grpc"];
  const { head, body, trailers, reset } = await exchangeOver(session, headers, [framed(message)]);
  return { status: reset, reason: "", headers: head, body, trailers };
}

/** Belongs to one connection. */
const OF_CONNECTION = /^(?:connection|keep-alive|transfer-encoding)$/i;
/** Differ from answer to answer: ids, times. */
const VOLATILE = /^(?:date|x-request-id|ce-id|ce-requestid|ce-time|x-bentoml-request-id|x-bentoml-trace-id|x-process-time|content-length|trace-?id)$/i;
const IDS = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|\b(?:pred_)?(?=\d*[a-f])[\da-f]{16,32}\b|0x[\da-f]+|"predict_time":[\d.e-]+/gi;

/** What differs between an answer of the server and one through the sidecar; ids and times may. */
export function differences(bare: Seen, through: Seen): readonly string[] {
  const told = (what: keyof Seen, a: unknown, b: unknown) =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [`${what}: ${JSON.stringify(a)} without us, ${JSON.stringify(b)} with us`];
  return [
    ...told("status", bare.status, through.status),
    ...told("reason", bare.reason, through.reason),
    ...told("headers", lasting(bare.headers), lasting(through.headers)),
    ...told("body", bare.body.replaceAll(IDS, "ID"), through.body.replaceAll(IDS, "ID")),
    ...told("trailers", lasting(bare.trailers), lasting(through.trailers)),
  ];
}

function lasting(raw: readonly string[]): readonly string[] {
  return raw.flatMap((name, i) =>
    i % 2 === 1 || OF_CONNECTION.test(name) ? [] : [VOLATILE.test(name) ? name : `${name}: ${raw[i + 1]?.replaceAll(IDS, "ID")}`],
  );
}
