import { defineDriftMethod, noResult } from "../method.ts";
import type { NumericSample } from "../sample.ts";
import { weightedDeviation } from "../statistics/moments.ts";
import { stepsOf } from "../statistics/steps.ts";

/** Wasserstein distance of order 1 (the area between the two distribution functions) over the reference's standard deviation (ddof 0), 0 and upward. scipy's `wasserstein_distance`. A constant
 * reference has distance 0 from the same constant, and no result otherwise. */
export default defineDriftMethod({
  name: "wasserstein",
  appliesTo: ["numeric"],
  publishedThreshold: 0.1,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("wasserstein compares numbers, got categories");
    const distance = wassersteinDistance(reference, current);
    const deviation = weightedDeviation(reference);
    if (distance > 0 && deviation === 0) return noResult("the reference is constant, so there is no standard deviation to measure the distance in");
    return { statistic: distance === 0 ? 0 : distance / deviation, pValue: null };
  },
});

/** The distance in the column's own unit. Both samples have rows. */
export function wassersteinDistance(reference: NumericSample, current: NumericSample): number {
  let [area, from, gap] = [0, 0, 0];
  for (const step of stepsOf(reference, current)) {
    if (gap > 0) area += gap * (step.value - from);
    from = step.value;
    gap = Math.abs(step.referenceUpTo * current.total - step.currentUpTo * reference.total);
  }
  return area / (reference.total * current.total);
}
