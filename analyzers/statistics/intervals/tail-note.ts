import { firstIndex } from "../two-sample/first-index.ts";
import type { Rows } from "./interval.ts";

/** How many times as long as the other tail one may be, up to 1,000 rows; beyond, as many times more as the root of the rows. An exponential distribution has 2.7, a lognormal one 3.6 with σ = 1 and 13 with σ = 2. */
const LONGEST = 5;
const ROWS = 1000;
/** Rows that must differ from a value that more than half of the rows have. */
const LEAST_OTHERS = 30;

/** Rows of a share of 1.6 ÷ n are missing from a sample of n rows in one case of five. */
const MISSED = 1.6;
/** Such rows must not make more than this part of the spread. */
const MOST_OF_SPREAD = 0.9;

/** Why the other side, of so many rows, may lack what makes the mean: the rows furthest out, so few that it would miss them all in one case of five, make nearly all of this side's spread. Null where they do not. */
export function rareRowsNote(rows: Rows, { mean, variance }: { readonly mean: number; readonly variance: number }, others: number): string | null {
  const few = Math.ceil((MISSED * rows.length) / others);
  let [low, high, far] = [0, rows.length - 1, 0];
  for (let taken = 0; taken < few && low <= high; taken++) {
    const [below, above] = [mean - (rows.at(low) ?? mean), (rows.at(high) ?? mean) - mean];
    far += Math.max(below, above) ** 2;
    if (below > above) low += 1;
    else high -= 1;
  }
  if (few >= rows.length / 2 || far <= MOST_OF_SPREAD * variance * (rows.length - 1)) return null;
  return `${few === 1 ? "one row" : `${few} rows`} far out make nearly all of the spread, and a sample of ${others} may lack such rows: too few for an interval of the mean`;
}

/**
 * Why a side's rows say too little of its mean for an interval, null where they say enough. Told by the quantiles, which do not depend on whether the largest rows were drawn, as the sample's skewness does: the tail from the median
 * to the 9th decile against the one to the 1st. Of rows half of which have one value only the others are looked at.
 */
export function tailNote(rows: Rows): string | null {
  const [first, end] = middleRun(rows);
  const common = end - first;
  const others = rows.length - common;
  if (common * 2 <= rows.length) return longTailNote(rows);
  if (others < LEAST_OTHERS) return `only ${others} of ${rows.length} rows differ from the most frequent value: too few for an interval of the mean`;
  return longTailNote({ length: others, at: (row) => rows.at(row < first ? row : row + common) });
}

function longTailNote(rows: Rows): string | null {
  const at = (share: number): number => rows.at(Math.round((rows.length - 1) * share)) ?? 0;
  const [lower, upper] = [at(0.5) - at(0.1), at(0.9) - at(0.5)];
  const [short, long] = [Math.min(lower, upper), Math.max(lower, upper)];
  // A tail of no length at all is one of few values, which are no long tail.
  if (short === 0 || long <= short * LONGEST * Math.max(1, Math.sqrt(rows.length / ROWS))) return null;
  return `one tail is ${Math.round(long / short)} times as long as the other: too long for an interval of the mean from so few rows`;
}

/** First place of the value that the middle row has, and the place after its last: where more than half of the rows have one value, the middle one does. */
function middleRun(rows: Rows): readonly [number, number] {
  const value = rows.at(rows.length >> 1) ?? 0;
  return [firstIndex(0, rows.length, (row) => (rows.at(row) ?? 0) >= value), firstIndex(0, rows.length, (row) => (rows.at(row) ?? 0) > value)];
}
