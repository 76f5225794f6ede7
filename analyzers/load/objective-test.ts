import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";

/** P(X ≥ count) of `of` trials that each fail with probability `allowed`: the exact binomial tail. Whole numbers. */
export function binomialTail(count: number, of: number, allowed: number): number {
  if (count <= 0 || of <= 0) return 1;
  return Math.max(0, 1 - binomialCdf(count - 1, of, allowed));
}

/**
 * Probability of as many slow requests if the objective held. The requests of one second of wall time count as one trial: a pause slows all that wait in it, and a replay puts an hour
 * into a few seconds. So a share of slow requests is held against the number of seconds, rounded down.
 */
export function slowPValue(slow: number, judged: number, seconds: number, allowed: number): number {
  const trials = Math.min(seconds, judged);
  return judged === 0 ? 1 : binomialTail(Math.floor((slow * trials) / judged), trials, allowed);
}
