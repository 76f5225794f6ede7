import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../clickhouse/store.ts";
import type { ModelSchema } from "../events/model-schema.ts";
import { TOPICS, type Log } from "../log/log.ts";
import type { IngestConfig } from "./ingest-config.ts";
import type { IngestCounters } from "./ingest-counters.ts";
import { enterLost } from "./enter-lost.ts";
import { PartitionIngest, type IngestParts } from "./partition-ingest.ts";
import { refusedLabel } from "./refused-label.ts";
import { trimBoundaries } from "./trim-boundaries.ts";

/** Every topic goes into its table by the same way. */
const LABELS = "tidemark.labels";
const GROUP = "tidemark-collector";
const LAG_POLL_MS = 10;
const TRIM_EVERY_MS = 86_400_000;

export interface Collector extends AsyncDisposable {
  /** Resolves when all that the log held at the call is in the store. */
  caughtUp(): Promise<void>;
  /** Messages in the log that are not handed over yet. */
  lag(): Promise<bigint>;
}

/** Starts moving rows from the log to ClickHouse: each once, in batches, over crashes of either side. */
export async function startCollector({
  log,
  store,
  config,
  counters,
  schemas = new Map(),
}: {
  log: Log;
  store: Store;
  config: IngestConfig;
  counters: IngestCounters;
  /** What is declared of models, by name: labels that are none of a model's classes go to dead letters. Default none. */
  schemas?: ReadonlyMap<string, ModelSchema>;
}): Promise<Collector> {
  const stop = new AbortController();
  const refused = (topic: string, line: Buffer): string | undefined => (topic === LABELS ? refusedLabel(line, schemas) : undefined);
  const parts: IngestParts = { store, config, counters, refused, stopping: stop.signal, limit: concurrencyLimit(config.concurrency) };
  const partitions = new Map<string, PartitionIngest>();
  const consumer = await log.subscribe({
    topics: TOPICS,
    group: GROUP,
    async position(topic, partition, logId) {
      const place = `${topic}/${partition}`;
      // A rebalance asks again: two at work on one partition would store its waiting rows under two tokens.
      await partitions.get(place)?.retire();
      const ingest = await PartitionIngest.open({ logId, topic, partition }, parts);
      partitions.set(place, ingest);
      return ingest.position;
    },
    lost: (lost) => enterLost(store, lost, partitions.get(`${lost.topic}/${lost.partition}`)?.claimed ?? 0n, Date.now()),
    released(topic, partition) {
      const place = `${topic}/${partition}`;
      void partitions.get(place)?.retire();
      partitions.delete(place);
    },
    async onBatch({ topic, partition, messages }) {
      await partitions.get(`${topic}/${partition}`)?.add(messages);
    },
  });
  const trim = (): void => void trimBoundaries(store, Date.now()).catch((thrown: unknown) => counters.untrimmed(thrown));
  trim();
  const trimming = setInterval(trim, TRIM_EVERY_MS).unref();
  const flushAll = async (): Promise<void> => void (await Promise.all([...partitions.values()].map((ingest) => ingest.flush())));
  return {
    lag: () => consumer.lag(),
    async caughtUp() {
      while ((await consumer.lag()) > 0n) await sleep(LAG_POLL_MS);
      await flushAll();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(trimming);
      await consumer[Symbol.asyncDispose]();
      const flushed = flushAll();
      await Promise.race([flushed, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
      stop.abort();
      await flushed;
    },
  };
}

/** How long a stop waits for the store; what is not in by then is still in the log. */
const STOP_WITHIN_MS = 3_000;

function concurrencyLimit(max: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
