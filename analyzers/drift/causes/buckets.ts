import type { Grid } from "../../statistics/column-counts.ts";
import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import { bucketCentre, bucketOf, type NumericSample, weightedSample } from "../../statistics/sample.ts";
import type { Habits } from "./habits.ts";
import { midQuantile } from "./middle-and-width.ts";

/** A straight line from a value as it came to what the baseline has: factor × value + offset. */
export interface Line {
  readonly factor: number;
  readonly offset: number;
}

/** From this width of a bucket on, in the baseline's widths, buckets hide the shape of what lies in them. */
const COARSE = 0.1;

/** Whether the grid, which is made for the baseline's values, is too coarse where a window's values lie to see their shape once the line is applied. */
export function isCoarse(habits: Habits, current: NumericSample, grid: Grid, { factor }: Line): boolean {
  const bucket = Math.hypot(grid.scale, midQuantile(current, 0.5) - grid.location) / grid.resolution;
  return Math.abs(factor) * bucket > COARSE * habits.width;
}

/** The baseline's values as they would have come, in the grid's buckets. */
export function asSent(reference: NumericSample, grid: Grid, { factor, offset }: Line): NumericSample {
  const rows = new Map<number, number>();
  for (const [index, value] of reference.values.entries()) {
    const bucket = bucketOf((value - offset) / factor, grid);
    rows.set(bucket, (rows.get(bucket) ?? 0) + (reference.weights[index] ?? 0));
  }
  return weightedSample([...rows].map(([bucket, of]) => [bucketCentre(bucket, grid), of]));
}

/** Whether a window is in the buckets in which the baseline's values would have come. */
export function fitsAsSent(habits: Habits, current: NumericSample, grid: Grid, line: Line): boolean {
  return ksDistance(asSent(habits.reference, grid, line), current) <= habits.allowedDistance(current.total);
}
