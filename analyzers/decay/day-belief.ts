import { normalSurvival } from "../statistics/distributions/normal-survival.ts";
import { spreadOf } from "../statistics/spread.ts";
import { normal, type Random } from "../statistics/random.ts";
import type { DayExcess } from "../performance/excess.ts";

/** What is believed of a day effect: the standard deviation of what a day adds to each row's excess, and its correlation with the day before. Weights add up to 1. */
export interface DayBelief {
  readonly nodes: readonly { readonly size: number; readonly correlation: number; readonly weight: number }[];
  /** The days it was learned from, rows and their variance as if they were independent. */
  readonly days: readonly DayExcess[];
}

/** The chance given beforehand to each correlation with the day before. */
const CORRELATIONS = [
  [0, 0.3],
  [0.25, 0.2],
  [0.5, 0.25],
  [0.75, 0.15],
  [0.9, 0.1],
] as const;

/**
 * The stated prior of a day effect with what some days (in order) showed: its size as `spreadOf` has it about `scale`, its correlation by the chances above, and the likelihood of the days' excess a row as an autoregression beside the rows' own
 * noise, their mean left open. Few days leave the prior, many give it way. @param scale of the prior, in the excess a row; over 0
 */
export function believe(days: readonly DayExcess[], scale: number): DayBelief {
  // Rows that promise nothing uncertain leave no noise; some is needed to divide by.
  const least = 1e-12 * scale ** 2;
  const seen = days.map(({ rows, excess, variance }) => (rows === 0 ? null : { value: excess / rows, noise: Math.max(variance / rows ** 2, least) }));
  const nodes: { size: number; correlation: number; weight: number }[] = [];
  const bySize = new Map<number, readonly number[]>();
  const spread = spreadOf(scale, (size) => {
    const logs = CORRELATIONS.map(([correlation, chance]) => Math.log(chance) + logLikelihood(seen, size, correlation));
    bySize.set(size, logs);
    return logSum(logs);
  });
  for (const [place, size] of spread.sizes.entries()) {
    const logs = bySize.get(size) ?? [];
    const all = logSum(logs);
    for (const [index, [correlation]] of CORRELATIONS.entries())
      nodes.push({ size, correlation, weight: (spread.weights[place] ?? 0) * Math.exp((logs[index] ?? -Infinity) - all) });
  }
  return { nodes: nodes.filter(({ weight }) => weight > 1e-12), days };
}

/** One believed variance; `own` is that of the days themselves, without what they are held against. */
interface BelievedVariance {
  readonly variance: number;
  readonly own: number;
  readonly weight: number;
}

/** Variances of the excess a row of some days together, each node's with its weight: of the rows, of what the days add, and of the mean of the days that it is held against (at least `least`). */
export function variancesOf(belief: DayBelief, days: readonly DayExcess[], least = 0): readonly BelievedVariance[] {
  return belief.nodes.map(({ size, correlation, weight }) => {
    const own = meanVariance(days, size, correlation);
    return { weight, own, variance: own + Math.max(least, belief.days.length === 0 ? 0 : meanVariance(belief.days, size, correlation)) };
  });
}

/** Chance that a value so far from 0 on the side over it comes about, over what is believed. */
export function chanceBeyond(value: number, variances: readonly BelievedVariance[]): number {
  return variances.reduce((chance, { variance, weight }) => chance + weight * normalSurvival(value / Math.sqrt(Math.max(variance, Number.MIN_VALUE))), 0);
}

/** How far 95 % lie about the middle, over what is believed. */
export function half95(variances: readonly BelievedVariance[]): number {
  let [low, high] = [0, 40 * Math.sqrt(Math.max(...variances.map(({ variance }) => variance), Number.MIN_VALUE))];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (chanceBeyond(middle, variances) > 0.025) low = middle;
    else high = middle;
  }
  return high;
}

/** Excess a row of days in a row as a believed day effect makes it, with the mean noise of the days it was learned from; without end. */
export function* believedDays(belief: DayBelief, random: Random): Generator<number> {
  const noise = Math.sqrt(meanNoise(belief.days));
  const { size, correlation } = nodeAt(belief, random());
  let effect = size * normal(random);
  for (;;) {
    yield effect + noise * normal(random);
    effect = correlation * effect + Math.sqrt(1 - correlation ** 2) * size * normal(random);
  }
}

/** Variance of a day's excess a row were its rows independent, in the mean over some days. */
export function meanNoise(days: readonly DayExcess[]): number {
  const known = days.filter(({ rows }) => rows > 0);
  return known.length === 0 ? 0 : known.reduce((total, { variance, rows }) => total + variance / rows ** 2, 0) / known.length;
}

function nodeAt({ nodes }: DayBelief, at: number): { readonly size: number; readonly correlation: number } {
  let below = 0;
  return nodes.find(({ weight }) => (below += weight) >= at) ?? nodes[0] ?? { size: 0, correlation: 0 };
}

/** Variance of the mean over the rows of all days. */
function meanVariance(days: readonly DayExcess[], size: number, correlation: number): number {
  const rows = days.reduce((total, day) => total + day.rows, 0);
  if (rows === 0) return 0;
  let [independent, shared, carried, before] = [0, 0, 0, 0];
  for (const day of days) {
    const weight = day.rows / rows;
    carried = correlation * (carried + before);
    independent += day.variance / rows ** 2;
    shared += weight ** 2 + 2 * weight * carried;
    before = weight;
  }
  return independent + size ** 2 * shared;
}

/** Log likelihood of days' values about an unknown mean: the Kalman filter of an autoregression seen through noise, run for the values and for their mean. [Harvey 1989, Forecasting, structural time series models and the Kalman filter, 3.4] */
function logLikelihood(seen: readonly ({ readonly value: number; readonly noise: number } | null)[], size: number, correlation: number): number {
  const full = size ** 2;
  let [level, mean, uncertainty] = [0, 0, full];
  let [logs, ofMean, ofBoth, ofValue, count] = [0, 0, 0, 0, 0];
  for (const day of seen) {
    if (day !== null) {
      const spread = uncertainty + day.noise;
      const [value, one] = [day.value - level, 1 - mean];
      logs += Math.log(spread);
      ofMean += one ** 2 / spread;
      ofBoth += (one * value) / spread;
      ofValue += value ** 2 / spread;
      count += 1;
      const gain = uncertainty / spread;
      level += gain * value;
      mean += gain * one;
      uncertainty *= 1 - gain;
    }
    level *= correlation;
    mean *= correlation;
    uncertainty = correlation ** 2 * uncertainty + (1 - correlation ** 2) * full;
  }
  return count < 2 ? 0 : -(logs + Math.log(ofMean) + ofValue - ofBoth ** 2 / ofMean) / 2;
}

function logSum(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  return largest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - largest), 0));
}
