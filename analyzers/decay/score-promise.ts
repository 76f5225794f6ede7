import { calibrationCurve } from "../performance/calibration-curve.ts";
import type { DayExcess } from "../performance/excess.ts";
import { addSums } from "../performance/performance-sums.ts";
import { recalibrate, scoredBins } from "../performance/recalibrate.ts";
import type { PerformanceSums } from "../performance/sums.ts";

const FOLDS = 10;

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
  const folds = Math.min(FOLDS, reference.length);
  const foldOf = (day: number): number => Math.floor((day * folds) / reference.length);
  const curve = calibrationCurve(scoredBins(addSums(reference)));
  const without = Array.from({ length: folds }, (_, fold) => calibrationCurve(scoredBins(addSums(reference.filter((__, day) => foldOf(day) !== fold)))));
  const variance: ScorePromise["variance"] = (of) => {
    const values = without.map(of);
    const mean = values.reduce((total, value) => total + value, 0) / folds;
    return ((folds - 1) / folds) * values.reduce((total, value) => total + (value - mean) ** 2, 0);
  };
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
    reference: reference.map((day, index) => recalibrate(day, without[foldOf(index)] ?? curve)),
    recalibrated: (sums) => recalibrate(sums, curve),
    variance,
    curveVariance: (days, excessOf) => variance((one) => excessPerRow(recalibratedBy(one, days), excessOf)),
  };
}

function excessPerRow(days: readonly PerformanceSums[], excessOf: () => (day: PerformanceSums) => DayExcess): number {
  const all = days.map(excessOf());
  return all.reduce((total, { excess }) => total + excess, 0) / all.reduce((total, { rows }) => total + rows, 0);
}
