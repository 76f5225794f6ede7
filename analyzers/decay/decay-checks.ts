import type { PerformanceSums } from "../performance/sums.ts";
import { binaryMetrics, calibrationGap } from "../performance/binary-metrics.ts";
import { estimateDayEffect, type DayEffect } from "./day-effect.ts";
import type { ExcessTest } from "../performance/excess.ts";
import type { Metric } from "../performance/metric.ts";
import { addSums } from "../performance/performance-sums.ts";
import type { PerformanceTask } from "../performance/performance-task.ts";
import { plainMetrics } from "../performance/plain-metrics.ts";
import { testExcess } from "./test-excess.ts";

/** One metric of a window against what its scores (or the baseline) promise. `loss` is positive where it came out worse. */
export interface MetricCheck {
  readonly metric: Metric;
  readonly realised: number;
  readonly expected: number;
  readonly baseline: number;
  /** Expected minus realised (realised minus expected for a loss), less the baseline's own; in the metric's unit. */
  readonly loss: number;
  readonly test: ExcessTest;
}

/** All statistics of one window. `gap` is null for tasks without probabilities. */
export interface DecayChecks {
  readonly gap: { readonly test: ExcessTest; readonly observed: number; readonly predicted: number } | null;
  readonly metrics: readonly MetricCheck[];
  /** What the error stream is made of: the gap, or the only metric; with its day effect. */
  readonly stream: { readonly excessOf: (day: PerformanceSums) => ReturnType<typeof calibrationGap>; readonly effect: DayEffect };
}

/** Computes every check of a window's days (in order, at least one row) against the reference's. */
export function decayChecks(task: PerformanceTask, reference: readonly PerformanceSums[], days: readonly PerformanceSums[]): DecayChecks {
  const usual = addSums(reference);
  if (task !== "binary") {
    const metrics = plainMetrics(task, usual).map((metric) => checkMetric(metric, reference, usual, days, "ownMean"));
    const [metric] = plainMetrics(task, usual).map((plain) => plain.excessOf(usual));
    const excessOf = metric ?? calibrationGap;
    return { gap: null, metrics, stream: { excessOf, effect: estimateDayEffect(reference.map(excessOf), "ownMean") } };
  }
  const effect = estimateDayEffect(reference.map(calibrationGap));
  const sums = addSums(days);
  const gap = {
    test: testExcess(days.map(calibrationGap), effect, "two"),
    observed: sums.positives / sums.labelled,
    predicted: sums.sumScore / sums.labelled,
  };
  const metrics = binaryMetrics.map((metric) => checkMetric(metric, reference, usual, days, "scores"));
  return { gap, metrics, stream: { excessOf: calibrationGap, effect } };
}

function checkMetric(
  metric: Metric,
  reference: readonly PerformanceSums[],
  usual: PerformanceSums,
  days: readonly PerformanceSums[],
  expectation: "scores" | "ownMean",
): MetricCheck {
  const pooled = addSums(days);
  const effect = estimateDayEffect(reference.map(metric.excessOf(usual)), expectation);
  const test = testExcess(days.map(metric.excessOf(pooled)), effect, "worse");
  const realised = metric.realised(pooled);
  const expected = metric.expected(pooled);
  const linear = metric.name === "mae" ? test.value : (expected - realised) * (metric.higherIsBetter ? 1 : -1) - effect.offset;
  return { metric, realised, expected, baseline: metric.realised(usual), loss: linear, test };
}
