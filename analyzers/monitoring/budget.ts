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
