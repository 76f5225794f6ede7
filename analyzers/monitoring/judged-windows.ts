import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Window } from "../windows/window.ts";
import type { AnalyzerName } from "../findings/finding.ts";

const LATE_ROWS = readFileSync(new URL("late-rows.sql", import.meta.url), "utf8");

/** A window that was judged, and when, epoch milliseconds of event time. */
export interface JudgedWindow extends Window {
  readonly judged: number;
}

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

/** Writes down that windows were judged; after their findings, so that a crash between the two judges them again. */
export async function markJudged(store: Store, model: string, analyzer: AnalyzerName, windows: readonly Window[], now: number): Promise<void> {
  await store.insert(
    "judged_windows",
    windows.map(({ start, end }) => ({ model, analyzer, window_start: start, window_end: end, judged_time: now })),
  );
}

/** Judged windows from `from` on into which requests were received after they had been judged, by `now`. */
export async function windowsWithLateRows(store: Store, model: string, analyzer: AnalyzerName, from: number, now: number): Promise<readonly JudgedWindow[]> {
  const windows = await store.query<JudgedWindow>(
    `SELECT toUnixTimestamp64Milli(window_start) AS start, toUnixTimestamp64Milli(window_end) AS end, toUnixTimestamp64Milli(max(judged_time)) AS judged FROM judged_windows
    WHERE model = {model: String} AND analyzer = {analyzer: String} AND window_start >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') GROUP BY window_start, window_end ORDER BY window_start`,
    { model, analyzer, from },
  );
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return [];
  const quarters = await store.query<{ quarter: number; received: number }>(LATE_ROWS, { model, from: first.start, to: last.end, now });
  return windows.filter((window) => quarters.some(({ quarter, received }) => quarter >= window.start && quarter < window.end && received > window.judged));
}
