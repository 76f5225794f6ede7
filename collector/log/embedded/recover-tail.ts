import type { FileHandle } from "node:fs/promises";
import type { OnNotice } from "../log-notice.ts";
import { readChunk } from "./read-chunk.ts";
import type { Segment } from "./segments.ts";

export interface Tail {
  /** Offset after the last whole record. */
  readonly next: bigint;
  /** Bytes the segment has, after cutting. */
  readonly size: number;
  /** Damage stands before whole records: nothing is cut, and appending must go on in a new segment. */
  readonly damaged: boolean;
}

const LIMITS = { bytes: 4 * 1024 * 1024, messages: Number.POSITIVE_INFINITY };

/** Finds the end of the newest segment when its writer starts, cutting off a last record that is torn (killed writer) or fails its checksum. */
export async function recoverTail(handle: FileHandle, segment: Segment, onNotice: OnNotice): Promise<Tail> {
  const { size } = await handle.stat();
  let next = segment.base;
  let whole = 0;
  let skipping = false;
  let damaged = false;
  for (let place = 0; place < size;) {
    const chunk = await readChunk(handle, place, next, LIMITS, "always");
    const last = chunk.messages.at(-1);
    place = chunk.next;
    skipping ||= last === undefined;
    if (last === undefined) continue;
    damaged ||= skipping;
    next = last.offset + 1n;
    whole = place;
  }
  if (whole < size) await cut(handle, segment, whole, size, onNotice);
  return { next, size: whole, damaged };
}

async function cut(handle: FileHandle, { path }: Segment, whole: number, size: number, onNotice: OnNotice): Promise<void> {
  await handle.truncate(whole);
  const bytes = size - whole;
  const message = `opening ${path}: its last ${bytes} bytes are not a whole record (a writer was stopped in the middle) and were cut off`;
  onNotice({ kind: "tornTail", level: "warn", message, detail: { path, place: whole, bytes } });
}
