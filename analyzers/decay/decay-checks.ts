import type { PerformanceSums } from "../performance/sums.ts";
import { binaryMetrics, calibrationGap } from "../performance/binary-metrics.ts";
import { dayScale, estimateDayEffect, rowVariance, type DayEffect } from "./day-effect.ts";
import type { DayExcess, ExcessTest } from "../performance/excess.ts";
import type { Metric } from "../performance/metric.ts";
import { addSums } from "../performance/performance-sums.ts";
import { type RealisedInterval, realisedInterval } from "../performance/realised-interval.ts";
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
  /** 95 % of what was realised, days together, or why it is withheld; null for a metric that has none of its own. */
  readonly interval: RealisedInterval | null;
}

/** All statistics of one window. `gap` and `promise` are null for tasks without probabilities. */
export interface DecayChecks {
  readonly gap: {
    readonly test: ExcessTest;
    readonly observed: number;
    readonly predicted: number;
    readonly expected: number;
    /** Observed minus predicted, with its own 95 % or why it is withheld. */
    readonly interval: RealisedInterval | null;
  } | null;
  readonly metrics: readonly MetricCheck[];
  readonly promise: ScorePromise | null;
  /** What the error stream is made of: the gap, or the only metric; that of the reference days, and what they share. */
  readonly stream: { readonly excessOf: (day: PerformanceSums) => DayExcess; readonly reference: readonly DayExcess[]; readonly effect: DayEffect };
}

/** Computes every check of a window's days (in order, at least one row) against the reference's. @param daySpread prior of what a day does to the logit of each row's chance */
export function decayChecks(task: PerformanceTask, reference: readonly PerformanceSums[], days: readonly PerformanceSums[], daySpread: number): DecayChecks {
  return task === "binary" ? binaryChecks(reference, days, daySpread) : plainChecks(task, reference, days, daySpread);
}

/** What a chance of one half makes of the logit: numbers have no chance of their own. */
const HALF = 0.5;

function plainChecks(
  task: "multiclass" | "regression",
  reference: readonly PerformanceSums[],
  days: readonly PerformanceSums[],
  daySpread: number,
): DecayChecks {
  const usual = addSums(reference);
  const [metric] = plainMetrics(task, usual);
  if (metric === undefined) throw new RangeError(`checking a ${task} window requires a metric`);
  const excessOf = metric.excessOf(usual);
  const own = reference.map(excessOf);
  const scale = task === "multiclass" ? dayScale(daySpread, own) : daySpread * HALF * Math.sqrt(rowVariance(own));
  const effect = estimateDayEffect(own, scale, "ownMean");
  const pooled = addSums(days);
  const test = testExcess(days.map(excessOf), effect, "worse");
  const [realised, expected] = [metric.realised(pooled), metric.expected(pooled)];
  const loss = metric.name === "mae" ? test.value : (expected - realised) * (metric.higherIsBetter ? 1 : -1) - effect.offset;
  const interval = realisedInterval(metric.name, pooled, test.inflation);
  const check = { metric, realised, expected, baseline: metric.realised(usual), loss, test, interval };
  return { gap: null, metrics: [check], promise: null, stream: { excessOf, reference: own, effect } };
}

/** Held against what rows with the same scores came to in the reference, not against the scores. */
function binaryChecks(reference: readonly PerformanceSums[], days: readonly PerformanceSums[], daySpread: number): DecayChecks {
  const promise = learnPromise(reference);
  const usual = addSums(reference);
  const sums = addSums(days);
  const promised = days.map((day) => promise.recalibrated(day));
  const ownGaps = promise.reference.map(calibrationGap);
  const effect = estimateDayEffect(ownGaps, dayScale(daySpread, ownGaps));
  const gapTest = testExcess(
    promised.map(calibrationGap),
    effect,
    "two",
    promise.curveVariance(days, () => calibrationGap),
  );
  const gap = {
    test: gapTest,
    interval: realisedInterval("calibrationError", sums, gapTest.inflation),
    observed: sums.positives / sums.labelled,
    predicted: sums.sumScore / sums.labelled,
    expected: promise.recalibrated(sums).sumScore / sums.labelled,
  };
  const metrics = binaryMetrics.map((metric) => checkMetric(metric, promise, { usual, days, daySpread, ownGaps }));
  const excessOf = (day: PerformanceSums): DayExcess => calibrationGap(promise.recalibrated(day));
  return { gap, metrics, promise, stream: { excessOf, reference: ownGaps, effect } };
}

/** Metrics whose recalibrated sums hold no more than the residual: what is expected is what was realised, less that. */
const BY_RESIDUAL: ReadonlySet<string> = new Set(["brier", "logLoss"]);

interface MetricContext {
  readonly usual: PerformanceSums;
  readonly days: readonly PerformanceSums[];
  readonly daySpread: number;
  readonly ownGaps: readonly DayExcess[];
}

function checkMetric(metric: Metric, promise: ScorePromise, { usual, days, daySpread, ownGaps }: MetricContext): MetricCheck {
  const sums = addSums(days);
  const pooled = promise.recalibrated(sums);
  const ownPooled = promise.recalibrated(usual);
  const own = promise.reference.map(metric.excessOf(ownPooled));
  const effect = estimateDayEffect(own, dayScale(daySpread, own, ownGaps));
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
  const interval = realisedInterval(metric.name, sums, test.inflation);
  return { metric, realised, expected, baseline: metric.realised(usual), loss, test, interval };
}
