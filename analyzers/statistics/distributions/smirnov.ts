import { binomialDensity } from "./binomial-density.ts";

/**
 * P(Dₙ⁺ ≥ d): survival function of the one-sided one-sample Kolmogorov–Smirnov statistic, exact (Smirnov's sum), for 0 < d < 1. scipy's `special.smirnov`.
 * [Birnbaum and Tingey 1951, One-sided confidence contours for probability distribution functions]
 */
export function smirnov(n: number, d: number): number {
  let total = 0;
  for (let j = Math.floor(n * (1 - d)); j >= 0; j--) {
    const p = d + j / n;
    const q = 1 - d - j / n;
    if (q > 0) total += binomialDensity(j, n, p, q) / p;
  }
  return Math.min(1, total * d);
}
