import { defineDriftMethod, noResult } from "../method.ts";
import type { NumericSample } from "../sample.ts";
import { mergedSteps } from "../two-sample/merged-steps.ts";

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

/** √(2 ∫ (F − G)²). Both samples have rows. Where the area would overflow or vanish it is measured in another unit. */
export function energyDistance(reference: NumericSample, current: NumericSample): number {
  const area = gapArea(reference, current, 1);
  const unit = !Number.isFinite(area) ? LARGE : area < 1 / LARGE ? 1 / LARGE : 1;
  return Math.sqrt(2 * (unit === 1 ? area : gapArea(reference, current, unit))) * Math.sqrt(unit);
}

const LARGE = 2 ** 300;

/** ∫ (F − G)², values in a unit that is a power of two. */
function gapArea(reference: NumericSample, current: NumericSample, unit: number): number {
  const { values, referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  const [n, m] = [reference.total, current.total];
  let area = 0;
  for (let step = 0; step + 1 < values.length; step++) {
    const gap = ((referenceUpTo[step] ?? 0) * m - (currentUpTo[step] ?? 0) * n) / (n * m);
    if (gap !== 0) area += gap ** 2 * ((values[step + 1] ?? 0) / unit - (values[step] ?? 0) / unit);
  }
  return area;
}
