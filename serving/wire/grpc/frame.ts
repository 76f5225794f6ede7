import { TidemarkError } from "../../../errors.ts";
import { decompress } from "../body.ts";
import { fieldOf } from "./field-of.ts";

/** Bytes before each message: whether it is compressed, and its length. */
const HEAD_BYTES = 5;

/** Whether a type is gRPC's own; grpc-web's, which frames otherwise, is not. */
export function isGrpcType(type: string | undefined): boolean {
  return type !== undefined && /^application\/grpc(?:[+;]|$)/i.test(type);
}

/** A message as gRPC sends it, not compressed. */
export function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The one message of a call that is no stream. @param encoding its `grpc-encoding`. @param maxBytes when decompressed
 * @throws TidemarkError `input` when there is none, more than one, or not all of it */
export function unframed(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  if (body.length < HEAD_BYTES)
    throw new TidemarkError("input", `reading a gRPC message: ${body.length} bytes are there; expected ${HEAD_BYTES} before a message`);
  const length = body.readUInt32BE(1);
  if (body.length !== HEAD_BYTES + length)
    throw new TidemarkError("input", `reading a gRPC message: it says ${length} bytes, ${body.length - HEAD_BYTES} are there; expected one message`);
  const message = body.subarray(HEAD_BYTES);
  return body[0] === 0 ? message : decompress(message, encoding, maxBytes);
}

/** A text in a message that has begun to come, its place given by fields one in another; undefined where it is not there, empty or compressed. @param chunks of the body, framed */
export function textIn(chunks: readonly Buffer[], fields: readonly number[]): string | undefined {
  const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  if (body === undefined || body.length < HEAD_BYTES || body[0] !== 0) return undefined;
  if (fields.length === 0) return undefined;
  let at: Buffer | undefined = body.subarray(HEAD_BYTES);
  for (const field of fields) at = at === undefined ? undefined : fieldOf(at, field);
  return at?.toString("utf8") || undefined;
}
