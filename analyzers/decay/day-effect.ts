import { believe, type DayBelief } from "./day-belief.ts";
import type { DayExcess } from "../performance/excess.ts";
import { sum } from "../statistics/sample.ts";

/** What days share beyond their rows, learned from a baseline: rows of one day go wrong together (weather, a holiday), and so, less, do neighbouring days. */
export interface DayEffect {
  /** Covariance of two rows' excess that are so many days apart: `[same day, next day, …]`. */
  readonly covariances: readonly number[];
  readonly degreesOfFreedom: number;
  /** The baseline's own excess per row where it is significant (two-sided 5 %), else 0. Scores out of fold are near enough to calibrated; noise must not be subtracted. */
  readonly offset: number;
  readonly offsetVariance: number;
  readonly days: number;
  /** What is believed of it, with its prior: what tests rest on. The moments above are for what needs one number. */
  readonly belief: DayBelief;
}

const SIGNIFICANT = 2;
/** Of a baseline without any error nothing can be learned; its square must not be 0. */
const SMALLEST = 1e-80;

/** The prior's scale of a metric's day effect: one of `logit` on the logit of each row's chance, as far as the metric's weights let it through. `variance` a row of the metric's excess, and of the labels themselves. */
export function dayScale(logit: number, excess: readonly DayExcess[], labels: readonly DayExcess[] = excess): number {
  return logit * Math.sqrt(rowVariance(excess) * rowVariance(labels));
}

/** Variance of one row's excess, in the mean over the rows of all days. */
export function rowVariance(days: readonly DayExcess[]): number {
  const rows = sum(days.map((day) => day.rows));
  return rows === 0 ? 0 : sum(days.map((day) => day.variance)) / rows;
}

/**
 * Estimates the day effect by moments, with the binomial part taken out: within a day Σ(S² − V) ÷ Σn², between days Σ S·S′ ÷ Σ n·n′ under Bartlett weights over
 * ⌊4 (days ÷ 100)^(2/9)⌋ lags; degrees of freedom 1.5 days ÷ (lags + 1). [Newey & West 1987, 1994; Kiefer & Vogelsang 2005 for the degrees of freedom]
 * Days in order of time. No days: rows are taken as independent.
 * @param priorScale how far days are thought to differ before any is seen: standard deviation of the excess a row
 * @param expectation where the excess is counted from: what the scores promise, or the same days' own mean, which then carries its error into every test.
 */
export function estimateDayEffect(days: readonly DayExcess[], priorScale: number, expectation: "scores" | "ownMean" = "scores"): DayEffect {
  const raw = covariancesOf(days);
  const rows = sum(days.map((day) => day.rows));
  const mean = rows === 0 ? 0 : sum(days.map((day) => day.excess)) / rows;
  const variance = rows === 0 ? 0 : clusteredVariance(days, raw) / rows ** 2;
  const degreesOfFreedom = Math.max(1, Math.min(days.length - 1, (1.5 * days.length) / raw.length));
  const own = { degreesOfFreedom, days: days.length, belief: believe(days, Math.max(priorScale, SMALLEST)) };
  if (expectation === "ownMean") return { ...own, covariances: raw, offset: mean, offsetVariance: variance };
  if (mean ** 2 <= SIGNIFICANT ** 2 * variance) return { ...own, covariances: raw, offset: 0, offsetVariance: 0 };
  return { ...own, covariances: covariancesOf(withoutOffset(days, mean)), offset: mean, offsetVariance: variance };
}

/** Variance of a run of days' summed excess under the day effect; never under that of independent rows. */
export function clusteredVariance(days: readonly DayExcess[], covariances: readonly number[]): number {
  const independent = sum(days.map((day) => day.variance));
  const shared = covariances.map((covariance, lag) => (lag === 0 ? 1 : 2) * covariance * sum(products(days, lag, (day) => day.rows)));
  return Math.max(independent, independent + sum(shared));
}

/** Days with a constant excess per row taken out. */
export function withoutOffset(days: readonly DayExcess[], offset: number): readonly DayExcess[] {
  return days.map((day) => ({ ...day, excess: day.excess - offset * day.rows }));
}

function covariancesOf(days: readonly DayExcess[]): readonly number[] {
  const lags = Math.min(Math.floor(4 * (days.length / 100) ** (2 / 9)), Math.floor(days.length / 4));
  return Array.from({ length: lags + 1 }, (_, lag) => {
    const weight = 1 - lag / (lags + 1);
    const pairs = sum(products(days, lag, (day) => day.rows));
    const noise = lag === 0 ? sum(days.map((day) => day.variance)) : 0;
    return pairs === 0 ? 0 : (weight * (sum(products(days, lag, (day) => day.excess)) - noise)) / pairs;
  });
}

function products(days: readonly DayExcess[], lag: number, of: (day: DayExcess) => number): readonly number[] {
  return days.slice(lag).map((day, index) => of(day) * of(days[index] ?? day));
}
