import { defineDriftMethod, noResult } from "../method.ts";
import type { NumericSample } from "../sample.ts";
import { stepsOf } from "../statistics/steps.ts";

/** Energy distance √(2 ∫ (F − G)²), in the root of the column's unit, 0 and upward; scipy's `energy_distance`. It has no scale of its own, so its published threshold means little: use it to
 * rank one column's windows. [Székely and Rizzo 2013, Energy statistics] */
export default defineDriftMethod({
  name: "energy",
  appliesTo: ["numeric"],
  publishedThreshold: 0.1,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("energy compares numbers, got categories");
    return { statistic: energyDistance(reference, current), pValue: null };
  },
});

/** √(2 ∫ (F − G)²). Both samples have rows. */
export function energyDistance(reference: NumericSample, current: NumericSample): number {
  let [area, from, gap] = [0, 0, 0];
  for (const step of stepsOf(reference, current)) {
    if (gap !== 0) area += gap ** 2 * (step.value - from);
    from = step.value;
    gap = (step.referenceUpTo * current.total - step.currentUpTo * reference.total) / (reference.total * current.total);
  }
  return Math.sqrt(2 * area);
}
