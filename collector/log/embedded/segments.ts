import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** A file of records. Its name is the offset of its first record, so names sort as offsets do. */
export interface Segment {
  readonly base: bigint;
  readonly path: string;
}

const NAME = /^\d{20}\.log$/;

export function segmentAt(directory: string, base: bigint): Segment {
  return { base, path: join(directory, `${base.toString().padStart(20, "0")}.log`) };
}

/** A partition's segments, oldest first; none when the directory does not exist. */
export async function listSegments(directory: string): Promise<readonly Segment[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => segmentAt(directory, BigInt(name.slice(0, 20))));
}
