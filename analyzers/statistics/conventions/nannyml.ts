import type { MethodResult } from "../method.ts";
import kolmogorovSmirnov from "../methods/kolmogorov-smirnov.ts";
import { type Sample, sum } from "../sample.ts";
import { countsByLevel, sharesOf } from "../two-sample/bins.ts";
import { contingencyTest } from "../two-sample/contingency.ts";
import { hellingerDistance, jensenShannonDistance, largestDifference } from "../two-sample/shares.ts";
import { type Convention, pBelow, statisticAbove } from "./convention.ts";
import { nannymlShares } from "./nannyml-bins.ts";
import { binnedKolmogorovSmirnov, binnedWasserstein } from "./nannyml-binned-distances.ts";

/** NannyML 0.13's univariate drift: its bins by the reference alone, its 10,000 bins from 10,000 reference rows on, Yates's correction. Thresholds come from the reference's chunks
 * (`chunkThreshold`), but chi2's: p-value 0.05. */
export const nannyml = {
  "kolmogorov-smirnov": {
    peerName: "kolmogorov_smirnov",
    threshold: null,
    drifted: statisticAbove,
    compare: (reference, current) => binnedKolmogorovSmirnov(reference, current) ?? kolmogorovSmirnov.compare(reference, current),
  },
  wasserstein: { peerName: "wasserstein", threshold: null, drifted: statisticAbove, compare: binnedWasserstein },
  "jensen-shannon": { peerName: "jensen_shannon", threshold: null, drifted: statisticAbove, compare: jensenShannon },
  hellinger: {
    peerName: "hellinger",
    threshold: null,
    drifted: statisticAbove,
    compare: (reference, current) => ({ statistic: hellingerDistance(nannymlShares(reference, current)), pValue: null }),
  },
  "l-infinity": {
    peerName: "l_infinity",
    threshold: null,
    drifted: statisticAbove,
    compare: (reference, current) => ({ statistic: largestDifference(sharesOf(countsByLevel(reference, current))), pValue: null }),
  },
  "chi-square": {
    peerName: "chi2",
    threshold: 0.05,
    drifted: pBelow,
    compare: (reference, current) => contingencyTest(countsByLevel(reference, current), { yates: true }),
  },
} as const satisfies Convention;

/** NannyML's upper threshold: mean and three standard deviations (ddof 0) of the values of the reference's own chunks; an alert is a value above it. */
export function chunkThreshold(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return mean + 3 * Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}

/** scipy's `jensenshannon`, which renormalises. */
function jensenShannon(reference: Sample, current: Sample): MethodResult {
  const shares = nannymlShares(reference, current);
  const normalised = (side: readonly number[]): readonly number[] => side.map((share) => share / sum(side));
  return { statistic: jensenShannonDistance({ reference: normalised(shares.reference), current: normalised(shares.current) }), pValue: null };
}
