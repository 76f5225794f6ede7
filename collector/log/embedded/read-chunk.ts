import type { FileHandle } from "node:fs/promises";
import type { StoredMessage } from "../log.ts";
import { decodeRecord, findRecord } from "./record.ts";

/** How much one read may bring. A single message larger than `bytes` still comes, alone. */
export interface ReadLimits {
  readonly bytes: number;
  readonly messages: number;
}

export interface Chunk {
  readonly messages: readonly StoredMessage[];
  /** Place after the last record taken or the damage skipped. */
  readonly next: number;
  /** Bytes of damage skipped before `next`; 0 when whole. */
  readonly skipped: number;
}

/**
 * What to do where no whole record stands:
 * `stay`, for whoever waits for a writer to finish it; `ifWholeFollows`, skip when a whole record follows (so it cannot be a write under way); `always`, nothing will be added, skip to the next whole record or the end.
 */
export type OnDamage = "stay" | "ifWholeFollows" | "always";

/** Reads whole records from place `at` of a segment, or skips damage that stands there. @param atLeast the lowest offset that can follow. */
export async function readChunk(handle: FileHandle, at: number, atLeast: bigint, limits: ReadLimits, onDamage: OnDamage): Promise<Chunk> {
  const { size } = await handle.stat();
  if (at >= size) return { messages: [], next: at, skipped: 0 };
  let source = await readAt(handle, at, Math.min(limits.bytes, size - at));
  let first = decodeRecord(source, 0);
  if (first.kind === "incomplete" && first.needs > source.length && at + first.needs <= size) {
    source = await readAt(handle, at, first.needs);
    first = decodeRecord(source, 0);
  }
  if (first.kind === "record") return takeRecords(source, at, limits);
  if (onDamage === "stay" || (onDamage === "ifWholeFollows" && first.kind === "incomplete")) return { messages: [], next: at, skipped: 0 };
  const found = findRecord(await readAt(handle, at, size - at), 1, atLeast);
  if (found === -1 && onDamage === "ifWholeFollows") return { messages: [], next: at, skipped: 0 };
  const skipped = found === -1 ? size - at : found;
  return { messages: [], next: at + skipped, skipped };
}

function takeRecords(source: Buffer, at: number, limits: ReadLimits): Chunk {
  const messages: StoredMessage[] = [];
  let place = 0;
  while (messages.length < limits.messages) {
    const decoded = decodeRecord(source, place);
    if (decoded.kind !== "record") break;
    messages.push(decoded.message);
    place = decoded.next;
  }
  return { messages, next: at + place, skipped: 0 };
}

/** Bytes from a place on; fewer where the file ends before. */
export async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(buffer, filled, bytes - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
