import { Z95 } from "../distributions/normal-survival.ts";
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import quantile from "@stdlib/stats-base-dists-t-quantile";
import type { Interval, Values } from "./interval.ts";

/** Difference of two medians (current − reference) with a 95 % interval, each median's error taken from the distance of its order statistics; holds for any tails. Both sides rising, five rows or more, else null.
 * [Price and Bonett 2002, Distribution-free confidence intervals for difference and ratio of medians, Journal of Statistical Computation and Simulation 72] */
export function medianDifferenceInterval(reference: Values, current: Values): Interval | null {
  if (Math.min(reference.length, current.length) < 5) return null;
  const [a, b] = [medianOf(reference), medianOf(current)];
  const value = b.median - a.median;
  const half = Z95 * Math.hypot(a.error, b.error);
  return { value, low: value - half, high: value + half };
}

/** The median and its standard error, from the order statistics whose distance covers it with a known chance. */
function medianOf(values: Values): { readonly median: number; readonly error: number } {
  const n = values.length;
  const place = Math.max(1, Math.round((n + 1) / 2 - Math.sqrt(n)));
  const outside = 2 * binomialBelow(n, place);
  const z = Math.abs(quantile(Math.max(1e-12, outside / 2), 1e9));
  const error = ((values[n - place] ?? 0) - (values[place - 1] ?? 0)) / (2 * z);
  const middle = (n - 1) / 2;
  return { median: ((values[Math.floor(middle)] ?? 0) + (values[Math.ceil(middle)] ?? 0)) / 2, error };
}

/** P(B < place) of B binomial with n throws of a coin. */
function binomialBelow(n: number, place: number): number {
  return binomialCdf(place - 1, n, 0.5);
}
