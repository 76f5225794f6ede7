import type { Counter, Meter } from "@opentelemetry/api";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";

/** What a collector counts; every row that goes another way than into its table is in one of these. */
export interface IngestCounters {
  readonly stored: Counter;
  readonly resent: Counter;
  readonly deadLetters: Counter;
  /** Another collector has gone on with a partition that this one held for its own. */
  replaced(topic: string, partition: number): void;
  failed(topic: string, partition: number, thrown: unknown): void;
  /** Old boundaries could not be deleted; tried again in a day. */
  untrimmed(thrown: unknown): void;
}

export function ingestCounters(meter: Meter, logger: Logger): IngestCounters {
  const failures = meter.createCounter("tidemark.collector.insert.failures", { description: "Inserts that failed and are tried again." });
  const replacements = meter.createCounter("tidemark.collector.boundaries.refused", {
    description: "Batches that were refused because another collector had gone on with their partition.",
  });
  return {
    stored: meter.createCounter("tidemark.collector.rows.stored", { description: "Rows inserted into ClickHouse." }),
    resent: meter.createCounter("tidemark.collector.messages.resent", { description: "Messages dropped because their producer had sent them before." }),
    deadLetters: meter.createCounter("tidemark.collector.rows.dead_letters", {
      description: "Rows that the engine refused; they are in dead_letters with the reason.",
    }),
    replaced(topic, partition) {
      replacements.add(1, { topic });
      logger.warn("another collector has gone on with a partition; its batch comes first", { topic, partition });
    },
    untrimmed(thrown) {
      logger.warn("deleting old boundaries of ingest_batches failed; it is tried again in a day", { error: messageOf(thrown) });
    },
    failed(topic, partition, thrown) {
      failures.add(1, { topic });
      logger.warn("inserting a batch failed; it is tried again", { topic, partition, error: messageOf(thrown) });
    },
  };
}
