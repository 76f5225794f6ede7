import { logGamma } from "../../statistics/distributions/log-gamma.ts";
import { chiSquareSurvival } from "../../statistics/distributions/chi-square-survival.ts";
import { meanVariance, WORTH } from "./neighbours.ts";
import { NOTHING_MORE, type Spread } from "../../statistics/spread.ts";
import type { Cumulants } from "./cumulants.ts";
import { valueAt } from "./value-at.ts";

/** What a distance does when nothing changes: the largest of many differences of means (over half lines, sets of levels, or slopes), each of which has sampling error and the window's own level. */
export interface DistanceNull {
  /** Standard deviation of one row in the direction in which it is largest, in the statistic's unit. */
  readonly deviation: number;
  /** In how many such directions sampling errors go, by a window's rows: the distance is distributed as the length of a normal vector with so many dimensions. */
  dimensions(rows: number): number;
  /** What sampling alone does beyond the normal distribution, one for each direction that matters; none where the normal's tail is an upper bound. */
  cumulants(): readonly Cumulants[];
  /** How windows differ beyond sampling: standard deviations for numbers, the logit for shares. */
  readonly spread: Spread;
  /** What a size of 1 of the spread moves the statistic by. */
  readonly unit: number;
  /** Rows of the reference, and how many windows they are the mean of; infinite where that is not known, as of one block without times. */
  readonly referenceRows: number;
  readonly windows: number;
}

/**
 * Chance of a distance at least this large. Given the size τ of the windows' own levels, sampling (variance s², as of n rows and the reference's) and level add: the cheapest way to get so far (their rate functions' infimal
 * convolution, for normal ones d² ÷ (s² + τ²)) is held against chi-square, whose dimensions shrink to one as the level outweighs sampling: nothing else has as heavy a tail for its variance (Borell 1975; Sudakov and Tsirelson 1978).
 * The chance is its mean over what is believed of τ.
 */
export function distanceChance(known: DistanceNull, distance: number, rows: number): number {
  const byNormal = chanceBy(known, [], distance, rows);
  // What leans or has heavy tails is only further off: where nothing is improbable it need not be asked.
  return byNormal > EVERYDAY ? byNormal : chanceBy(known, known.cumulants(), distance, rows);
}

const EVERYDAY = 0.05;

function chanceBy(known: DistanceNull, cumulants: readonly Cumulants[], distance: number, rows: number): number {
  const effective = effectiveRows(known, rows);
  const sampling = known.deviation ** 2 / effective;
  const dimensions = known.dimensions(effective);
  const factor = 1 + meanVariance(known.windows);
  let chance = 0;
  for (let place = 0; place < known.spread.sizes.length; place++) {
    if ((known.spread.weights[place] ?? 0) < NOTHING_MORE * chance) break;
    const level = ((known.spread.sizes[place] ?? 0) * known.unit) ** 2 * factor;
    const square = reach(known.deviation, cumulants, distance, effective, level);
    chance += (known.spread.weights[place] ?? 0) * chiSquareSurvival(square, dimensionsWith(dimensions, sampling, level));
  }
  return Math.min(1, chance);
}

/** The distance whose chance is `level`. */
export function distanceAt(known: DistanceNull, level: number, rows: number): number {
  const start = (4 * known.deviation) / Math.sqrt(effectiveRows(known, rows));
  return start > 0 ? valueAt(level, start, (distance) => distanceChance(known, distance, rows)) : 0;
}

/** Windows of the baseline of one size, each beside all others of its kind. */
export interface SeenDistances {
  readonly rows: number;
  /** Rows of the others. */
  readonly others: number;
  /** Windows of the kind, themselves included. */
  readonly windows: number;
  readonly times: number;
  /** Sums of the distances' squares and of their logarithms. */
  readonly squares: number;
  readonly logSquares: number;
}

/** How likely these distances are when windows' levels have this size: each square is gamma distributed with the mean and dimensions that `distanceChance` gives it. A window has a part in what it is held against, so n windows tell what n − 1 would, and neighbours are alike (`neighbours.ts`). */
export function distanceLikelihood(known: Pick<DistanceNull, "deviation" | "dimensions" | "unit">, seen: readonly SeenDistances[], size: number): number {
  let log = 0;
  for (const { rows, others, windows, times, squares, logSquares } of seen) {
    const effective = (rows * others) / (rows + others);
    const sampling = known.deviation ** 2 / effective;
    // Of the difference between a window's level and the mean of the others'.
    const level = ((size * known.unit * windows) ** 2 / (windows - 1) ** 2) * (1 - meanVariance(windows));
    const half = dimensionsWith(known.dimensions(effective), sampling, level) / 2;
    const scale = 2 * (sampling + level);
    log += ((WORTH * (windows - 1)) / windows) * ((half - 1) * logSquares - squares / scale - times * (half * Math.log(scale) + logGamma(half)));
  }
  return log;
}

/** Rows of one sample that has the sampling error of window and reference together. */
function effectiveRows({ referenceRows }: DistanceNull, rows: number): number {
  return (rows * referenceRows) / (rows + referenceRows);
}

/** Dimensions of a distance whose sampling error and own level have these variances. */
export function dimensionsWith(dimensions: number, sampling: number, level: number): number {
  return sampling === 0 ? 1 : 1 + ((dimensions - 1) * sampling) / (sampling + level);
}

/** Twice the rate of a distance: by the dual of the infimal convolution, sup over θ of θ d − n K(θ ÷ n) − τ² θ² ÷ 2. */
function reach(deviation: number, cumulants: readonly Cumulants[], distance: number, rows: number, level: number): number {
  const [d, t] = [distance / deviation, (rows * level) / deviation ** 2];
  let least = (rows * d * d) / (1 + t);
  for (const { thetas, values } of cumulants) {
    if (d / (1 + t) < (thetas[0] ?? Infinity)) continue;
    let largest = 0;
    for (let place = 0; place < thetas.length; place++) {
      const theta = thetas[place] ?? 0;
      largest = Math.max(largest, theta * d - (values[place] ?? 0) - (t * theta * theta) / 2);
    }
    least = Math.min(least, 2 * rows * largest);
  }
  return least;
}
