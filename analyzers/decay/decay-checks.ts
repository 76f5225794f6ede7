import type { PerformanceSums } from "../performance/sums.ts";
import { binaryMetrics, calibrationGap } from "../performance/binary-metrics.ts";
import { estimateDayEffect, type DayEffect } from "./day-effect.ts";
import type { DayExcess, ExcessTest } from "../performance/excess.ts";
import type { Metric } from "../performance/metric.ts";
import { addSums } from "../performance/performance-sums.ts";
import type { PerformanceTask } from "../performance/performance-task.ts";
import { plainMetrics } from "../performance/plain-metrics.ts";
import { learnPromise, type ScorePromise } from "./score-promise.ts";
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

/** All statistics of one window. `gap` and `promise` are null for tasks without probabilities. */
export interface DecayChecks {
  readonly gap: { readonly test: ExcessTest; readonly observed: number; readonly predicted: number; readonly expected: number } | null;
  readonly metrics: readonly MetricCheck[];
  readonly promise: ScorePromise | null;
  /** What the error stream is made of: the gap, or the only metric; that of the reference days, and what they share. */
  readonly stream: { readonly excessOf: (day: PerformanceSums) => DayExcess; readonly reference: readonly DayExcess[]; readonly effect: DayEffect };
}

/** Computes every check of a window's days (in order, at least one row) against the reference's. */
export function decayChecks(task: PerformanceTask, reference: readonly PerformanceSums[], days: readonly PerformanceSums[]): DecayChecks {
  return task === "binary" ? binaryChecks(reference, days) : plainChecks(task, reference, days);
}

function plainChecks(task: "multiclass" | "regression", reference: readonly PerformanceSums[], days: readonly PerformanceSums[]): DecayChecks {
  const usual = addSums(reference);
  const [metric] = plainMetrics(task, usual);
  if (metric === undefined) throw new RangeError(`checking a ${task} window requires a metric`);
  const excessOf = metric.excessOf(usual);
  const effect = estimateDayEffect(reference.map(excessOf), "ownMean");
  const pooled = addSums(days);
  const test = testExcess(days.map(excessOf), effect, "worse");
  const [realised, expected] = [metric.realised(pooled), metric.expected(pooled)];
  const loss = metric.name === "mae" ? test.value : (expected - realised) * (metric.higherIsBetter ? 1 : -1) - effect.offset;
  const check = { metric, realised, expected, baseline: metric.realised(usual), loss, test };
  return { gap: null, metrics: [check], promise: null, stream: { excessOf, reference: reference.map(excessOf), effect } };
}

/** Held against what rows with the same scores came to in the reference, not against the scores. */
function binaryChecks(reference: readonly PerformanceSums[], days: readonly PerformanceSums[]): DecayChecks {
  const promise = learnPromise(reference);
  const usual = addSums(reference);
  const sums = addSums(days);
  const promised = days.map((day) => promise.recalibrated(day));
  const effect = estimateDayEffect(promise.reference.map(calibrationGap));
  const gap = {
    test: testExcess(
      promised.map(calibrationGap),
      effect,
      "two",
      promise.curveVariance(days, () => calibrationGap),
    ),
    observed: sums.positives / sums.labelled,
    predicted: sums.sumScore / sums.labelled,
    expected: promise.recalibrated(sums).sumScore / sums.labelled,
  };
  const metrics = binaryMetrics.map((metric) => checkMetric(metric, promise, usual, days));
  const excessOf = (day: PerformanceSums): DayExcess => calibrationGap(promise.recalibrated(day));
  return { gap, metrics, promise, stream: { excessOf, reference: promise.reference.map(calibrationGap), effect } };
}

/** Metrics whose recalibrated sums hold no more than the residual: what is expected is what was realised, less that. */
const BY_RESIDUAL: ReadonlySet<string> = new Set(["brier", "logLoss"]);

function checkMetric(metric: Metric, promise: ScorePromise, usual: PerformanceSums, days: readonly PerformanceSums[]): MetricCheck {
  const sums = addSums(days);
  const pooled = promise.recalibrated(sums);
  const ownPooled = promise.recalibrated(usual);
  const effect = estimateDayEffect(promise.reference.map(metric.excessOf(ownPooled)));
  const curveVariance = promise.curveVariance(days, () => metric.excessOf(pooled));
  const test = testExcess(
    days.map((day) => metric.excessOf(pooled)(promise.recalibrated(day))),
    effect,
    "worse",
    curveVariance,
  );
  const realised = metric.realised(sums);
  const expected = BY_RESIDUAL.has(metric.name) ? realised - test.value - effect.offset : metric.expected(pooled);
  const loss = (expected - realised) * (metric.higherIsBetter ? 1 : -1) - effect.offset;
  return { metric, realised, expected, baseline: metric.realised(usual), loss, test };
}
