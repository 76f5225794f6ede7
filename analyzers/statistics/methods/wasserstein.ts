import { defineDriftMethod, noResult } from "../method.ts";
import type { NumericSample } from "../sample.ts";
import { mergedSteps } from "../two-sample/merged-steps.ts";
import { deviationIn } from "../two-sample/moments.ts";
import { measuredIn, sizeOf, unitOf } from "../two-sample/unit.ts";

/** Wasserstein distance of order 1 (the area between the two distribution functions) over the reference's standard deviation (ddof 0), 0 and upward. scipy's `wasserstein_distance`. A constant
 * reference has distance 0 from the same constant, and no result otherwise. */
export default defineDriftMethod({
  name: "wasserstein",
  appliesTo: ["numeric"],
  publishedThreshold: 0.1,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("wasserstein compares numbers, got categories");
    const unit = unitOf(Math.max(sizeOf(reference), sizeOf(current)));
    const own = unitOf(sizeOf(reference));
    const distance = wassersteinDistance(measuredIn(unit, reference), measuredIn(unit, current));
    if (distance > 0 && reference.values.length === 1)
      return noResult("the reference is constant, so there is no standard deviation to measure the distance in");
    return { statistic: distance === 0 ? 0 : (distance / deviationIn(own, reference)) * (unit / own), pValue: null };
  },
});

/** The distance in the column's own unit. Both samples have rows. */
export function wassersteinDistance(reference: NumericSample, current: NumericSample): number {
  const { values, referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  const [n, m] = [reference.total, current.total];
  let area = 0;
  for (let step = 0; step + 1 < values.length; step++) {
    const gap = Math.abs((referenceUpTo[step] ?? 0) * m - (currentUpTo[step] ?? 0) * n);
    if (gap > 0) area += gap * ((values[step + 1] ?? 0) - (values[step] ?? 0));
  }
  return area / (n * m);
}
