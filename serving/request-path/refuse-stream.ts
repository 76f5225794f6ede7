import { constants } from "node:http2";
import type { ServerHttp2Stream } from "node:http2";
import { encodedMessage, grpcStatusOf } from "../wire/grpc/grpc-status.ts";
import { refusalBody } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";

/** Sends a refusal as gRPC has it (a status and its message, no body), or as HTTP has it; then lets the client send no more. */
export function refuseStream(stream: ServerHttp2Stream, isGrpc: boolean, refusal: Refusal): void {
  if (isGrpc) stream.respond(grpcHeaders(refusal), { endStream: true });
  else {
    const body = refusalBody(refusal);
    stream.respond(httpHeaders(refusal, body.length));
    stream.end(body);
  }
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}

function grpcHeaders({ status, error }: Refusal): Record<string, string | number> {
  return { ":status": 200, "content-type": "application/grpc", "grpc-status": grpcStatusOf(status), "grpc-message": encodedMessage(error) };
}

function httpHeaders({ status, retryAfter }: Refusal, length: number): Record<string, string | number> {
  const again = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return { ":status": status, "content-type": "application/json", "content-length": length, ...again };
}
