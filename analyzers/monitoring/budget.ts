import { ANALYZERS } from "../findings/finding.ts";

const MONTH_MS = 30 * 86_400_000;
const MAX_PROBABILITY = 0.5;

/** Probability of a false alarm that one window may spend: N × window ÷ 30 days, at most 0.5. N is alerts that start firing without a cause, a month. */
export function windowBudget(falseAlarmsPerMonth: number, windowMs: number): number {
  return Math.min(MAX_PROBABILITY, (falseAlarmsPerMonth * windowMs) / MONTH_MS);
}

/**
 * One analyzer's part of a model's budget for one of its windows. The budget is the model's over all four analyzers together; each gets an equal share, N ÷ 4 a month,
 * whether or not the others find anything to judge, so that the sum of the four never exceeds N (Boole's inequality, whatever their dependence and window lengths).
 */
export function analyzerBudget(falseAlarmsPerMonth: number, windowMs: number): number {
  return windowBudget(falseAlarmsPerMonth / ANALYZERS.length, windowMs);
}

/** What Holm's procedure says of one p-value: `rejected` exactly when `pValue <= threshold`. */
export interface HolmVerdict {
  readonly pValue: number;
  /** What this p-value had to reach, given the others. */
  readonly threshold: number;
  readonly rejected: boolean;
}

/**
 * Holm's step-down procedure: the chance of any false rejection is at most `alpha`, whatever the dependence of the checks. Verdicts in the order of the p-values.
 * The k-th smallest of m is held against alpha ÷ (m − k + 1) until one fails; it and all larger ones are kept, at that threshold.
 * [Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6]
 */
export function holm(pValues: readonly number[], alpha: number): readonly HolmVerdict[] {
  const verdicts: HolmVerdict[] = [];
  const order = pValues.map((pValue, index) => ({ pValue, index })).sort((a, b) => a.pValue - b.pValue);
  let rejections = 0;
  for (const [rank, { pValue, index }] of order.entries()) {
    const threshold = alpha / (pValues.length - rejections);
    const rejected = rejections === rank && pValue <= threshold;
    if (rejected) rejections += 1;
    verdicts[index] = { pValue, threshold, rejected };
  }
  return verdicts;
}
