import type { Store } from "../../collector/clickhouse/store.ts";

const REACH = `SELECT toUnixTimestamp64Milli(min(event_time)) AS first, toUnixTimestamp64Milli(max(event_time)) AS last, count() AS requests,
  (SELECT toUnixTimestamp64Milli(max(judged_time)) FROM judged_windows WHERE model = {model: String}) AS judged
FROM requests WHERE model = {model: String}`;

/** What the store has of a model: its first request, and the moment as of which its history stands. Epoch milliseconds. */
export interface HistoryReach {
  readonly first: number;
  /** The last request, or, where live analyzers came further, the last moment at which they judged. */
  readonly asOf: number;
}

/** Null when the store has no request of the model. */
export async function historyReach(store: Store, model: string): Promise<HistoryReach | null> {
  const [row] = await store.query<{ first: number; last: number; requests: number; judged: number }>(REACH, { model });
  return row === undefined || row.requests === 0 ? null : { first: row.first, asOf: Math.max(row.last, row.judged) };
}
