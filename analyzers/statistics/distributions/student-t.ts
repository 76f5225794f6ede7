import type { NumericSample } from "../sample.ts";
import { squaresAround, weightedMean } from "../two-sample/moments.ts";
import { tTwoSided } from "./t-two-sided.ts";

/** t of the difference in means (reference − current), its degrees of freedom and two-sided p-value. No spread at all: t is 0 with p-value 1 for equal means, infinite with p-value 0 for others.
 * scipy's `ttest_ind`. Both samples have two rows or more.
 * @param variances `separate` is Welch's test, `pooled` Student's. */
export function studentT(
  reference: NumericSample,
  current: NumericSample,
  variances: "separate" | "pooled" = "separate",
): { t: number; degreesOfFreedom: number; pValue: number } {
  const [n, m] = [reference.total, current.total];
  const difference = mean(reference) - mean(current);
  const [ofReference, ofCurrent] = [variance(reference), variance(current)];
  const pooled = ((n - 1) * ofReference + (m - 1) * ofCurrent) / (n + m - 2);
  const [a, b] = variances === "pooled" ? [pooled / n, pooled / m] : [ofReference / n, ofCurrent / m];
  const degreesOfFreedom = variances === "pooled" ? n + m - 2 : (a + b) ** 2 / (a ** 2 / (n - 1) + b ** 2 / (m - 1));
  if (difference === 0) return { t: 0, degreesOfFreedom, pValue: 1 };
  const t = difference / Math.sqrt(a + b);
  return { t, degreesOfFreedom, pValue: a + b === 0 ? 0 : tTwoSided(t, degreesOfFreedom) };
}

/** Variance with divisor n − 1, by two passes. */
function variance(sample: NumericSample): number {
  return squaresAround(mean(sample), sample) / (sample.total - 1);
}

/** A constant's mean is the constant to the last digit. */
function mean(sample: NumericSample): number {
  return sample.values.length === 1 ? (sample.values[0] ?? Number.NaN) : weightedMean(sample);
}
