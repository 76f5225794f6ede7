import { crc32 } from "node:zlib";

/** The partition of so many that a key belongs to, where we choose it. */
export function partitionOf(key: string, partitions: number): number {
  return crc32(key) % partitions;
}
