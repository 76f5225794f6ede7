import chiSquare from "../methods/chi-square.ts";
import gTest from "../methods/g-test.ts";
import type { CategoricalSample } from "../sample.ts";
import { chiSquareSurvival } from "../distributions/chi-square-survival.ts";
import { leastWith } from "./least-with.ts";
import { type PermutationNull, permutationNull } from "./permutation-null.ts";

/** Fewest expected rows of a level on the smaller side from which the chi-square distribution is right at 1e-6 (a Poisson count of 5,000 is then beyond both normal quantiles 1.04 times as often), and from which it
 * tells that nothing is near to drift. */
const RIGHT_IN_THE_TAIL = 5000;
const RIGHT_IN_THE_MIDDLE = 5;
/** Above this p-value it is not the tail. */
const MIDDLE = 0.1;
/** With so many expected rows a p-value of the chi-square distribution under the other is beyond doubt: permutation would say 1e-25 instead of 1e-30. */
const CLEAR = { expected: 50, pValue: 1e-30 } as const;

/**
 * P-value and thresholds of Pearson's chi-square or of G for categories: by the chi-square distribution where every level has enough expected rows, else by permutation.
 * Null without rows on either side.
 */
export function contingencyNull(
  reference: CategoricalSample,
  current: CategoricalSample,
  statistic: "chi-square" | "g-test",
  options: { seed?: number } = {},
): PermutationNull | null {
  const method = statistic === "chi-square" ? chiSquare : gTest;
  const result = method.compare(reference, current);
  if (result.statistic === null || result.pValue === null) return null;
  const { least, levels } = leastExpected(reference, current);
  const clear = least >= CLEAR.expected && result.pValue < CLEAR.pValue;
  if (!clear && least < RIGHT_IN_THE_TAIL && (least < RIGHT_IN_THE_MIDDLE || result.pValue <= MIDDLE))
    return permutationNull(method, reference, current, options);
  const survival = (value: number): number => Math.max(Number.MIN_VALUE, chiSquareSurvival(value, levels - 1));
  return {
    pValue: Math.max(Number.MIN_VALUE, result.pValue),
    thresholdAt: (level) => {
      const threshold = leastWith((value) => survival(value) <= level);
      return Number.isFinite(threshold) ? threshold : null;
    },
    source: `chi-square distribution with ${levels - 1} degrees of freedom, at least ${Math.floor(least)} expected rows a level`,
  };
}

function leastExpected(reference: CategoricalSample, current: CategoricalSample): { least: number; levels: number } {
  const share = Math.min(reference.total, current.total) / (reference.total + current.total);
  const levels = new Set([...reference.counts.keys(), ...current.counts.keys()]);
  const rows = [...levels].map((level) => (reference.counts.get(level) ?? 0) + (current.counts.get(level) ?? 0)).filter((pooled) => pooled > 0);
  return { least: share * rows.reduce((fewest, pooled) => Math.min(fewest, pooled), Infinity), levels: rows.length };
}
