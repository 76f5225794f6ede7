import { defineDriftMethod, noResult } from "../method.ts";
import type { NumericSample } from "../sample.ts";
import { mergedSteps } from "../two-sample/merged-steps.ts";
import { twoSampleKsPValue } from "../two-sample/two-sample-ks.ts";

/** Two-sample Kolmogorov–Smirnov distance D, the largest gap between the two empirical distribution functions, 0–1; two-sided p-value as scipy's `ks_2samp` (auto). Ties and constants are no
 * exception; one row a side is enough. [Smirnov 1939] */
export default defineDriftMethod({
  name: "kolmogorov-smirnov",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("kolmogorov-smirnov compares numbers, got categories");
    const statistic = ksDistance(reference, current);
    return { statistic, pValue: twoSampleKsPValue(statistic, reference.total, current.total) };
  },
});

/** D alone, exact for whole counts. Both samples have rows. */
export function ksDistance(reference: NumericSample, current: NumericSample): number {
  const { referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  const [n, m] = [reference.total, current.total];
  let largest = 0;
  for (let step = 0; step < referenceUpTo.length; step++) largest = Math.max(largest, Math.abs((referenceUpTo[step] ?? 0) * m - (currentUpTo[step] ?? 0) * n));
  return largest / (n * m);
}
