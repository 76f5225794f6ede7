import { crc32 } from "node:zlib";
import type { LogMessage, StoredMessage } from "../log.ts";

/*
 * A record, little-endian:  length u32 | crc32 u32 | body of `length` bytes
 * body:  offset u64 | sequence i64 | key bytes u32 | producer bytes u16 | traceparent bytes u16 (65535: none) | key | producer | traceparent | value
 * The checksum is of the body.
 */
const FRAME_BYTES = 8;
const FIXED_BYTES = 24;
const NO_TRACEPARENT = 0xffff;

/** Largest body of a record, bytes (64 MiB); a longer length can only be damage. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** What lies at a place of a segment: a whole record, the beginning of one whose end is not there, or bytes that fail the checksum. */
export type Decoded =
  | { readonly kind: "record"; readonly message: StoredMessage; readonly next: number }
  | { readonly kind: "incomplete"; /** Bytes of the whole record, when its length could be read. */ readonly needs: number }
  | { readonly kind: "corrupt" };

/** Bytes of a message's record. */
export function recordBytes(message: LogMessage): number {
  return (
    FRAME_BYTES +
    FIXED_BYTES +
    Buffer.byteLength(message.key) +
    Buffer.byteLength(message.producer) +
    Buffer.byteLength(message.traceparent ?? "") +
    message.value.length
  );
}

/** Writes the message's record into `target` at `at`; returns the place after it. `target` must have `recordBytes(message)` left. */
export function encodeRecord(target: Buffer, at: number, message: LogMessage, offset: bigint): number {
  const body = at + FRAME_BYTES;
  let place = body + FIXED_BYTES;
  const keyBytes = target.write(message.key, place);
  const producerBytes = target.write(message.producer, (place += keyBytes));
  const traceBytes = target.write(message.traceparent ?? "", (place += producerBytes));
  place += traceBytes;
  place += message.value.copy(target, place);
  target.writeBigUInt64LE(offset, body);
  target.writeBigInt64LE(message.sequence, body + 8);
  target.writeUInt32LE(keyBytes, body + 16);
  target.writeUInt16LE(producerBytes, body + 20);
  target.writeUInt16LE(message.traceparent === undefined ? NO_TRACEPARENT : traceBytes, body + 22);
  target.writeUInt32LE(place - body, at);
  target.writeUInt32LE(crc32(target.subarray(body, place)), at + 4);
  return place;
}

/** Reads the record that begins at `at`; its `value` is a view of `source`. */
export function decodeRecord(source: Buffer, at: number): Decoded {
  if (source.length - at < FRAME_BYTES) return { kind: "incomplete", needs: FRAME_BYTES };
  const length = source.readUInt32LE(at);
  if (length < FIXED_BYTES || length > MAX_RECORD_BYTES) return { kind: "corrupt" };
  const body = at + FRAME_BYTES;
  const next = body + length;
  if (next > source.length) return { kind: "incomplete", needs: FRAME_BYTES + length };
  if (crc32(source.subarray(body, next)) !== source.readUInt32LE(at + 4)) return { kind: "corrupt" };
  return { kind: "record", message: decodeBody(source, body, next), next };
}

function decodeBody(source: Buffer, body: number, end: number): StoredMessage {
  const traceBytes = source.readUInt16LE(body + 22);
  const key = body + FIXED_BYTES;
  const producer = key + source.readUInt32LE(body + 16);
  const trace = producer + source.readUInt16LE(body + 20);
  const value = trace + (traceBytes === NO_TRACEPARENT ? 0 : traceBytes);
  return {
    offset: source.readBigUInt64LE(body),
    key: source.toString("utf8", key, producer),
    producer: source.toString("utf8", producer, trace),
    sequence: source.readBigInt64LE(body + 8),
    value: source.subarray(value, end),
    ...(traceBytes === NO_TRACEPARENT ? {} : { traceparent: source.toString("utf8", trace, value) }),
  };
}

/** The place of the next whole record at or after `from` whose offset is `atLeast` or somewhat more; -1 when there is none. For going on after damage. */
export function findRecord(source: Buffer, from: number, atLeast: bigint): number {
  for (let at = from; at + FRAME_BYTES + FIXED_BYTES <= source.length; at++) {
    const length = source.readUInt32LE(at);
    if (length < FIXED_BYTES || at + FRAME_BYTES + length > source.length) continue;
    const offset = source.readBigUInt64LE(at + FRAME_BYTES);
    if (offset < atLeast || offset - atLeast > 0xffff_ffffn) continue;
    if (decodeRecord(source, at).kind === "record") return at;
  }
  return -1;
}

/** Whether bytes behind the last whole record are the beginning of the one with the offset `next`, or were never written (zeros, after a power cut). */
export function isTorn(rest: Buffer, next: bigint): boolean {
  if (rest.every((byte) => byte === 0)) return true;
  if (decodeRecord(rest, 0).kind !== "incomplete") return false;
  return rest.length < FRAME_BYTES + 8 || rest.readBigUInt64LE(FRAME_BYTES) === next;
}

/** How many records damaged bytes may have held: those whose length can be followed, and one for what is left then. */
export function framesIn(rest: Buffer): number {
  let [frames, at] = [0, 0];
  while (at + FRAME_BYTES <= rest.length) {
    const length = rest.readUInt32LE(at);
    if (length < FIXED_BYTES || at + FRAME_BYTES + length > rest.length) break;
    at += FRAME_BYTES + length;
    frames += 1;
  }
  return at < rest.length ? frames + 1 : frames;
}
