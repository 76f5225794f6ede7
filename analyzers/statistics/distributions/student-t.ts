import type { NumericSample } from "../sample.ts";
import { squaresAround, weightedMean } from "../two-sample/moments.ts";
import { measuredIn, sizeOf, unitOf } from "../two-sample/unit.ts";
import { tTwoSided } from "./t-two-sided.ts";

/** t of the difference in means (reference − current), its degrees of freedom and two-sided p-value. No spread at all: t is 0 with p-value 1 for equal means, infinite with p-value 0 for others; infinite too
 * where it exceeds the largest double. scipy's `ttest_ind`. Both samples have two rows or more.
 * @param variances `separate` is Welch's test, `pooled` Student's.
 */
export function studentT(
  reference: NumericSample,
  current: NumericSample,
  variances: "separate" | "pooled" = "separate",
): { t: number; degreesOfFreedom: number; pValue: number } {
  const [n, m] = [reference.total, current.total];
  const unit = commonUnit(reference, current);
  const difference = mean(reference) / unit - mean(current) / unit;
  const [ofReference, ofCurrent] = [deviation(reference, unit), deviation(current, unit)];
  const pooled = Math.hypot(Math.sqrt((n - 1) / (n + m - 2)) * ofReference, Math.sqrt((m - 1) / (n + m - 2)) * ofCurrent);
  const [a, b] = variances === "pooled" ? [pooled / Math.sqrt(n), pooled / Math.sqrt(m)] : [ofReference / Math.sqrt(n), ofCurrent / Math.sqrt(m)];
  const degreesOfFreedom = variances === "pooled" ? n + m - 2 : satterthwaite(a, n - 1, b, m - 1);
  if (difference === 0) return { t: 0, degreesOfFreedom, pValue: 1 };
  const error = Math.hypot(a, b);
  const t = difference / error;
  return { t, degreesOfFreedom, pValue: error === 0 ? 0 : tTwoSided(t, degreesOfFreedom) };
}

/** Degrees of freedom of two standard errors added up, in shares of the larger, so that squares of squares do not vanish; without any error those of both. [Satterthwaite 1946, Biometrics Bulletin 2] */
export function satterthwaite(a: number, freedomOfA: number, b: number, freedomOfB: number): number {
  const larger = Math.max(a, b);
  if (larger === 0) return freedomOfA + freedomOfB;
  const [x, y] = [(a / larger) ** 2, (b / larger) ** 2];
  return (x + y) ** 2 / (x ** 2 / freedomOfA + y ** 2 / freedomOfB);
}

/** In the larger sample's unit differences neither vanish nor overflow. */
function commonUnit(reference: NumericSample, current: NumericSample): number {
  return unitOf(Math.max(sizeOf(reference), sizeOf(current)));
}

/** Standard deviation with divisor n − 1 by two passes, computed in the sample's own unit and told in `unit`. */
function deviation(sample: NumericSample, unit: number): number {
  const own = unitOf(sizeOf(sample));
  const measured = measuredIn(own, sample);
  return Math.sqrt(squaresAround(mean(measured), measured) / (sample.total - 1)) * (own / unit);
}

/** A constant's mean is the constant to the last digit. */
function mean(sample: NumericSample): number {
  return sample.values.length === 1 ? (sample.values[0] ?? Number.NaN) : weightedMean(sample);
}
