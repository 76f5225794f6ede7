import type { DriftMethod, MethodOptions } from "../../statistics/method.ts";
import { contingencyNull } from "../../statistics/permutation/contingency-null.ts";
import { permutationNull } from "../../statistics/permutation/permutation-null.ts";
import type { Sample } from "../../statistics/sample.ts";
import { dealChance, leastDealChance } from "../../statistics/two-sample/deal-chance.ts";
import { twoSampleKsPValue } from "../../statistics/two-sample/two-sample-ks.ts";
import type { Check } from "../check.ts";
import type { PooledNumbers } from "../numbers/pooled-numbers.ts";

/** A distribution check with the p-value that its method publishes (scipy's), which a calibrated one may stand in for in the budget. */
export interface DistributionCheck extends Check {
  readonly publishedPValue: number | null;
}

/** Kolmogorov–Smirnov's check of numbers, from the walk that has D already. @param size of the change, in reference standard deviations. */
export function kolmogorovSmirnovCheck(pooled: PooledNumbers, size: number): DistributionCheck {
  const [n, m] = [pooled.reference.values.length, pooled.current.values.length];
  // The asymptotic p-value of one row against 20,000 would be 0.
  const pValue = Math.max(leastKsPValue(n, m), twoSampleKsPValue(pooled.ksDistance, n, m));
  return {
    check: "distribution",
    statistic: pooled.ksDistance,
    pValue,
    publishedPValue: pValue,
    leastPValue: pooled.distinct.pooled < 2 ? 1 : leastKsPValue(n, m),
    thresholdAt: (level) => ksThreshold(level, (n * m) / (n + m)),
    size,
    detail: "largest gap between the two distribution functions",
    source: `Kolmogorov–Smirnov, two-sample, ${Math.max(n, m) <= 10_000 ? "exact" : "asymptotic"}`,
  };
}

/** The p-value of D = 1: of all ways to deal the rows out, the two that have one side wholly below the other. */
function leastKsPValue(n: number, m: number): number {
  return Math.min(1, 2 * leastDealChance(n, m));
}

/** The distance whose p-value is `level` at an effective size n: 2 exp(−2 n (D + 1 / 6n)²) solved for D, good to 1 % from n = 10 on; at most 1. [Smirnov 1944; the correction in Maag and Dicaire 1971, Biometrika 58] */
function ksThreshold(level: number, size: number): number | null {
  if (level <= 0) return null;
  return Math.min(1, Math.max(0, Math.sqrt(Math.log(2 / level) / (2 * size)) - 1 / (6 * size)));
}

/** The check by any other method, or why it has none. */
export function methodCheck(
  method: DriftMethod,
  reference: Sample,
  current: Sample,
  { size, detail = "" }: { readonly size: number; readonly detail?: string },
  options: MethodOptions = {},
): DistributionCheck | { readonly note: string } {
  const result = method.compare(reference, current, options);
  if (result.statistic === null) return { note: `${method.name}: ${result.note}` };
  const levels =
    reference.type === "categorical" ? new Set([...reference.counts.keys(), ...(current.type === "categorical" ? current.counts.keys() : [])]).size : 2;
  const found = nullOf(method, reference, current, result.pValue, options);
  if (found === null) return { note: `${method.name}: the values lie too far apart to deal them out again, so it has no p-value` };
  const least = leastDealChance(reference.total, current.total);
  return {
    check: "distribution",
    statistic: result.statistic,
    publishedPValue: result.pValue === null ? null : Math.max(least, result.pValue),
    leastPValue: levels < 2 ? 1 : least,
    size,
    detail,
    ...found,
    pValue: Math.max(found.pValue, dealChance(reference, current)),
  };
}

/** Methods whose own p-value holds in the far tail too, where the budget asks; Anderson–Darling's, as published, is never under 0.001. */
const OWN_P_VALUE = new Set(["cramer-von-mises", "mann-whitney", "welch-t", "epps-singleton", "fisher-exact", "z-test"]);

function nullOf(
  method: DriftMethod,
  reference: Sample,
  current: Sample,
  pValue: number | null,
  options: MethodOptions,
): Pick<Check, "pValue" | "thresholdAt" | "source"> | null {
  if (pValue !== null && OWN_P_VALUE.has(method.name)) return { pValue, thresholdAt: () => null, source: `${method.name}, two-sample` };
  const contingency = (method.name === "chi-square" || method.name === "g-test") && reference.type === "categorical" && current.type === "categorical";
  return contingency
    ? contingencyNull(reference, current, method.name === "g-test" ? "g-test" : "chi-square")
    : permutationNull(method, reference, current, options);
}
