import type { Store } from "../../collector/clickhouse/store.ts";
import type { Monitored } from "../monitoring/analyzer.ts";
import { type Window, windowAt } from "../windows/window.ts";
import { loadWindows } from "./load-windows.ts";
import { FEWEST_TAUGHT, MOST_TAUGHT } from "./null/taught-by-served.ts";
import type { WindowData } from "./window-data.ts";

/** So many windows since the baseline are looked at for quiet ones. */
const LOOKED_AT = 2 * MOST_TAUGHT;
/** Blocks of a baseline that make one window. Hours differ by the clock: few of them teach nothing that holds for the others. */
const BLOCKS = { "1d": 1, "1w": 7 } as const;
const FIRST = `SELECT toInt64(toUnixTimestamp(min(minute))) * 1000 AS first, count() AS minutes FROM scored_rows_1m
WHERE model = {model: String} AND ({version: String} = '' OR version = {version: String}) AND minute >= toDateTime({from: Int64}, 'UTC')`;

/**
 * The first windows served since a baseline that has few itself, oldest first, where enough of them to teach end by a time (epoch milliseconds); none of a baseline that moves along, of one with windows enough, or of hours.
 * Which they are follows from the baseline and the rows alone, so that a replay, a backtest and `verify` learn from the same.
 */
export async function loadServed(store: Store, monitored: Monitored, by: number): Promise<readonly WindowData[]> {
  const { config, schema, baseline } = monitored;
  const length = config.drift.window;
  if (length === "1h" || baseline.blocks.length >= MOST_TAUGHT * BLOCKS[length]) return [];
  const after = baseline.blocks.reduce((last, { end }) => Math.max(last, end), 0);
  if (after >= by) return [];
  const [found] = await store.query<{ first: number; minutes: number }>(FIRST, { model: config.model, version: schema.version, from: Math.ceil(after / 1000) });
  if (found === undefined || found.minutes === 0) return [];
  const windows: Window[] = [];
  for (
    let window = windowAt(found.first, length, config.timeZone);
    window.end <= by && windows.length < LOOKED_AT;
    window = windowAt(window.end, length, config.timeZone)
  )
    if (window.start >= after) windows.push(window);
  return windows.length < FEWEST_TAUGHT ? [] : loadWindows(store, monitored, windows);
}
