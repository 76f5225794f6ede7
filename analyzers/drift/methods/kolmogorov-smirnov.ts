import { defineDriftMethod, noResult } from "../method.ts";
import type { NumericSample } from "../sample.ts";
import { stepsOf } from "../statistics/steps.ts";
import { twoSampleKsPValue } from "../statistics/two-sample-ks.ts";

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
  let largest = 0;
  for (const step of stepsOf(reference, current))
    largest = Math.max(largest, Math.abs(step.referenceUpTo * current.total - step.currentUpTo * reference.total));
  return largest / (reference.total * current.total);
}
