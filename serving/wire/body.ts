import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { messageOf, TidemarkError } from "../../errors.ts";

/** A body as its receiver sees it, by its Content-Encoding (gzip, deflate, br, zstd, several in a row). @param maxBytes when decompressed
 * @throws TidemarkError `input` when it is not what the header says, or longer. */
export function decompress(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const codings = (encoding ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  try {
    return codings.reverse().reduce((decoded, coding) => decodeOnce(decoded, coding, maxBytes), body);
  } catch (error) {
    throw new TidemarkError("input", `reading a body sent as "${encoding}": ${messageOf(error)}`, { cause: error });
  }
}

function decodeOnce(body: Buffer, coding: string, maxBytes: number): Buffer {
  const limit = { maxOutputLength: maxBytes };
  if (coding === "" || coding === "identity" || body.length === 0) return body;
  if (coding === "gzip" || coding === "x-gzip") return gunzipSync(body, limit);
  if (coding === "br") return brotliDecompressSync(body, limit);
  if (coding === "zstd") return zstdDecompressSync(body, limit);
  if (coding === "deflate") return isZlib(body) ? inflateSync(body, limit) : inflateRawSync(body, limit);
  throw new TidemarkError("input", "expected gzip, deflate, br or zstd");
}

/** "deflate" means zlib (RFC 9110), but some send the bare stream. */
function isZlib(body: Buffer): boolean {
  return body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}
