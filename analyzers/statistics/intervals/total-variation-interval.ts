import { normalSurvival, Z95 } from "../distributions/normal-survival.ts";
import { sum } from "../sample.ts";
import type { BinnedPair } from "../two-sample/bins.ts";
import type { Interval } from "./interval.ts";

/** Pooled rows up to which a level is counted out one by one instead of taken for normal. */
const COUNTED = 25;
/** Halvings; the answer is then right to 1e-6. */
const STEPS = 22;

/** So many levels with the same rows on both sides: their shares, and rows on both sides together. */
interface Level {
  readonly times: number;
  readonly p: number;
  readonly q: number;
  readonly rows: number;
}

/** Mean and variance of the total variation distance that is seen, when so much of a change is true. */
interface Seen {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Total variation of two samples' shares, freed of what chance alone adds to it, with a 95 % interval that starts at 0 where no change is not excluded. What is seen is held against what would be seen
 * on average (the mean of a folded normal, or counted out where rows are few) if a share λ of the observed change were true; the value is where both agree, the ends where they differ by 1.96 standard deviations.
 * A change of few levels shows more than one spread thinly over all, which hides in the noise of each: the low end takes what stands out of the noise for all the change, the high end takes all that is seen.
 * [Test inversion along the observed direction; folded normal: Leone, Nelson and Nottingham 1961, Technometrics 3] Both sides have rows.
 */
export function totalVariationInterval(pair: BinnedPair): Interval {
  const [n, m] = [sum(pair.reference), sum(pair.current)];
  const levels = alikeLevels(pair, n, m);
  const observed = distance(levels);
  // The largest of so many normal numbers seldom exceeds this. [Donoho and Johnstone 1994, the universal threshold]
  const noise = Math.sqrt(2 * Math.log(levels.reduce((sum, { times }) => sum + times, 0)));
  const thin = direction(levels, n, m, 0);
  const standing = direction(levels, n, m, noise);
  const [ofAll, ofFew] = [ends95(thin, observed), ends95(standing, observed)];
  const value = Math.min(ofAll.value, ofFew.value);
  return { value, low: Math.min(ofAll.low, ofFew.low), high: Math.max(observed, ofAll.high) };
}

interface Direction {
  /** Total variation of the whole change. */
  readonly size: number;
  readonly at: (share: number) => Seen;
}

/** The change of the levels that stand at least `errors` standard errors out, or of the one up and the one down that stand out most; both signs are brought to the same size, since what some levels lose others win.
 * Nothing seen at all stands for a change by as much of every level's noise, up and down in turn. */
function direction(levels: readonly Level[], n: number, m: number, errors: number): Direction {
  const pooled = levels.map(({ rows }) => rows / (n + m));
  const noise = pooled.map((share) => Math.sqrt(share * (1 - share) * (1 / n + 1 / m)));
  const seen = levels.map(({ p, q }, level) => (q - p) / (noise[level] || 1));
  const outstanding = levels.some(({ p, q }) => p !== q) ? seen : noise.map((_, level) => (level % 2 === 0 ? 1 : -1));
  const [most, least] = [Math.max(...outstanding), Math.min(...outstanding)];
  const kept = outstanding.map((z, level) => (Math.abs(z) >= errors || z === most || z === least ? z * (noise[level] ?? 0) : 0));
  const timesOf = (level: number): number => levels[level]?.times ?? 0;
  const up = kept.reduce((sum, change, level) => sum + timesOf(level) * Math.max(0, change), 0);
  const down = kept.reduce((sum, change, level) => sum - timesOf(level) * Math.min(0, change), 0);
  const change = kept.map((each) => (each > 0 ? each : each * (up / down)));
  const size = up > 0 && down > 0 ? up : 0;
  return { size, at: (share) => seenWith(levels, pooled, change, share, n, m) };
}

function ends95({ size, at }: Direction, observed: number): Interval {
  if (size === 0) return { value: 0, low: 0, high: 0 };
  const most = 1 / size;
  const solve = (reached: (seen: Seen) => number): number => {
    if (reached(at(0)) >= observed) return 0;
    if (reached(at(most)) <= observed) return 1;
    let [low, high] = [0, most];
    for (let step = 0; step < STEPS; step++) {
      const middle = (low + high) / 2;
      if (reached(at(middle)) < observed) low = middle;
      else high = middle;
    }
    return Math.min(1, high * size);
  };
  return {
    value: solve(({ mean }) => mean),
    low: solve(({ mean, deviation }) => mean + Z95 * deviation),
    high: solve(({ mean, deviation }) => mean - Z95 * deviation),
  };
}

/** What is seen when `share` of `change` is true: half the sum over levels of |difference|; levels depend on each other as those of a multinomial do, to the second order of a Hermite expansion. */
function seenWith(levels: readonly Level[], pooled: readonly number[], change: readonly number[], share: number, n: number, m: number): Seen {
  let [mean, variance, linearP, linearQ, linearSquares, bentP, bentQ, bentSquares] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const [index, { rows, times }] of levels.entries()) {
    const middle = pooled[index] ?? 0;
    const moved = share * (change[index] ?? 0);
    const p = clamped(middle - (moved * m) / (n + m));
    const q = clamped(middle + (moved * n) / (n + m));
    const error = Math.sqrt((p * (1 - p)) / n + (q * (1 - q)) / m);
    if (error === 0) {
      mean += times * Math.abs(q - p);
      continue;
    }
    const z = (q - p) / error;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const sign = 1 - 2 * normalSurvival(z);
    const own = rows <= COUNTED && rows * 8 <= n + m ? counted(rows, p, q, n, m) : folded(z, density, sign, error);
    mean += times * own.mean;
    variance += times * own.variance;
    // Covariances of |differences| of two levels: −(p p′ / n + q q′ / m) times both signs, and half its square times both bends.
    linearP += times * sign * p;
    linearQ += times * sign * q;
    linearSquares += times * sign * sign * ((p * p) / n + (q * q) / m);
    const bend = (Math.SQRT2 * density) / error;
    bentP += (times * bend * p * p) / n;
    bentQ += (times * bend * q * q) / m;
    bentSquares += times * (bend * ((p * p) / n + (q * q) / m)) ** 2;
  }
  const linear = linearSquares - linearP ** 2 / n - linearQ ** 2 / m;
  const bent = (bentP + bentQ) ** 2 - bentSquares;
  return { mean: mean / 2, deviation: Math.sqrt(Math.max(0, variance + linear + bent)) / 2 };
}

