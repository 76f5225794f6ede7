import { calibrationCurve } from "../performance/calibration-curve.ts";
import type { DayExcess } from "../performance/excess.ts";
import { crossFit } from "../performance/cross-fit.ts";
import { recalibrate, scoredBins } from "../performance/recalibrate.ts";
import type { PerformanceSums } from "../performance/sums.ts";

/** What a model's scores promise, as the reference days kept it. */
export interface ScorePromise {
  /** By score bin. */
  readonly curve: readonly number[];
  /** The reference days, each promised what the days outside its fold kept. */
  readonly reference: readonly PerformanceSums[];
  recalibrated(sums: PerformanceSums): PerformanceSums;
  /** Variance of what follows from the curve, for its own error. */
  variance(of: (curve: readonly number[]) => number): number;
  /** Variance of the excess per row of some days for the curve's own error: a jackknife over the folds, which carries what days share. */
  curveVariance(days: readonly PerformanceSums[], excessOf: () => (day: PerformanceSums) => DayExcess): number;
}

/** Learns the calibration curve of the reference days (in order) and, for its error, that of all but each tenth of them, neighbouring days together. */
export function learnPromise(reference: readonly PerformanceSums[]): ScorePromise {
  const { whole: curve, outsideOf, variance } = crossFit(reference, (sums) => calibrationCurve(scoredBins(sums)));
  // Every metric asks for the same days.
  const known = new Map<readonly number[], { readonly days: readonly PerformanceSums[]; readonly sums: readonly PerformanceSums[] }>();
  const recalibratedBy = (one: readonly number[], days: readonly PerformanceSums[]): readonly PerformanceSums[] => {
    const last = known.get(one);
    if (last?.days === days) return last.sums;
    const sums = days.map((day) => recalibrate(day, one));
    known.set(one, { days, sums });
    return sums;
  };
  return {
    curve,
    reference: reference.map((day, index) => recalibrate(day, outsideOf(index))),
    recalibrated: (sums) => recalibrate(sums, curve),
    variance,
    curveVariance: (days, excessOf) => variance((one) => excessPerRow(recalibratedBy(one, days), excessOf)),
  };
}

function excessPerRow(days: readonly PerformanceSums[], excessOf: () => (day: PerformanceSums) => DayExcess): number {
  const all = days.map(excessOf());
  return all.reduce((total, { excess }) => total + excess, 0) / all.reduce((total, { rows }) => total + rows, 0);
}
