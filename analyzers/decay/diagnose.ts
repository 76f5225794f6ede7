import tCdf from "@stdlib/stats-base-dists-t-cdf";
import type { BaselineColumn } from "../statistics/column-counts.ts";
import type { Cause } from "../findings/finding.ts";
import { percent } from "../findings/in-words.ts";
import { binScore, logit } from "../performance/calibration-curve.ts";
import { calibrationGap } from "../performance/binary-metrics.ts";
import type { DayExcess, ExcessTest } from "../performance/excess.ts";
import { addSums } from "../performance/performance-sums.ts";
import { scoredBins } from "../performance/recalibrate.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import { type DayEffect, dayScale, estimateDayEffect } from "./day-effect.ts";
import type { ScoredRow } from "./decay-window.ts";
import { inputWeights } from "./input-weights.ts";
import type { ScorePromise } from "./score-promise.ts";
import { testExcess } from "./test-excess.ts";
import { sum } from "../statistics/sample.ts";

/** What stands behind a loss, and in words what that rests on. */
export interface Diagnosis {
  readonly cause: Extract<Cause, "conceptDrift" | "labelShift" | "outsideTraining" | "calibrationMoved">;
  readonly text: string;
}

/** Everything that a diagnosis follows from. `rows`: the window's labelled rows with their inputs; null when not read. */
export interface Diagnosed {
  readonly promise: ScorePromise;
  readonly reference: readonly PerformanceSums[];
  readonly days: readonly PerformanceSums[];
  readonly gapEffect: DayEffect;
  /** Prior of what a day does to the logit of each row's chance. */
  readonly daySpread: number;
  readonly rows: readonly ScoredRow[] | null;
  readonly columns: readonly BaselineColumn[];
}

/** p-value under which something is said to have moved. */
const MOVED = 0.05;
/** A bin is well known from so many reference rows in it and its two neighbours on each side. */
const KNOWN_ROWS = 30;
/** Share of a window's rows in bins less known from which it lies outside. */
const OUTSIDE_SHARE = 0.05;
/** To say that scores within a class did not move, their mean must be known to a tenth of their standard deviation. */
const SHARP = 0.1;
/** Days differ less in where a class has its scores than in how many turn out: the part of the prior, in standard deviations. More would hide that they moved, and call it a label shift. */
const WITHIN = 0.25;
/** Weighted rows that are worth fewer say nothing. */
const LEAST_EFFECTIVE_ROWS = 100;

/**
 * Names what stands behind a window's loss, by the score alone as far as that goes: rows that lie where the reference has few (`outsideTraining`); more or fewer positives whose scores, and those of the negatives, are as they were
 * (`labelShift`); else the curve of outcomes over scores moved: `conceptDrift` where it still does after the rows are reweighted to the baseline's inputs, `calibrationMoved` where it does not, or that cannot be known.
 */
export function diagnose(input: Diagnosed): Diagnosis {
  const outside = outsideShare(input);
  if (outside >= OUTSIDE_SHARE && !curveMoved(input, insideOf(input)))
    return { cause: "outsideTraining", text: `${percent(outside)} of the rows have scores that hardly any baseline row had; what is usual there is not known` };
  if (isLabelShift(input)) return { cause: "labelShift", text: "the scores of positives, and of negatives, are spread as before: only their mix changed" };
  if (input.rows === null || input.columns.every(({ kind }) => kind !== "feature"))
    return { cause: "calibrationMoved", text: "rows with the same score turn out otherwise than before; whether the same inputs do is not known" };
  const weighted = weightedTest(input, input.rows);
  if (weighted === null)
    return {
      cause: "calibrationMoved",
      text: "rows with the same score turn out otherwise than before; the inputs differ too much to tell whether the same inputs do",
    };
  if (weighted <= MOVED)
    return { cause: "conceptDrift", text: "rows with the same score turn out otherwise than before, also when weighted to the baseline’s inputs" };
  return {
    cause: "calibrationMoved",
    text: "rows with the same score turn out otherwise than before, but not when weighted to the baseline’s inputs: the inputs may explain it",
  };
}

