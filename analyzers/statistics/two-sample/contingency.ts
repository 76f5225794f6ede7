import { sum } from "../sample.ts";
import type { BinnedPair } from "./bins.ts";
import { chiSquareSurvival } from "../distributions/chi-square-survival.ts";

/** How far the cells of a table are from independence: Pearson's chi-square or the log-likelihood ratio G. */
export type Divergence = "pearson" | "log-likelihood";

/**
 * Test of homogeneity of two samples (both are samples, neither is exact) in the same bins, bins without a row left out; scipy's `chi2_contingency`. One bin: statistic 0, p-value 1.
 * @param options.yates Yates's correction where there is one degree of freedom, as scipy, NannyML and Alibi Detect do unasked; default false.
 */
export function contingencyTest(
  pair: BinnedPair,
  { divergence = "pearson", yates = false }: { divergence?: Divergence; yates?: boolean } = {},
): { statistic: number; pValue: number } {
  const cells = pair.reference.map((rows, bin) => [rows, pair.current[bin] ?? 0] as const).filter(([a, b]) => a + b > 0);
  const [left, right] = [sum(cells.map(([a]) => a)), sum(cells.map(([, b]) => b))];
  const term = divergence === "pearson" ? pearson : logLikelihood;
  const towards = yates && cells.length === 2 ? corrected : (observed: number): number => observed;
  const terms = cells.flatMap(([a, b]) => {
    const [ofLeft, ofRight] = [((a + b) * left) / (left + right), ((a + b) * right) / (left + right)];
    return [term(towards(a, ofLeft), ofLeft), term(towards(b, ofRight), ofRight)];
  });
  const statistic = Math.max(0, sum(terms));
  return { statistic, pValue: chiSquareSurvival(statistic, cells.length - 1) };
}

function pearson(observed: number, expected: number): number {
  return (observed - expected) ** 2 / expected;
}

function logLikelihood(observed: number, expected: number): number {
  return observed === 0 ? 0 : 2 * observed * Math.log(observed / expected);
}

/** Half a row towards the expected count, and never past it. */
function corrected(observed: number, expected: number): number {
  const difference = expected - observed;
  return observed + Math.sign(difference) * Math.min(0.5, Math.abs(difference));
}
