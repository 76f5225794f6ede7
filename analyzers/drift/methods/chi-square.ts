import { defineDriftMethod } from "../method.ts";
import { sum } from "../sample.ts";
import { binnedPair } from "../statistics/bins.ts";
import { chiSquareSurvival } from "../statistics/chi-square-survival.ts";

/** Pearson's chi-square of homogeneity of two samples (both are samples, neither is exact), without Yates's correction; scipy's `chi2_contingency(correction=False)`.
 * A column with one category only has statistic 0 and p-value 1. Numbers are binned by the reference's deciles. [Pearson 1900] */
export default defineDriftMethod({
  name: "chi-square",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    const pair = binnedPair(reference, current);
    const rows = reference.total + current.total;
    const cells = pair.reference.flatMap((inReference, bin) => {
      const inCurrent = pair.current[bin] ?? 0;
      return inReference + inCurrent === 0 ? [] : [[inReference, inCurrent] as const];
    });
    const statistic = sum(cells.map(([a, b]) => excess(a, ((a + b) * reference.total) / rows) + excess(b, ((a + b) * current.total) / rows)));
    return { statistic, pValue: chiSquareSurvival(statistic, cells.length - 1) };
  },
});

function excess(observed: number, expected: number): number {
  return (observed - expected) ** 2 / expected;
}