/** Whether the residuals, or their slope over the score, differ from none. */
function curveMoved({ promise, gapEffect, daySpread }: Diagnosed, days: readonly PerformanceSums[]): boolean {
  if (addSums(days).labelled === 0) return false;
  const gap = testExcess(
    days.map((day) => calibrationGap(promise.recalibrated(day))),
    gapEffect,
    "two",
    promise.curveVariance(days, () => calibrationGap),
  );
  const ownSlopes = promise.reference.map(slopeOf);
  const slope = testExcess(
    days.map((day) => slopeOf(promise.recalibrated(day))),
    estimateDayEffect(ownSlopes, dayScale(daySpread, ownSlopes, promise.reference.map(calibrationGap))),
    "two",
    promise.curveVariance(days, () => slopeOf),
  );
  return Math.min(gap.pValue, slope.pValue) <= MOVED / 2;
}

/** Residuals weighted by the score's logit. */
const slopeOf = (day: PerformanceSums): DayExcess => ({ rows: day.labelled, excess: day.sumLogLoss - day.sumEntropy, variance: day.sumLogLossVariance });

function knownBins(reference: readonly PerformanceSums[]): readonly boolean[] {
  const { rows } = scoredBins(addSums(reference));
  return rows.map((_, bin) => rows.slice(Math.max(0, bin - 2), bin + 3).reduce((total, count) => total + count, 0) >= KNOWN_ROWS);
}

function outsideShare({ reference, days }: Diagnosed): number {
  const known = knownBins(reference);
  const { rows } = scoredBins(addSums(days));
  const all = rows.reduce((total, count) => total + count, 0);
  return all === 0 ? 0 : rows.reduce((total, count, bin) => total + (known[bin] === true ? 0 : count), 0) / all;
}

/** The days' rows in bins that are well known. */
function insideOf({ reference, days }: Diagnosed): readonly PerformanceSums[] {
  const known = knownBins(reference);
  return days.map((day) => {
    const keep = (counts: readonly number[]): readonly number[] => counts.map((count, bin) => (known[bin] === true ? count : 0));
    const [scoresOfPositives, scoresOfNegatives] = [keep(day.scoresOfPositives), keep(day.scoresOfNegatives)];
    const [positives, negatives] = [sum(scoresOfPositives), sum(scoresOfNegatives)];
    const sumScore = sum(scoresOfPositives.map((count, bin) => (count + (scoresOfNegatives[bin] ?? 0)) * binScore(bin)));
    return { ...day, labelled: positives + negatives, positives, sumScore, scoresOfPositives, scoresOfNegatives, predictedPositives: 0, truePositives: 0 };
  });
}

/** Whether the share of positives moved while the scores within each class did not, with enough rows to have seen it. */
function isLabelShift({ reference, days, daySpread }: Diagnosed): boolean {
  const usual = addSums(reference);
  const now = addSums(days);
  if (usual.positives === 0 || usual.positives === usual.labelled || now.labelled === 0) return false;
  const rate = classTest(
    reference,
    days,
    (day) => [day.scoresOfNegatives, day.scoresOfPositives],
    (_, positive) => (positive ? 1 : 0),
    (variance) => daySpread * variance,
  );
  const within = (["scoresOfPositives", "scoresOfNegatives"] as const).flatMap((side) =>
    [(bin: number): number => logit(binScore(bin)), (bin: number): number => logit(binScore(bin)) ** 2].map((of) =>
      classTest(
        reference,
        days,
        (day) => [day[side]],
        of,
        (variance) => WITHIN * daySpread * Math.sqrt(variance),
      ),
    ),
  );
  const sharp = within.every(({ test, deviation }) => test.standardError <= SHARP * deviation);
  return rate.test.pValue <= MOVED && sharp && within.every(({ test }) => test.pValue > MOVED / within.length);
}

