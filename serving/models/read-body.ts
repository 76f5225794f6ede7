import type { IncomingMessage } from "node:http";
import { TidemarkError } from "../../errors.ts";
import type { KeptBody } from "../request-path/kept-body.ts";

/** Of a request to a model of the sidecar, as sent and decompressed. */
export const MAX_BODY_BYTES = 64 << 20;

/** A whole request body, of at most 64 MiB. @throws TidemarkError `input` when it is longer, `unavailable` when the client breaks off. */
export function readBody(request: IncomingMessage, kept: KeptBody | undefined): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    kept?.add(chunk);
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    else reject(new TidemarkError("input", `the body is longer than ${MAX_BODY_BYTES} bytes; expected at most that`));
  });
  request.on("end", () => resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)));
  request.on("close", () => reject(new TidemarkError("unavailable", "the client closed the connection before its body was complete")));
  return promise;
}
