import { figure } from "../../statistics/figure.ts";
import type { Grid } from "../../statistics/column-counts.ts";
import { bucketOf, type NumericSample } from "../../statistics/sample.ts";
import type { Explanation } from "./explanation.ts";
import { middleAndWidth } from "./middle-and-width.ts";

/** Pairs of rows with one value beyond what chance brings, in standard deviations. */
const DEVIATIONS = 8;
/** At least so many times as many pairs as expected. */
const TIMES = 1.5;
/** Gaps between the values of a grid, as a rounding makes it, vary less than this (standard deviation over mean); those of values at random about as much as their mean. */
const REGULAR_GAPS = 0.5;
/** Rows up to which the gaps are looked at; a column in which most values are repeated by chance says nothing. */
const LARGEST_CHANCE = 0.1;

/** Buckets wider than this part of the window's own width put many values into one. */
const COARSE = 0.05;

/**
 * Rows that came more than once: many more pairs of rows have the same value than a window of these values has by chance. By chance pairs fall on a value as in the baseline, or as often as on the values next to each
 * other, whichever is more; rounding, which makes pairs too, leaves gaps of one width.
 */
export function repeatedRows(reference: NumericSample, current: NumericSample, grid: Grid): readonly Explanation[] {
  const { weights, total } = current;
  const ofReference = reference.weights.reduce((pairs, rows) => pairs + (rows / reference.total) ** 2, 0);
  if (ofReference > LARGEST_CHANCE || total < 30) return [];
  const own = middleAndWidth(current);
  const bucket = Math.hypot(grid.scale, (own?.middle ?? 0) - grid.location) / grid.resolution;
  if (own === null || bucket > COARSE * Math.exp(own.logWidth)) return [];
  const pairs = weights.reduce((found, rows) => found + (rows * (rows - 1)) / 2, 0);
  const expected = Math.max((ofReference * total * (total - 1)) / 2, pairsNearby(current, grid), 1);
  if (pairs < TIMES * expected || pairs - expected < DEVIATIONS * Math.sqrt(expected) || regularGaps(current)) return [];
  const [ofAll, distinct] = [total, weights.length];
  const times = 1 + (2 * (pairs - expected)) / total;
  const change = (baseline: string): string => `has only ${distinct} different values in ${ofAll} rows, far fewer than ${baseline} has in as many`;
  return [
    {
      cause: "duplicatedRows",
      key: "duplicates",
      text: `rows seem to come more than once, a repeated one about ${figure(Math.max(2, times))} times`,
      change,
      weight: 2,
    },
  ];
}

/** Pairs that rows at random would make in one bucket, from those that they make with the three buckets beyond it. */
function pairsNearby({ values, weights }: NumericSample, grid: Grid): number {
  const rows = new Map(values.map((value, index) => [bucketOf(value, grid), weights[index] ?? 0]));
  let pairs = 0;
  for (const [bucket, own] of rows) for (const step of [1, 2, 3]) pairs += own * (rows.get(bucket + step) ?? 0);
  return pairs / 6;
}

function regularGaps({ values }: NumericSample): boolean {
  const middle = values.slice(Math.floor(values.length / 4), Math.ceil((values.length * 3) / 4));
  const gaps = middle.slice(1).map((value, index) => value - (middle[index] ?? value));
  if (gaps.length < 5) return false;
  const mean = gaps.reduce((total, gap) => total + gap, 0) / gaps.length;
  return Math.sqrt(gaps.reduce((total, gap) => total + (gap - mean) ** 2, 0) / gaps.length) < REGULAR_GAPS * mean;
}