/** The mean of a function of the bins over some rows of each day, against the reference's. */
function classTest(
  reference: readonly PerformanceSums[],
  days: readonly PerformanceSums[],
  sides: (day: PerformanceSums) => readonly (readonly number[])[],
  of: (bin: number, positive: boolean) => number,
  priorScale: (variance: number) => number,
): { readonly test: ExcessTest; readonly deviation: number } {
  const moments = (day: PerformanceSums): readonly [number, number, number] => {
    let [rows, first, second] = [0, 0, 0];
    for (const [side, counts] of sides(day).entries())
      for (const [bin, count] of counts.entries()) {
        const value = of(bin, side === 1);
        [rows, first, second] = [rows + count, first + count * value, second + count * value ** 2];
      }
    return [rows, first, second];
  };
  const [rows, first, second] = moments(addSums(reference));
  const mean = first / Math.max(1, rows);
  const variance = Math.max(0, second / Math.max(1, rows) - mean ** 2);
  const excessOf = (day: PerformanceSums): DayExcess => {
    const [own, total] = moments(day);
    return { rows: own, excess: total - own * mean, variance: own * variance };
  };
  const known = days.map(excessOf).filter((day) => day.rows > 0);
  const none = { value: 0, low: 0, high: 0, standardError: Infinity, t: 0, pValue: 1, inflation: 1 };
  const test =
    known.length === 0
      ? none
      : testExcess(
          known,
          estimateDayEffect(
            reference.map(excessOf).filter((day) => day.rows > 0),
            priorScale(variance),
            "ownMean",
          ),
          "two",
        );
  return { test, deviation: Math.sqrt(variance) };
}

/** p-value of residuals, and of their slope, once rows are weighted to the baseline's inputs; the smaller of two, doubled. Null where too few rows carry the weight. */
function weightedTest({ promise, columns, gapEffect }: Diagnosed, rows: readonly ScoredRow[]): number | null {
  const weights = inputWeights(rows, columns);
  const effective = sum(weights) ** 2 / Math.max(Number.MIN_VALUE, sum(weights.map((weight) => weight ** 2)));
  if (!(effective >= LEAST_EFFECTIVE_ROWS)) return null;
  const rates = rows.map(({ score }) => promise.curve[Math.max(0, Math.min(promise.curve.length - 1, Math.floor(score * promise.curve.length)))] ?? 0.5);
  const centre = sum(rows.map(({ score }, row) => (weights[row] ?? 0) * clippedLogit(score))) / sum(weights);
  const pValues = [(): number => 1, (row: number): number => clippedLogit(rows[row]?.score ?? 0.5) - centre].map((factor) => {
    const own = rows.map((_, row) => (weights[row] ?? 0) * factor(row));
    const total = sum(rows.map(({ label }, row) => (own[row] ?? 0) * (label - (rates[row] ?? 0))));
    const independent = sum(rows.map((_, row) => (own[row] ?? 0) ** 2 * (rates[row] ?? 0) * (1 - (rates[row] ?? 0))));
    const byDay = Map.groupBy(rows.keys(), (row) => rows[row]?.day ?? 0);
    const shared = sum([...byDay.values()].map((own_) => sum([...own_].map((row) => own[row] ?? 0)) ** 2)) * Math.max(0, gapEffect.covariances[0] ?? 0);
    const ofCurve = curveError(promise, rows, own);
    return 2 * tCdf(-Math.abs(total) / Math.sqrt(Math.max(Number.MIN_VALUE, independent + shared + ofCurve)), gapEffect.degreesOfFreedom);
  });
  return Math.min(1, 2 * Math.min(...pValues));
}

/** Variance of a weighted sum of rates for the curve's own error. */
function curveError(promise: ScorePromise, rows: readonly ScoredRow[], weights: readonly number[]): number {
  const byBin = new Float64Array(promise.curve.length);
  for (const [row, { score }] of rows.entries()) {
    const bin = Math.max(0, Math.min(byBin.length - 1, Math.floor(score * byBin.length)));
    byBin[bin] = (byBin[bin] ?? 0) + (weights[row] ?? 0);
  }
  return promise.variance((curve) => sum([...byBin].map((weight, bin) => weight * (curve[bin] ?? 0))));
}

function clippedLogit(score: number): number {
  return logit(Math.max(0.005, Math.min(0.995, score)));
}
