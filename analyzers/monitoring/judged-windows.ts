import type { Store } from "../../collector/clickhouse/store.ts";
import type { Window } from "../windows/window.ts";
import type { AnalyzerName } from "../findings/finding.ts";
import type { WindowContents } from "./window-contents.ts";

/** A window that was judged, and what it had then; -1 where an older version did not write that down. */
export type JudgedWindow = Window & WindowContents;

/** The end of the last judged window; null when none was. */
export async function lastJudgedEnd(store: Store, model: string, analyzer: AnalyzerName): Promise<number | null> {
  const rows = await store.query<{ end: number; windows: number }>(
    `SELECT toUnixTimestamp64Milli(max(window_end)) AS end, count() AS windows FROM judged_windows WHERE model = {model: String} AND analyzer = {analyzer: String}`,
    { model, analyzer },
  );
  return rows[0] === undefined || rows[0].windows === 0 ? null : rows[0].end;
}

/** Time of a model's first request, epoch milliseconds; null before any. */
export async function firstTraffic(store: Store, model: string): Promise<number | null> {
  const rows = await store.query<{ first: number; requests: number }>(
    `SELECT toUnixTimestamp64Milli(min(event_time)) AS first, count() AS requests FROM requests WHERE model = {model: String}`,
    { model },
  );
  return rows[0] === undefined || rows[0].requests === 0 ? null : rows[0].first;
}

/** Writes down that windows were judged, and what they had; after their findings, so that a crash between the two judges them again. `now`: epoch milliseconds of event time. */
export async function markJudged(store: Store, model: string, analyzer: AnalyzerName, windows: readonly JudgedWindow[], now: number): Promise<void> {
  await store.insert(
    "judged_windows",
    windows.map(({ start, end, seen, labels }) => ({ model, analyzer, window_start: start, window_end: end, judged_time: now, seen, labels })),
  );
}

/** Windows judged that start at `from` or later, oldest first. */
export async function judgedWindows(store: Store, model: string, analyzer: AnalyzerName, from: number): Promise<readonly JudgedWindow[]> {
  return store.query<JudgedWindow>(
    `SELECT toUnixTimestamp64Milli(window_start) AS start, toUnixTimestamp64Milli(window_end) AS end, seen, labels FROM judged_windows FINAL
    WHERE model = {model: String} AND analyzer = {analyzer: String} AND window_start >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') ORDER BY window_start`,
    { model, analyzer, from },
  );
}
