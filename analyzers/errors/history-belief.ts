import type { RateBelief } from "../statistics/beta-binomial.ts";

/** What a model without history is thought to fail at: half a failure in 500 requests. The floor below which no history brings the rate. */
export const FLOOR: RateBelief = { failed: 0.5, answered: 499.5 };
/** History counts for at most as many requests, so that the belief keeps a spread: hours differ by more than chance. */
const MAX_WEIGHT = 1000;

/** One window's requests and, of them, those that failed. */
export interface FailureCount {
  readonly failed: number;
  readonly requests: number;
}

/**
 * The rate of failure that windows before lead one to expect. Windows in which `minEffect` or more failed (over 1 request) are left out: an outage must not become the norm.
 * Never under the floor.
 */
export function beliefFrom(history: readonly FailureCount[], minEffect: number): RateBelief {
  const quiet = history.filter(({ failed, requests }) => failed <= 1 || failed / requests < minEffect);
  const failed = FLOOR.failed + quiet.reduce((total, count) => total + count.failed, 0);
  const all = FLOOR.failed + FLOOR.answered + quiet.reduce((total, count) => total + count.requests, 0);
  const weight = Math.min(MAX_WEIGHT, all);
  const floor = FLOOR.failed / (FLOOR.failed + FLOOR.answered);
  const rate = Math.max(floor, failed / all);
  return { failed: weight * rate, answered: weight * (1 - rate) };
}

/** Mean rate of a belief. */
export function rateOf({ failed, answered }: RateBelief): number {
  return failed / (failed + answered);
}
