import type { Baseline } from "../../baseline/baseline.ts";
import type { BaselineColumn } from "../../statistics/column-counts.ts";
import { columnSample, type Sample, sum } from "../../statistics/sample.ts";
import type { WindowLength } from "../../windows/window.ts";
import { columnMatrix } from "./column-matrix.ts";
import { fitNull, type NullFit } from "./fit-null.ts";
import { type RowTail, rowTail } from "./huge-row.ts";
import { type DistanceName, pieceDistances } from "./piece-distances.ts";
import { piecesOf } from "./pieces.ts";

/** What a column of the baseline does when nothing changes. */
export interface ColumnNull {
  readonly column: BaselineColumn;
  /** All rows of the baseline. */
  readonly reference: Sample;
  /** Rows and missing rows in all. */
  readonly rows: number;
  readonly missing: number;
  /** Rows and missing rows of each piece; empty when the baseline is too short for a fitted null. */
  readonly pieces: readonly { readonly rows: number; readonly missing: number; readonly low: number; readonly high: number; readonly mean: number }[];
  /** How far out single rows lie; null for categories and without spread. */
  readonly tail: RowTail | null;
  /** The fitted null of a distance for a window of so many rows, or null when the baseline is too short. */
  distanceNull(distance: DistanceName, rows: number): NullFit | null;
}

const prepared = new WeakMap<BaselineColumn, Map<WindowLength, ColumnNull>>();

/** A column prepared for windows of one length; once for as long as its baseline is in memory. Fits are made once for each size class of windows (steps of 15 %, rounded down, which errs to the careful side). */
export function columnNull(baseline: Baseline, column: BaselineColumn, length: WindowLength): ColumnNull {
  const known = prepared.get(column) ?? new Map<WindowLength, ColumnNull>();
  prepared.set(column, known);
  const made = known.get(length) ?? prepare(baseline, column, length);
  known.set(length, made);
  return made;
}

function prepare(baseline: Baseline, column: BaselineColumn, length: WindowLength): ColumnNull {
  const groups = piecesOf(baseline, length);
  const matrix = columnMatrix(column, groups);
  const fits = new Map<string, NullFit | null>();
  const largest = Math.max(1, ...matrix.pieces.map(sum));
  const reference = columnSample(column, column.blocks);
  return {
    column,
    reference,
    tail: reference.type === "numeric" && reference.total > 0 ? rowTail(reference) : null,
    rows: sum(baseline.blocks.map((block) => block.rows)),
    missing: sum(column.blocks.map((block) => block.missing)),
    pieces: groups.map((group, piece) => ({
      rows: sum(group.map((block) => baseline.blocks[block]?.rows ?? 0)),
      missing: sum(group.map((block) => column.blocks[block]?.missing ?? 0)),
      ...momentsOf(matrix.values, matrix.pieces[piece] ?? []),
    })),
    distanceNull(distance, rows) {
      if (groups.length === 0) return null;
      const size = Math.min(largest, Math.floor(1.15 ** Math.floor(Math.log(Math.max(1, rows)) / Math.log(1.15))));
      const key = `${distance}/${size}`;
      if (!fits.has(key)) fits.set(key, fitDistances(pieceDistances(matrix, distance, size), size));
      return fits.get(key) ?? null;
    },
  };
}

/** Standard deviation of √n D for Kolmogorov's distribution: what sampling alone makes a distance vary. */
const KOLMOGOROV_DEVIATION = 0.26;

function fitDistances(distances: readonly number[], rows: number): NullFit | null {
  if (distances.length < 3 || distances.every((distance) => distance === 0)) return null;
  return fitNull(distances, KOLMOGOROV_DEVIATION / Math.sqrt(rows));
}

function momentsOf(values: readonly number[], counts: readonly number[]): { low: number; high: number; mean: number } {
  const present = values.filter((_, cell) => (counts[cell] ?? 0) > 0);
  const mean = sum(values.map((value, cell) => value * (counts[cell] ?? 0))) / sum(counts);
  return { low: present[0] ?? Number.NaN, high: present.at(-1) ?? Number.NaN, mean };
}
