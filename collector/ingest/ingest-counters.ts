import type { Counter, Meter } from "@opentelemetry/api";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";

/** What a collector counts; every row that goes another way than into its table is in one of these. */
export interface IngestCounters {
  readonly stored: Counter;
  readonly resent: Counter;
  readonly deadLetters: Counter;
  failed(topic: string, partition: number, thrown: unknown): void;
}

export function ingestCounters(meter: Meter, logger: Logger): IngestCounters {
  const failures = meter.createCounter("tidemark.collector.insert.failures", { description: "Inserts that failed and are tried again." });
  return {
    stored: meter.createCounter("tidemark.collector.rows.stored", { description: "Rows inserted into ClickHouse." }),
    resent: meter.createCounter("tidemark.collector.messages.resent", { description: "Messages dropped because their producer had sent them before." }),
    deadLetters: meter.createCounter("tidemark.collector.rows.dead_letters", {
      description: "Rows that the engine refused; they are in dead_letters with the reason.",
    }),
    failed(topic, partition, thrown) {
      failures.add(1, { topic });
      logger.warn("inserting a batch failed; it is tried again", { topic, partition, error: messageOf(thrown) });
    },
  };
}
