import type { Store } from "../collector/clickhouse/store.ts";
import { MODEL } from "./send-flight.ts";

/** What an earlier run with the same data directory left in the store. */
export interface StoredState {
  /** Request ids with a prediction. */
  readonly stored: ReadonlySet<string>;
  /** Request ids with a label. */
  readonly labelled: ReadonlySet<string>;
  /** Request ids that failed and were never answered. */
  readonly failed: ReadonlySet<string>;
}

export async function readStoredState(store: Store): Promise<StoredState> {
  const ids = async (sql: string): Promise<ReadonlySet<string>> => new Set((await store.query<{ id: string }>(sql, { model: MODEL })).map(({ id }) => id));
  const [stored, labelled, failed] = await Promise.all([
    ids("SELECT DISTINCT request_id AS id FROM inferences WHERE model = {model: String}"),
    ids("SELECT DISTINCT request_id AS id FROM labels WHERE model = {model: String}"),
    ids("SELECT DISTINCT request_id AS id FROM requests WHERE error_class IN ('network', 'badInput')"),
  ]);
  return { stored, labelled, failed };
}

/** Counts for the summary; the ledger's books are in requests, of which each of the demo's has one row. */
export interface StoredCounts {
  readonly stored: number;
  readonly labels: number;
  readonly failed: number;
  readonly ledger: {
    readonly served: number;
    readonly captured: number;
    readonly sampledOut: number;
    readonly dropped: number;
    readonly lostBeforeLog: number;
  };
}

export async function readStoredCounts(store: Store): Promise<StoredCounts> {
  const [counts] = await store.query<{ stored: number; labels: number; failed: number }>(
    `SELECT (SELECT count() FROM inferences WHERE model = {model: String}) AS stored,
            (SELECT uniqExact(request_id, row_number) FROM labels WHERE model = {model: String}) AS labels,
            (SELECT count() FROM requests WHERE error_class != '') AS failed`,
    { model: MODEL },
  );
  const [ledger] = await store.query<StoredCounts["ledger"]>(
    `SELECT sum(served) AS served, sum(captured) AS captured, sum(sampled_out) AS sampledOut, sum(arraySum(mapValues(dropped))) AS dropped, sum(lost_before_log) AS lostBeforeLog FROM ledger`,
  );
  return {
    stored: counts?.stored ?? 0,
    labels: counts?.labels ?? 0,
    failed: counts?.failed ?? 0,
    ledger: ledger ?? { served: 0, captured: 0, sampledOut: 0, dropped: 0, lostBeforeLog: 0 },
  };
}
