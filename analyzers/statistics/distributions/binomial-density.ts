import { deviance, stirlingError } from "./saddle-point.ts";

/**
 * Probability of k of n at probability p (q = 1 − p, given apart for precision), to about 14 digits for any n, by the saddle-point expansion.
 * [Loader 2000, Fast and accurate computation of binomial probabilities]
 */
export function binomialDensity(k: number, n: number, p: number, q: number): number {
  if (k === 0) return Math.exp(n * (p < 0.5 ? Math.log1p(-p) : Math.log(q)));
  if (k === n) return Math.exp(n * (q < 0.5 ? Math.log1p(-q) : Math.log(p)));
  const exponent = stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}
