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
import { type ClassRates, learnClassRates } from "../performance/class-promise.ts";
import { type CrossFit, crossFit } from "../performance/cross-fit.ts";
import { learnedAccuracy, learnedBias, learnedMae } from "../performance/learned-metrics.ts";
import { learnResiduals, type ResidualCurve } from "../performance/residual-promise.ts";
import type { Grid } from "../statistics/column-counts.ts";

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
  /** What 1 of the test's unit is in the metric's own. */
  readonly scale: number;
}

/** What a task's reference days taught: outcomes by score, by predicted class, or by predicted number. */
export type Learned =
  | { readonly task: "binary"; readonly promise: ScorePromise }
  | { readonly task: "multiclass"; readonly fit: CrossFit<ClassRates> }
  | { readonly task: "regression"; readonly fit: CrossFit<ResidualCurve> };

/** All statistics of one window. `gap` is null for tasks without probabilities. */
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
  /** What rows alike came to on the reference days; null where no more is known than their mean. */
  readonly learned: Learned | null;
  /** What the error stream is made of: the gap, or the only metric; that of the reference days, and what they share. */
  readonly stream: { readonly excessOf: (day: PerformanceSums) => DayExcess; readonly reference: readonly DayExcess[]; readonly effect: DayEffect };
}

/** What checks rest on beside the days. `daySpread`: prior of what a day does to the logit of each row's chance; `grid`: of the predicted number. */
export interface CheckedBy {
  readonly daySpread: number;
  readonly grid: Grid;
}

/** Computes every check of a window's days (in order, at least one row) against the reference's. */
export function decayChecks(
  task: PerformanceTask,
  reference: readonly PerformanceSums[],
  days: readonly PerformanceSums[],
  { daySpread, grid }: CheckedBy,
): DecayChecks {
  if (task === "binary") return binaryChecks(reference, days, daySpread);
  if (![...reference, ...days].every(hasCells)) return plainChecks(task, reference, days, daySpread);
  return task === "multiclass" ? classChecks(reference, days, daySpread) : numberChecks(reference, days, { daySpread, grid });
}

/** Baselines of before cells were kept have none. */
function hasCells({ labelled, classCells, numberCells }: PerformanceSums): boolean {
  return labelled === 0 || Object.keys(classCells ?? numberCells ?? {}).length > 0;
}

/** Held against what rows of the same predicted class (and as sure) came to in the reference. */
function classChecks(reference: readonly PerformanceSums[], days: readonly PerformanceSums[], daySpread: number): DecayChecks {
  const fit = crossFit(reference, learnClassRates);
  const check = learnedCheck(reference, days, { fit, metricOf: learnedAccuracy, scaleOf: (own) => dayScale(daySpread, own), sides: "worse" });
  return { gap: null, metrics: [check.check], learned: { task: "multiclass", fit }, stream: check.stream };
}

/** Held against what rows with predictions as large came to in the reference: how far they are off, and to which side. */
function numberChecks(reference: readonly PerformanceSums[], days: readonly PerformanceSums[], { daySpread, grid }: CheckedBy): DecayChecks {
  const fit = crossFit(reference, (sums) => learnResiduals(sums, grid));
  const all = addSums(reference);
  const usual = all.labelled === 0 ? 0 : all.sumAbsoluteError / all.labelled;
  const scaleOf = (own: readonly DayExcess[]): number => numberScale(daySpread, own);
  const mae = learnedCheck(reference, days, { fit, metricOf: (curve) => learnedMae(curve, usual), scaleOf, sides: "worse", scale: usual });
  const bias = learnedCheck(reference, days, { fit, metricOf: (curve) => learnedBias(curve, usual), scaleOf, sides: "two", scale: usual });
  return { gap: null, metrics: [mae.check, bias.check], learned: { task: "regression", fit }, stream: mae.stream };
}

interface LearnedCheck<One> {
  readonly fit: CrossFit<One>;
  readonly metricOf: (learned: One) => Metric;
  /** Of the prior of a day's effect. */
  readonly scaleOf: (own: readonly DayExcess[]) => number;
  readonly sides: "two" | "worse";
  /** As `MetricCheck` has it; default 1. */
  readonly scale?: number;
}

/** A metric against what was learned of rows alike: the reference days by what was learned outside their fold, the learned curve's own error in the test. */
function learnedCheck<One>(
  reference: readonly PerformanceSums[],
  days: readonly PerformanceSums[],
  { fit, metricOf, scaleOf, sides, scale = 1 }: LearnedCheck<One>,
): { readonly check: MetricCheck; readonly stream: DecayChecks["stream"] } {
  const metric = metricOf(fit.whole);
  const pooled = addSums(days);
  const own = reference.map((day, place) => metricOf(fit.outsideOf(place)).excessOf(day)(day));
  const effect = estimateDayEffect(own, scaleOf(own));
  const excessOf = metric.excessOf(pooled);
  const ofCurve = fit.variance((one) => {
    const { excess, rows } = metricOf(one).excessOf(pooled)(pooled);
    return rows === 0 ? 0 : excess / rows;
  });
  const test = testExcess(days.map(excessOf), effect, sides, ofCurve);
  const interval = realisedInterval(metric.name, pooled, test.inflation);
  const check: MetricCheck = {
    metric,
    realised: metric.realised(pooled),
    expected: metric.expected(pooled),
    baseline: metric.realised(addSums(reference)),
    loss: sides === "two" ? Math.abs(test.value) : test.value,
    test,
    interval,
    scale,
  };
  return { check, stream: { excessOf, reference: own, effect } };
}

/** What a chance of one half makes of the logit: numbers have no chance of their own. */
const HALF = 0.5;

/** The prior's scale of what a day does to a sum of numbers' errors, in the excess a row. */
export function numberScale(daySpread: number, own: readonly DayExcess[]): number {
  return daySpread * HALF * Math.sqrt(rowVariance(own));
}

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
  const scale = task === "multiclass" ? dayScale(daySpread, own) : numberScale(daySpread, own);
  const effect = estimateDayEffect(own, scale, "ownMean");
  const pooled = addSums(days);
  const test = testExcess(days.map(excessOf), effect, "worse");
  const [realised, expected] = [metric.realised(pooled), metric.expected(pooled)];
  const loss = metric.name === "mae" ? test.value : (expected - realised) * (metric.higherIsBetter ? 1 : -1) - effect.offset;
  const interval = realisedInterval(metric.name, pooled, test.inflation);
  const check = {
    metric,
    realised,
    expected,
    baseline: metric.realised(usual),
    loss,
    test,
    interval,
    scale: metric.name === "mae" && expected > 0 ? expected : 1,
  };
  return { gap: null, metrics: [check], learned: null, stream: { excessOf, reference: own, effect } };
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
  return { gap, metrics, learned: { task: "binary", promise }, stream: { excessOf, reference: ownGaps, effect } };
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
  return { metric, realised, expected, baseline: metric.realised(usual), loss, test, interval, scale: 1 };
}
