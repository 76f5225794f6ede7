import { join } from "node:path";
import { createStore } from "../../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../../collector/clickhouse/engine/embedded-engine.ts";

/** What a data directory's store holds of flights that asked before `until` (epoch milliseconds): rows, different rows, a hash of the contents that does not depend on order, the rollup's rows, and the labels known by then with a hash of theirs. */
export interface StoredRows {
  readonly rows: number;
  readonly different: number;
  readonly contents: string;
  readonly rolledUp: number;
  readonly labels: number;
  readonly labelContents: string;
  readonly lostBeforeLog: number;
}

const ROWS = `
  WITH known AS (
    SELECT request_id, row_number, label, observed_time FROM current_labels
    WHERE observed_time < fromUnixTimestamp64Milli({until: Int64}, 'UTC')
      AND request_id IN (SELECT request_id FROM inferences WHERE event_time < fromUnixTimestamp64Milli({until: Int64}, 'UTC'))
  )
  SELECT count() AS rows, uniqExact(request_id, row_number) AS different,
    toString(sum(cityHash64(event_time, model, version, request_id, row_number, mapSort(feature_numbers), mapSort(feature_categories), arraySort(missing_features), mapSort(prediction_numbers), mapSort(prediction_categories)))) AS contents,
    (SELECT sum(rows) FROM feature_buckets_1m WHERE feature = 'distance' AND minute < fromUnixTimestamp64Milli({until: Int64}, 'UTC')) AS rolledUp,
    (SELECT count() FROM known) AS labels,
    (SELECT toString(sum(cityHash64(request_id, row_number, label, observed_time))) FROM known) AS labelContents,
    (SELECT sum(lost_before_log) FROM ledger) AS lostBeforeLog
  FROM inferences WHERE event_time < fromUnixTimestamp64Milli({until: Int64}, 'UTC')`;

export async function readStoredRows(data: string, until: number): Promise<StoredRows> {
  await using engine = await startEmbeddedEngine({ directory: join(data, "clickhouse") });
  await using store = createStore({ url: engine.url, username: engine.username, password: engine.password });
  const [row] = await store.query<StoredRows>(ROWS, { until });
  if (!row) throw new Error("no answer");
  return row;
}
