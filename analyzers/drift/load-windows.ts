import type { Store } from "../../collector/clickhouse/store.ts";
import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { readCounts } from "../baseline/read-counts.ts";
import { windowCoverage } from "../monitoring/window-coverage.ts";
import type { WindowData } from "./window-data.ts";

/** Reads what adjacent windows served, values in the baseline's buckets: from the rollups or the rows, as the monitor's `drift.source` says. */
export async function loadWindows(store: Store, { config, schema, baseline }: Monitored, windows: readonly Window[]): Promise<readonly WindowData[]> {
  const { columns } = baseline;
  const [counts, coverage] = await Promise.all([
    readCounts(store, { model: config.model, version: schema.version, columns, source: config.drift.source }, windows),
    windowCoverage(store, config.model, windows),
  ]);
  return windows.map((window, index) => {
    const { rows = 0, columns: values = [] } = counts[index] ?? {};
    const byName = values.flatMap((column, place) => (columns[place] === undefined ? [] : [[columns[place].name, column] as const]));
    return { window, rows, coverage: coverage[index] ?? 1, columns: new Map(byName) };
  });
}
