import { readFileSync } from "node:fs";
import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import type { Window } from "../windows/window.ts";
import { bucketOf, DEFAULT_GRID } from "../statistics/sample.ts";
import { WINDOW_MS } from "../windows/window.ts";
import type { BaselineColumn, ColumnCounts } from "../statistics/column-counts.ts";

const sql = (name: string): string => readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
const SCORED_ROWS = sql("scored-rows");
const ROLLUP_COUNTS = sql("rollup-counts");
const ROW_COUNTS = sql("row-counts");

/** A window of up to so many rows is read from its rows where the source is `auto`. */
const FEW_ROWS = 10_000;

/** Where values are read from: `auto` is the rows of small windows and of those whose rollups have another grid than asked for, else the rollups. */
export type CountsSource = "rollups" | "rows" | "auto";

/** What to read: a model's columns on their grids. `version` empty: any. */
export interface CountsRequest {
  readonly model: string;
  readonly version: string;
  readonly columns: readonly Pick<BaselineColumn, "name" | "kind" | "type" | "grid">[];
  readonly source: CountsSource;
}

/** What was served in one window: scored rows, and one entry a column asked for, in that order. */
export interface WindowCounts {
  readonly rows: number;
  readonly columns: readonly ColumnCounts[];
}

/** One window, column and grid as the queries give it; `start` in epoch seconds. */
interface CountsRow {
  readonly start: number;
  readonly feature: string;
  readonly kind: string;
  readonly own: number;
  readonly buckets: readonly number[];
  readonly categories: readonly string[];
  readonly rows: readonly number[];
  readonly means: readonly number[];
}

/**
 * Counts of the values served in disjoint windows, oldest first, whole minutes each; they need not be adjacent. From the rollups it is one query for all windows and columns.
 * Both sources count the same rows in the same buckets; only rollups that were filled on another grid differ, whose buckets are carried over by their means.
 */
export async function readCounts(store: Store, request: CountsRequest, windows: readonly Window[]): Promise<readonly WindowCounts[]> {
  if (windows.length === 0) return [];
  const [rows, rolledUp] = await Promise.all([
    scoredRows(store, request, windows),
    request.source === "rows" ? [] : store.query<CountsRow>(ROLLUP_COUNTS, parametersOf(request, windows)),
  ]);
  const fromRollups = Map.groupBy(rolledUp, (row) => row.start * 1000);
  const wanted = windows.filter((window) => wantsRows(request, rows.get(window.start) ?? 0, fromRollups.get(window.start) ?? []));
  const exact = wanted.length === 0 ? [] : await store.query<CountsRow>(ROW_COUNTS, parametersOf(request, wanted));
  const fromRows = Map.groupBy(exact, (row) => row.start * 1000);
  return windows.map(({ start }) => windowCounts(request, rows.get(start) ?? 0, fromRows.get(start) ?? fromRollups.get(start) ?? []));
}

/** Scored rows of disjoint windows, by their starts (epoch milliseconds); none: no entry. */
export async function scoredRows(
  store: Store,
  { model, version }: Pick<CountsRequest, "model" | "version">,
  windows: readonly Window[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await store.query<{ start: number; rows: number }>(SCORED_ROWS, { model, version, ...boundsOf(windows) });
  return new Map(rows.map((row) => [row.start * 1000, row.rows]));
}

function wantsRows({ source, columns }: CountsRequest, rows: number, found: readonly CountsRow[]): boolean {
  if (source !== "auto" || rows === 0) return source === "rows";
  const numeric = new Set(columns.filter((column) => column.type === "numeric").map(keyOf));
  return rows <= FEW_ROWS || found.some((row) => row.own === 0 && numeric.has(keyOf({ kind: row.kind, name: row.feature })));
}

function windowCounts({ columns }: CountsRequest, scored: number, found: readonly CountsRow[]): WindowCounts {
  const byColumn = Map.groupBy(found, (row) => keyOf({ kind: row.kind, name: row.feature }));
  const cells = columns.map((column) => cellsOf(column, byColumn.get(keyOf(column)) ?? []));
  // Raw rows may have been deleted, rollups kept.
  const rows = Math.max(scored, ...cells.map((counts) => totalOf(counts)));
  return {
    rows,
    columns: columns.map((column, index): ColumnCounts => {
      const counts = cells[index] ?? new Map<number | string, number>();
      return { type: column.type, counts, missing: rows - totalOf(counts) } as ColumnCounts;
    }),
  };
}

/** Buckets of another grid, and numbers where categories are expected ("1" for 1), are carried over by the mean of their bucket. Text where numbers are expected counts as missing. */
function cellsOf(column: CountsRequest["columns"][number], found: readonly CountsRow[]): Map<number | string, number> {
  const counts = new Map<number | string, number>();
  const add = (cell: number | string, rows: number): void => void counts.set(cell, (counts.get(cell) ?? 0) + rows);
  const grid = column.grid ?? DEFAULT_GRID;
  for (const { own, buckets, categories, rows, means } of found) {
    if (column.type === "categorical") {
      for (const [index, category] of categories.entries()) add(category, rows[index] ?? 0);
      for (const [index, mean] of means.entries()) add(String(Number(mean.toPrecision(12))), rows[index] ?? 0);
    } else if (own === 1) for (const [index, bucket] of buckets.entries()) add(bucket, rows[index] ?? 0);
    else for (const [index, mean] of means.entries()) add(bucketOf(mean, grid), rows[index] ?? 0);
  }
  return counts;
}

function totalOf(counts: ReadonlyMap<number | string, number>): number {
  let total = 0;
  for (const rows of counts.values()) total += rows;
  return total;
}

function keyOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${name}`;
}

function parametersOf({ model, version, columns }: CountsRequest, windows: readonly Window[]): QueryParameters {
  const numeric = columns.flatMap((column) => (column.type === "numeric" ? [{ key: keyOf(column), ...(column.grid ?? DEFAULT_GRID) }] : []));
  return {
    model,
    version,
    ...boundsOf(windows),
    hourly: windows.every(({ start, end }) => start % WINDOW_MS["1h"] === 0 && end % WINDOW_MS["1h"] === 0) ? 1 : 0,
    features: [...new Set(columns.map((column) => column.name))],
    numbers: numeric.map((column) => column.key),
    grids: numeric.map((column) => column.grid),
    locations: numeric.map((column) => column.location),
    scales: numeric.map((column) => column.scale),
    resolutions: numeric.map((column) => column.resolution),
  };
}

/** Windows as a query takes them, epoch seconds. */
function boundsOf(windows: readonly Window[]): {
  readonly bounds: readonly number[];
  readonly starts: readonly number[];
  readonly from: number;
  readonly to: number;
} {
  const bounds = [...new Set(windows.flatMap(({ start, end }) => [start / 1000, end / 1000]))].sort((a, b) => a - b);
  return { bounds, starts: windows.map(({ start }) => start / 1000), from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0 };
}
