import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Monitored, Window } from "../analyzer.ts";
import type { BaselineColumn, ColumnCounts } from "../baseline/baseline.ts";
import { windowCoverage, windowParameters } from "../window-coverage.ts";
import { bucketOf, DEFAULT_GRID } from "./sample.ts";
import type { WindowData } from "./window-data.ts";

const VALUES = readFileSync(new URL("window-values.sql", import.meta.url), "utf8");
const ROWS = readFileSync(new URL("window-rows.sql", import.meta.url), "utf8");

interface ValueRow {
  readonly window: number;
  readonly feature: string;
  readonly kind: string;
  readonly grid: number;
  readonly bucket: number;
  readonly category: string;
  readonly rows: number;
  readonly total: number;
}

/** Reads what adjacent windows served, from the rollups: one query for the values of all windows and columns, one for their rows, one for coverage. */
export async function loadWindows(store: Store, { config, schema, baseline }: Monitored, windows: readonly Window[]): Promise<readonly WindowData[]> {
  if (windows.length === 0) return [];
  const parameters = { model: config.model, version: schema.version, ...windowParameters(windows) };
  const values = await store.query<ValueRow>(VALUES, parameters);
  const rows = new Map((await store.query<{ window: number; rows: number }>(ROWS, parameters)).map((row) => [row.window, row.rows]));
  const coverage = await windowCoverage(store, config.model, windows);
  const byColumn = Map.groupBy(values, (row) => keyOf(row.window, row.kind, row.feature));
  return windows.map((window, index) => {
    const all = rows.get(index + 1) ?? 0;
    const columns = baseline.columns.map(
      (column) => [column.name, columnCounts(column, byColumn.get(keyOf(index + 1, column.kind, column.name)) ?? [], all)] as const,
    );
    return { window, rows: all, coverage: coverage[index] ?? 1, columns: new Map(columns) };
  });
}

/** Buckets of another grid, and numbers where categories are expected ("1" for 1), are carried over by the mean of their bucket. Text where numbers are expected counts as missing. */
function columnCounts(column: BaselineColumn, found: readonly ValueRow[], all: number): ColumnCounts {
  const counts = new Map<number | string, number>();
  for (const row of found) {
    const cell = cellOf(column, row);
    if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + row.rows);
  }
  const missing = Math.max(0, all - [...counts.values()].reduce((sum, rows) => sum + rows, 0));
  return { type: column.type, counts, missing } as ColumnCounts;
}

function cellOf(column: BaselineColumn, row: ValueRow): number | string | null {
  const isNumber = row.category === "";
  if (column.type === "categorical") return isNumber ? String(Number((row.total / row.rows).toPrecision(12))) : row.category;
  if (!isNumber) return null;
  const grid = column.grid ?? DEFAULT_GRID;
  return row.grid === grid.grid ? row.bucket : bucketOf(row.total / row.rows, grid);
}

function keyOf(window: number, kind: string, feature: string): string {
  return `${window}/${kind}/${feature}`;
}
