import type { Store } from "../clickhouse/store.ts";

/** Boundaries are kept this long for people to look at; of each partition the newest stays for ever, since it is where reading goes on. */
const KEPT_DAYS = 7;

const TRIM = `
  ALTER TABLE ingest_batches DELETE
  WHERE written_time < toDateTime64({now: Int64} / 1000, 3, 'UTC') - toIntervalDay({days: UInt32})
    AND (log_id, topic, partition, last_offset) NOT IN (SELECT log_id, topic, partition, max(last_offset) FROM ingest_batches GROUP BY log_id, topic, partition)`;

/** Deletes the collector's old boundaries, in the engine's own time. @param now epoch milliseconds. */
export async function trimBoundaries(store: Store, now: number): Promise<void> {
  await store.command(TRIM, { now, days: KEPT_DAYS });
}