function folded(z: number, density: number, sign: number, error: number): { mean: number; variance: number } {
  const mean = error * (2 * density + z * sign);
  return { mean, variance: Math.max(0, error * error * (1 + z * z) - mean * mean) };
}

/** Of `rows` pooled rows X fall on the reference's side, each with the chance that the shares give. */
function counted(rows: number, p: number, q: number, n: number, m: number): { mean: number; variance: number } {
  const chance = (n * p) / (n * p + m * q);
  let [mean, square] = [0, 0];
  let probability = (1 - chance) ** rows;
  if (chance >= 1) return { mean: rows / n, variance: 0 };
  for (let k = 0; k <= rows; k++) {
    const gap = Math.abs(k / n - (rows - k) / m);
    mean += probability * gap;
    square += probability * gap * gap;
    probability *= ((rows - k) / (k + 1)) * (chance / (1 - chance));
  }
  return { mean, variance: Math.max(0, square - mean * mean) };
}

/** Rare levels by the thousand have the same few counts: each is computed with once. Sides alike in every level keep theirs apart, since a change that is not seen goes up in one and down in the next. */
function alikeLevels(pair: BinnedPair, n: number, m: number): readonly Level[] {
  const alike = pair.reference.every((rows, level) => rows * m === (pair.current[level] ?? 0) * n);
  const known = new Map<string, { times: number; readonly a: number; readonly b: number }>();
  for (const [level, a] of pair.reference.entries()) {
    const b = pair.current[level] ?? 0;
    const key = alike ? String(level) : `${a}/${b}`;
    const before = known.get(key);
    if (before !== undefined) before.times += 1;
    else if (a + b > 0) known.set(key, { times: 1, a, b });
  }
  return [...known.values()].map(({ times, a, b }) => ({ times, p: a / n, q: b / m, rows: a + b }));
}

function distance(levels: readonly Level[]): number {
  return levels.reduce((sum, { p, q, times }) => sum + times * Math.abs(p - q), 0) / 2;
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share));
}
