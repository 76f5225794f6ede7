import { z } from "zod";
import { duration } from "../duration.ts";

const retention = z.strictObject({
  /** Bytes a partition may hold; default 10 GiB. */
  bytes: z
    .int()
    .positive()
    .default(10 * 1024 ** 3),
  /** Default 7 days. */
  age: duration.prefault("7d"),
});

/** The section `log`: the embedded log, used when no Kafka is configured. */
export const logConfig = z.strictObject({
  /** Partitions of each topic; default 1. Changing it moves keys to other partitions. */
  partitions: z.int().min(1).max(64).default(1),
  /** A segment file is closed before it would grow over this; default 64 MiB. */
  segmentBytes: z
    .int()
    .min(4096)
    .default(64 * 1024 * 1024),
  /** When the disk itself must have what was appended: `always`, `never`, or every so often; default `1s`. A killed process loses nothing under any. */
  fsync: z.union([z.enum(["always", "never"]), duration]).prefault("1s"),
  /** Room on its disk that it leaves, bytes; what would take of it is refused until there is more; default 64 MiB. */
  minFreeBytes: z
    .int()
    .min(0)
    .default(64 * 1024 * 1024),
  /** Whole segments past either limit are deleted, oldest first, read or not. */
  retention: retention.prefault({}),
});

export type LogConfig = z.infer<typeof logConfig>;
