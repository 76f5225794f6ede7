import { durbin } from "./durbin.ts";
import { pelzGood } from "./pelz-good.ts";
import { smirnov } from "./smirnov.ts";

/**
 * P(Dₙ ≥ d): survival function of the two-sided one-sample Kolmogorov–Smirnov statistic for a whole n ≥ 1. scipy's `stats.kstwo.sf`, by the same split of methods
 * (where scipy takes Pomeranz's recursion, Durbin's matrix gives the same exact value).
 * [Simard and L'Ecuyer 2011, Computing the two-sided Kolmogorov–Smirnov distribution, Journal of Statistical Software 39]
 */
export function kolmogorovSurvival(n: number, d: number): number {
  const t = n * d;
  if (d >= 1) return 0;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - lowEnd(n, 2 * t - 1);
  if (t >= n - 1) return Math.min(1, 2 * (1 - d) ** n);
  const x = t * d;
  if (x >= 370) return 0;
  if (d >= 0.5 || x > 4 || (n > 140 && x >= 2.2)) return Math.min(1, 2 * smirnov(n, d));
  const cdf = n <= 140 || (n <= 100_000 && n * d ** 1.5 <= 1.4) ? durbin(n, d) : pelzGood(n, d);
  return Math.min(1, Math.max(0, 1 - cdf));
}

/** n! (b / n)ⁿ: the probability for 1/2n ≤ d ≤ 1/n (Ruben and Gambino). */
function lowEnd(n: number, b: number): number {
  let product = 1;
  for (let i = 1; i <= n; i++) product *= (i / n) * b;
  return product;
}
