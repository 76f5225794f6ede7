import type { BaselineColumn, ColumnCounts, Grid } from "./column-counts.ts";

/** Numbers as strictly rising values with how many rows had each; exact rows and buckets (by their centres) alike. */
export interface NumericSample {
  readonly type: "numeric";
  readonly values: readonly number[];
  readonly weights: readonly number[];
  /** Rows. */
  readonly total: number;
}

export interface CategoricalSample {
  readonly type: "categorical";
  readonly counts: ReadonlyMap<string, number>;
  /** Rows. */
  readonly total: number;
}

/** What a drift method compares: the values of one column, missing ones left out. */
export type Sample = NumericSample | CategoricalSample;

/** A sample of single values, in any order; what is not finite counts as missing. */
export function numericSample(rows: readonly number[]): NumericSample {
  return weightedSample(countOf(rows.filter(Number.isFinite)));
}

/** A sample of single categories. */
export function categoricalSample(rows: readonly string[]): CategoricalSample {
  return { type: "categorical", counts: countOf(rows), total: rows.length };
}

/** A sample of values with their rows; values with no row are left out. */
export function weightedSample(counts: Iterable<readonly [number, number]>): NumericSample {
  const entries = [...counts].filter(([, rows]) => rows > 0).sort(([a], [b]) => a - b);
  const weights = entries.map(([, rows]) => rows);
  return { type: "numeric", values: entries.map(([value]) => value), weights, total: sum(weights) };
}

/** The centre of a bucket (docs/tables.md, grids). */
export function bucketCentre(bucket: number, grid: Grid): number {
  return grid.location + grid.scale * Math.sinh(bucket / grid.resolution);
}

/** The bucket of a value, as the rollups compute it. */
export function bucketOf(value: number, grid: Grid): number {
  return Math.round(Math.asinh((value - grid.location) / grid.scale) * grid.resolution);
}

/** A column's rows, all blocks given together. A numeric column without a grid has the default grid of docs/tables.md. */
export function columnSample(column: Pick<BaselineColumn, "type" | "grid">, blocks: readonly ColumnCounts[]): Sample {
  return column.type === "numeric" ? numericColumn(blocks, column.grid ?? DEFAULT_GRID) : categoricalColumn(blocks);
}

/** The grid of a feature that has none. */
export const DEFAULT_GRID: Grid = { grid: 0, location: 0, scale: 1, resolution: 100 };

/** The grid of a column by its name; the default one where there is none. */
export function gridOfColumn(columns: readonly { readonly name: string; readonly grid: Grid | null }[], name: string | undefined): Grid {
  return columns.find((column) => column.name === name)?.grid ?? DEFAULT_GRID;
}

function numericColumn(blocks: readonly ColumnCounts[], grid: Grid): NumericSample {
  const merged = new Map<number, number>();
  for (const block of blocks) if (block.type === "numeric") for (const [bucket, rows] of block.counts) merged.set(bucket, (merged.get(bucket) ?? 0) + rows);
  return weightedSample([...merged].map(([bucket, rows]) => [bucketCentre(bucket, grid), rows]));
}

function categoricalColumn(blocks: readonly ColumnCounts[]): CategoricalSample {
  const counts = new Map<string, number>();
  for (const block of blocks) if (block.type === "categorical") for (const [level, rows] of block.counts) counts.set(level, (counts.get(level) ?? 0) + rows);
  // In one order, whatever order they were read in: sums of floats over them must come out the same to the last digit.
  const sorted = new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { type: "categorical", counts: sorted, total: sum([...counts.values()]) };
}

function countOf<T>(rows: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

/** Sum of numbers; of none 0. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, value) => total + value, 0);
}
