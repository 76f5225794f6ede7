import type { Grid } from "../../statistics/column-counts.ts";
import { bucketOf, type NumericSample } from "../../statistics/sample.ts";

/** Pairs of rows that have the same value. */
export interface EqualPairs {
  readonly pairs: number;
  /** By chance: as often as two rows of the baseline fall on one value, or as the window's own fall on values next to each other, whichever is more. */
  readonly expected: number;
  readonly times: number;
}

/** Counts the pairs of equal rows of a sample. */
export function equalPairs(reference: NumericSample, sample: NumericSample, grid: Grid): EqualPairs {
  const chance = reference.weights.reduce((found, rows) => found + (rows / reference.total) ** 2, 0);
  const pairs = sample.weights.reduce((found, rows) => found + (rows * (rows - 1)) / 2, 0);
  const expected = Math.max((chance * sample.total * (sample.total - 1)) / 2, pairsNearby(sample, grid), 1);
  return { pairs, expected, times: pairs / expected };
}

/** Pairs that rows at random would make in one bucket, from those that they make with the three buckets beyond it. */
function pairsNearby({ values, weights }: NumericSample, grid: Grid): number {
  const rows = new Map(values.map((value, index) => [bucketOf(value, grid), weights[index] ?? 0]));
  let pairs = 0;
  for (const [bucket, own] of rows) for (const step of [1, 2, 3]) pairs += own * (rows.get(bucket + step) ?? 0);
  return pairs / 6;
}
