import { figure } from "../../statistics/figure.ts";
import type { Grid } from "../../statistics/column-counts.ts";
import type { NumericSample } from "../../statistics/sample.ts";
import type { Explanation } from "./explanation.ts";
import { equalPairs } from "./equal-pairs.ts";
import type { Habits } from "./habits.ts";
import { middleAndWidth } from "./middle-and-width.ts";

/** Pairs of rows with one value beyond what chance brings, in standard deviations. */
const DEVIATIONS = 8;
/** At least so many times as many pairs as in any block of the baseline. */
const TIMES = 1.5;
/** Gaps between the values of a grid, as a rounding makes it, vary less than this (standard deviation over mean); those of values at random about as much as their mean. */
const REGULAR_GAPS = 0.5;
/** A column in which more of all pairs are equal by chance says nothing, nor do fewer rows. */
const FEWEST_ROWS = 30;
const LARGEST_CHANCE = 0.1;

/** Buckets wider than this part of the window's own width put many values into one. */
const COARSE = 0.05;

/**
 * Rows that came more than once: many more pairs of rows have the same value than a window of these values has by chance, and than the baseline's own blocks have, whose rows may share a value by nature. Rounding makes pairs
 * too, but leaves gaps of one width.
 */
export function repeatedRows(habits: Habits, current: NumericSample, grid: Grid): readonly Explanation[] {
  const own = middleAndWidth(current);
  const bucket = Math.hypot(grid.scale, (own?.middle ?? 0) - grid.location) / grid.resolution;
  if (own === null || current.total < FEWEST_ROWS || bucket > COARSE * Math.exp(own.logWidth)) return [];
  const { pairs, expected, times } = equalPairs(habits.reference, current, grid);
  if (expected > (LARGEST_CHANCE * current.total ** 2) / 2 || times < TIMES * habits.usualPairs) return [];
  if (pairs - expected < DEVIATIONS * Math.sqrt(expected) || regularGaps(current)) return [];
  const [rows, distinct] = [current.total, current.values.length];
  const often = figure(Math.max(2, 1 + (2 * (pairs - expected)) / rows));
  const change = (baseline: string): string => `has only ${distinct} different values in ${rows} rows, far fewer than ${baseline} has in as many`;
  return [{ cause: "duplicatedRows", key: "duplicates", text: `rows seem to come more than once, a repeated one about ${often} times`, change, weight: 2 }];
}

function regularGaps({ values }: NumericSample): boolean {
  const middle = values.slice(Math.floor(values.length / 4), Math.ceil((values.length * 3) / 4));
  const gaps = middle.slice(1).map((value, index) => value - (middle[index] ?? value));
  if (gaps.length < 5) return false;
  const mean = gaps.reduce((total, gap) => total + gap, 0) / gaps.length;
  return Math.sqrt(gaps.reduce((total, gap) => total + (gap - mean) ** 2, 0) / gaps.length) < REGULAR_GAPS * mean;
}
