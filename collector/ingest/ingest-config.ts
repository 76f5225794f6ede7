import { z } from "zod";
import { duration } from "../duration.ts";

/** `collector:` in the configuration. */
export const ingestConfig = z.strictObject({
  /** A batch is inserted when it is this large … */
  maxBatchBytes: z
    .int()
    .min(1024)
    .default(32 * 1024 * 1024),
  /** … or when its first message has waited this long. ClickHouse merges what it gets: few large inserts cost it far less than many small ones. */
  linger: duration.prefault("1s"),
  /** Inserts under way at once, over all partitions. */
  concurrency: z.int().min(1).max(16).default(2),
});

/** As the collector uses it. */
export interface IngestConfig {
  readonly maxBatchBytes: number;
  readonly lingerMs: number;
  readonly concurrency: number;
}
