import type { BaselineColumn } from "../statistics/column-counts.ts";
import { percent } from "../findings/in-words.ts";
import { binScore, logit } from "../performance/calibration-curve.ts";
import { calibrationGap } from "../performance/binary-metrics.ts";
import type { DayExcess } from "../performance/excess.ts";
import { addSums } from "../performance/performance-sums.ts";
import { scoredBins } from "../performance/recalibrate.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import { type DayEffect, dayScale, estimateDayEffect } from "./day-effect.ts";
import type { ScoredRow } from "./decay-window.ts";
import { byInputs, type Diagnosis, KNOWN_ROWS, MOVED, OUTSIDE_SHARE, SHARP, slopeOver, WITHIN } from "./diagnosis.ts";
import { type Moments, momentTest } from "./moment-test.ts";
import type { ScorePromise } from "./score-promise.ts";
import { testExcess } from "./test-excess.ts";
import type { WeightedQuestion } from "./weighted-test.ts";
import { sum } from "../statistics/sample.ts";

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

/**
 * Names what stands behind a window's loss, by the score alone as far as that goes: rows that lie where the reference has few (`outsideTraining`); more or fewer positives whose scores, and those of the negatives, are as they were
 * (`labelShift`); else the curve of outcomes over scores moved: `conceptDrift` where it still does after the rows are reweighted to the baseline's inputs, `calibrationMoved` where it does not, or that cannot be known.
 */
export function diagnose(input: Diagnosed): Diagnosis {
  const outside = outsideShare(input);
  if (outside >= OUTSIDE_SHARE && !curveMoved(input, insideOf(input)))
    return { cause: "outsideTraining", text: `${percent(outside)} of the rows have scores that hardly any baseline row had; what is usual there is not known` };
  if (isLabelShift(input)) return { cause: "labelShift", text: "the scores of positives, and of negatives, are spread as before: only their mix changed" };
  return byInputs(input, { alike: "rows with the same score", level: MOVED }, (rows) => questionsOf(input, rows));
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
  const rate = momentTest(
    reference,
    days,
    binMoments(
      (day) => [day.scoresOfNegatives, day.scoresOfPositives],
      (_, positive) => (positive ? 1 : 0),
    ),
    (variance) => daySpread * variance,
  );
  const within = (["scoresOfPositives", "scoresOfNegatives"] as const).flatMap((side) =>
    [(bin: number): number => logit(binScore(bin)), (bin: number): number => logit(binScore(bin)) ** 2].map((of) =>
      momentTest(
        reference,
        days,
        binMoments((day) => [day[side]], of),
        (variance) => WITHIN * daySpread * Math.sqrt(variance),
      ),
    ),
  );
  const sharp = within.every(({ test, deviation }) => test.standardError <= SHARP * deviation);
  return rate.test.pValue <= MOVED && sharp && within.every(({ test }) => test.pValue > MOVED / within.length);
}

/** Moments of a function of the bins over some rows of a day. */
function binMoments(sides: (day: PerformanceSums) => readonly (readonly number[])[], of: (bin: number, positive: boolean) => number): Moments {
  return (day) => {
    let [rows, first, second] = [0, 0, 0];
    for (const [side, counts] of sides(day).entries())
      for (const [bin, count] of counts.entries()) {
        const value = of(bin, side === 1);
        [rows, first, second] = [rows + count, first + count * value, second + count * value ** 2];
      }
    return [rows, first, second];
  };
}

/** Residuals, and their slope over the score, of rows weighted to the baseline's inputs. */
function questionsOf({ promise, gapEffect }: Diagnosed, rows: readonly ScoredRow[]): readonly WeightedQuestion[] {
  const rateOf = ({ score }: ScoredRow): number =>
    promise.curve[Math.max(0, Math.min(promise.curve.length - 1, Math.floor(score * promise.curve.length)))] ?? 0.5;
  const place = ({ score }: ScoredRow): number => clippedLogit(score);
  return [(): number => 1, slopeOver(place)].map((factor) => ({
    factor,
    residual: (row) => row.label - rateOf(row),
    variance: (row) => rateOf(row) * (1 - rateOf(row)),
    effect: gapEffect,
    curveVariance: (weights) => curveError(promise, rows, weights),
  }));
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
