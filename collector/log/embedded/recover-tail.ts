import type { FileHandle } from "node:fs/promises";
import type { OnNotice } from "../log-notice.ts";
import { readAt, readChunk } from "./read-chunk.ts";
import { framesIn, isTorn } from "./record.ts";
import type { Segment } from "./segments.ts";

export interface Tail {
  /** Offset for the next record: after the last whole one, and after those that damage behind it may have held. */
  readonly next: bigint;
  /** Bytes the segment has, after cutting. */
  readonly size: number;
  /** Damage stands in it: appending must go on in a new segment. */
  readonly damaged: boolean;
}

const LIMITS = { bytes: 4 * 1024 * 1024, messages: Number.POSITIVE_INFINITY };

/**
 * Finds the end of the newest segment when its writer starts. A last record that is torn (killed writer) was never acknowledged, nor read: it is cut off, and its offset is used again.
 * Other damage at the end may have been acknowledged and read: it stays, readers tell of it, and no offset that it may have held is given to another message.
 */
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
  if (whole === size) return { next, size, damaged };
  const rest = await readAt(handle, whole, size - whole);
  if (!isTorn(rest, next)) return { next: next + BigInt(framesIn(rest)), size, damaged: true };
  await cut(handle, segment, whole, size, onNotice);
  return { next, size: whole, damaged };
}

async function cut(handle: FileHandle, { path }: Segment, whole: number, size: number, onNotice: OnNotice): Promise<void> {
  await handle.truncate(whole);
  const bytes = size - whole;
  const message = `opening ${path}: its last ${bytes} bytes are not a whole record (a writer was stopped in the middle) and were cut off`;
  onNotice({ kind: "tornTail", level: "warn", message, detail: { path, place: whole, bytes } });
}
