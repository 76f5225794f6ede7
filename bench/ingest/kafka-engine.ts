import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../collector/clickhouse/store.ts";

const POLL_MS = 50;
const LIMIT_MS = 600_000;

/**
 * ClickHouse's own Kafka engine reads a topic into the table that the collector inserts into, so that parsing, table and rollups are the same; without boundaries, deduplication or dead letters.
 * @returns milliseconds until `rows` are stored. @throws when they are not within ten minutes
 */
export async function readByKafkaEngine(
  store: Store,
  { brokers, topic, rows }: { readonly brokers: string; readonly topic: string; readonly rows: number },
): Promise<number> {
  // Its settings take no parameters; address and topic are the bench's own.
  await store.command(`CREATE TABLE kafka_lines AS incoming_inferences ENGINE = Kafka SETTINGS kafka_broker_list = '${brokers}', kafka_topic_list = '${topic}',
    kafka_group_name = 'bench-${Date.now()}', kafka_format = 'JSONEachRow', kafka_num_consumers = 1, kafka_max_block_size = 65536, kafka_flush_interval_ms = 1000`);
  try {
    const started = performance.now();
    await store.command("CREATE MATERIALIZED VIEW kafka_lines_view TO incoming_inferences AS SELECT * FROM kafka_lines");
    while ((await stored(store)) < rows) {
      if (performance.now() - started > LIMIT_MS)
        throw new RangeError(`ClickHouse's Kafka engine stored ${await stored(store)} of ${rows} rows in ten minutes`);
      await sleep(POLL_MS);
    }
    return performance.now() - started;
  } finally {
    await store.command("DROP VIEW IF EXISTS kafka_lines_view");
    await store.command("DROP TABLE IF EXISTS kafka_lines");
  }
}

/** Rows of `inferences`. */
export async function stored(store: Store): Promise<number> {
  const [found] = await store.query<{ rows: number }>("SELECT count() AS rows FROM inferences");
  return found?.rows ?? 0;
}
