import { bucketCentre } from "../statistics/sample.ts";
import { linearSolution } from "../statistics/linear-algebra.ts";
import { splineBasis } from "../statistics/spline-basis.ts";
import type { Grid } from "../statistics/column-counts.ts";
import type { PerformanceSums } from "./sums.ts";

/** Rows of one bucket of the predicted number: label − prediction summed, its squares and its sizes. */
export interface NumberCell {
  readonly bucket: number;
  readonly rows: number;
  readonly residual: number;
  readonly squared: number;
  readonly absolute: number;
}

/** What rows of a bucket are expected to be off by. */
export interface Residual {
  readonly mean: number;
  readonly size: number;
  /** Variance of one row's residual about its mean, and of its size. */
  readonly variance: number;
  readonly sizeVariance: number;
}

/** What rows with so large a prediction come to: by bucket, and where the bucket lies, 0 in the middle, about 1 a quarter of the rows off. */
export interface ResidualCurve {
  readonly of: (bucket: number) => Residual;
  readonly placeOf: (bucket: number) => number;
}

/** Knots of the spline at these quantiles of the rows, and at the outermost that so many rows lie beyond: where inputs move, rows come to lie in the tails, and a line there would leave a bend out. */
const KNOTS = [0.02, 0.15, 0.35, 0.5, 0.65, 0.85, 0.98] as const;
const ROWS_BEYOND = 30;
/** Groups of the rows that have a variance of their own. */
const GROUPS = 10;
const FEWEST_IN_GROUP = 20;

const known = new WeakMap<PerformanceSums, readonly NumberCell[]>();

/** The cells of some sums, buckets rising; empty where none were kept. Read once of each sums. */
export function numberCells(sums: PerformanceSums): readonly NumberCell[] {
  const cells = known.get(sums) ?? readCells(sums);
  known.set(sums, cells);
  return cells;
}

function readCells({ numberCells: rows = {}, residuals = {}, squaredResiduals = {}, absoluteResiduals = {} }: PerformanceSums): readonly NumberCell[] {
  return Object.entries(rows)
    .map(([bucket, count]) => ({
      bucket: Number(bucket),
      rows: count,
      residual: residuals[bucket] ?? 0,
      squared: squaredResiduals[bucket] ?? 0,
      absolute: absoluteResiduals[bucket] ?? 0,
    }))
    .sort((a, b) => a.bucket - b.bucket);
}

/**
 * Learns from sums what residuals are by the predicted number: their mean and mean size as least squares on a natural cubic spline (nine knots, straight beyond the outer ones) of the prediction, from the middle outwards in quarters of
 * the rows (asinh: straight near the middle, in orders of magnitude far out); their variances in tenths of the rows.
 */
export function learnResiduals(sums: PerformanceSums, grid: Grid): ResidualCurve {
  const cells = numberCells(sums);
  const all = cells.reduce((total, { rows }) => total + rows, 0);
  const at = (quantile: number): number => bucketCentre(bucketAt(cells, quantile * all), grid);
  const [low, middle, high] = [at(0.25), at(0.5), at(0.75)];
  const scale = Math.max(high - low, Number.MIN_VALUE);
  const placeOf = (bucket: number): number => Math.asinh((bucketCentre(bucket, grid) - middle) / scale) * 2;
  const beyond = Math.min(0.05, ROWS_BEYOND / Math.max(1, all));
  const quantiles = [beyond, ...KNOTS.filter((quantile) => quantile > beyond && quantile < 1 - beyond), 1 - beyond];
  const knots = [...new Set(quantiles.map((quantile) => placeOf(bucketAt(cells, quantile * all))))];
  const basis = high > low ? splineBasis(knots) : () => [];
  const lines = new Map<number, readonly number[]>();
  const lineOf = (bucket: number): readonly number[] => {
    const line = lines.get(bucket) ?? [1, ...basis(placeOf(bucket))];
    lines.set(bucket, line);
    return line;
  };
  const fit = (of: (cell: NumberCell) => number): ((bucket: number) => number) => {
    const terms = leastSquares(cells.map((cell) => ({ line: lineOf(cell.bucket), rows: cell.rows, total: of(cell) })));
    return (bucket) => lineOf(bucket).reduce((value, one, term) => value + one * (terms[term] ?? 0), 0);
  };
  const [mean, size] = [fit(({ residual }) => residual), fit(({ absolute }) => absolute)];
  const variances = groupVariances(cells, all, mean, size);
  const answers = new Map<number, Residual>();
  const of = (bucket: number): Residual => {
    const before = answers.get(bucket);
    if (before !== undefined) return before;
    const found = { mean: mean(bucket), size: Math.max(0, size(bucket)), ...variances(bucket) };
    answers.set(bucket, found);
    return found;
  };
  return { placeOf, of };
}

function bucketAt(cells: readonly NumberCell[], rows: number): number {
  let below = 0;
  return cells.find((cell) => (below += cell.rows) >= rows)?.bucket ?? 0;
}

/** Weighted least squares of cells' means; a hint of a ridge where terms say the same. */
function leastSquares(cells: readonly { readonly line: readonly number[]; readonly rows: number; readonly total: number }[]): readonly number[] {
  const size = cells[0]?.line.length ?? 1;
  const matrix = Array.from({ length: size }, () => Array<number>(size).fill(0));
  const right = Array<number>(size).fill(0);
  for (const { line, rows, total } of cells)
    for (let i = 0; i < size; i += 1) {
      right[i] = (right[i] ?? 0) + (line[i] ?? 0) * total;
      const row = matrix[i] ?? [];
      for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) + rows * (line[i] ?? 0) * (line[j] ?? 0);
    }
  for (let i = 0; i < size; i += 1) (matrix[i] ?? [])[i] = (matrix[i]?.[i] ?? 0) * (1 + 1e-9) + 1e-9;
  return linearSolution(matrix, right);
}

/** Variances about the fitted means, in tenths of the rows of at least twenty. */
function groupVariances(
  cells: readonly NumberCell[],
  all: number,
  mean: (bucket: number) => number,
  size: (bucket: number) => number,
): (bucket: number) => Pick<Residual, "variance" | "sizeVariance"> {
  const least = Math.max(FEWEST_IN_GROUP, all / GROUPS);
  const groups: { last: number; rows: number; variance: number; sizeVariance: number }[] = [];
  for (const { bucket, rows, residual, squared, absolute } of cells) {
    const open = groups.at(-1);
    const group = open === undefined || open.rows >= least ? { last: bucket, rows: 0, variance: 0, sizeVariance: 0 } : open;
    if (group !== open) groups.push(group);
    const [m, s] = [mean(bucket), size(bucket)];
    group.last = bucket;
    group.rows += rows;
    group.variance += Math.max(0, squared - 2 * m * residual + rows * m ** 2);
    group.sizeVariance += Math.max(0, squared - 2 * s * absolute + rows * s ** 2);
  }
  return (bucket) => {
    const group = groups.find(({ last }) => bucket <= last) ?? groups.at(-1);
    return group === undefined ? { variance: 0, sizeVariance: 0 } : { variance: group.variance / group.rows, sizeVariance: group.sizeVariance / group.rows };
  };
}
