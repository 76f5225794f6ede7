import { rm, stat } from "node:fs/promises";
import { listSegments } from "./segments.ts";

/** How long messages are kept. Whole segments are deleted, oldest first, never the newest one, and without asking whether somebody still has to read them. */
export interface Retention {
  /** Bytes a partition may hold. */
  readonly bytes: number;
  /** Milliseconds since a segment's newest message was appended. */
  readonly ageMs: number;
}

/** Deletes what is past retention in one partition. @param nowMs wall time, epoch milliseconds, compared with the files' own times. */
export async function applyRetention(directory: string, retention: Retention, nowMs: number): Promise<void> {
  const segments = await listSegments(directory);
  const closed = await Promise.all(segments.map(async ({ path }) => ({ path, ...sizeAndAge(await stat(path), nowMs) })));
  let total = closed.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size, ageMs } of closed.slice(0, -1)) {
    if (total <= retention.bytes && ageMs <= retention.ageMs) return;
    await rm(path, { force: true });
    total -= size;
  }
}

function sizeAndAge(file: { readonly size: number; readonly mtimeMs: number }, nowMs: number) {
  return { size: file.size, ageMs: nowMs - file.mtimeMs };
}
