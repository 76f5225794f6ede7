import type { Store } from "../../../../collector/clickhouse/store.ts";

/** Rows of `inferences`, different rows, the sum of x in rows and in the rollup. */
export interface StoredRows {
  readonly rows: number;
  readonly different: number;
  readonly x: number;
  readonly rolledUp: number;
  readonly rolledUpX: number;
}

export async function storedRows(store: Store): Promise<StoredRows> {
  const [row] = await store.query<StoredRows>(
    `SELECT count() AS rows, uniqExact(request_id) AS different, sum(feature_numbers['x']) AS x,
       (SELECT sum(rows) FROM feature_buckets_1m WHERE feature = 'x') AS rolledUp, (SELECT sum(total) FROM feature_buckets_1m WHERE feature = 'x') AS rolledUpX FROM inferences`,
  );
  return row ?? { rows: 0, different: 0, x: 0, rolledUp: 0, rolledUpX: 0 };
}

/** What stands when the messages 0 to count - 1 are stored, each once. */
export const exactly = (count: number): StoredRows => ({
  rows: count,
  different: count,
  x: (count * (count - 1)) / 2,
  rolledUp: count,
  rolledUpX: (count * (count - 1)) / 2,
});

/** Empties what the collector writes. */
export async function emptyTables(store: Store): Promise<void> {
  for (const table of ["inferences", "feature_buckets_1m", "feature_categories_1m", "dead_letters", "ingest_batches"])
    await store.command(`TRUNCATE TABLE ${table}`);
}
