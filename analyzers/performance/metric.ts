import type { PerformanceSums } from "./sums.ts";
import type { DayExcess } from "./excess.ts";

/**
 * One performance metric, computed from sums. `excessOf(pooled)` linearises it around the pooled rows of a window: a function that says of one day's rows how much they pull the
 * metric to the worse side of what their scores promise, so that the excesses per row add up to expected − realised (or realised − expected for a loss).
 */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Whether it lies in 0–1. */
  readonly isShare: boolean;
  realised(sums: PerformanceSums): number;
  /** What the scores promise, were they true. */
  expected(sums: PerformanceSums): number;
  excessOf(pooled: PerformanceSums): (day: PerformanceSums) => DayExcess;
}

/** Rows weighted by `ofPredicted` where the positive class was predicted and by `ofOthers` elsewhere, times y − p. */
export function weightedResiduals(day: PerformanceSums, ofPredicted: number, ofOthers: number): DayExcess {
  const predicted = day.truePositives - day.sumScoreOfPredicted;
  const others = day.positives - day.sumScore - predicted;
  const variance = ofPredicted ** 2 * day.sumVarianceOfPredicted + ofOthers ** 2 * Math.max(0, day.sumVariance - day.sumVarianceOfPredicted);
  return { rows: day.labelled, excess: ofPredicted * predicted + ofOthers * others, variance };
}
