import { sampleStandardDeviation } from "simple-statistics";
import type { Finding } from "../findings/finding.ts";
import { type KnownMean, type MeanInterval, meanShiftInterval } from "../statistics/intervals/mean-interval.ts";
import { shareDifferenceInterval } from "../statistics/intervals/share-difference-interval.ts";
import type { NumericSample } from "../statistics/sample.ts";
import { fewValues } from "../statistics/two-sample/few-values.ts";
import { weightedDeviation, weightedMean } from "../statistics/two-sample/moments.ts";
import { changedShare } from "./changed-share.ts";
import type { ColumnJudgement } from "./judge-column.ts";

/** The effect with its interval, and why it has none where both ends are the value. */
export interface Shift {
  readonly effect: Finding["effect"];
  readonly note: string | null;
}

/**
 * The effect in the column's own unit with a 95 % interval: numbers by the difference of means, where the baseline's error is that of a mean of whole pieces (rows of one day are no
 * independent draws) and the window's that of its rows; numbers of two values by their shares; categories by the share of rows that changed level.
 */
export function shiftInterval(judgement: ColumnJudgement): Shift {
  const { current, known } = judgement;
  const { reference } = known;
  if (current.total === 0 || reference.total === 0) return { effect: null, note: null };
  if (current.type === "categorical" || reference.type === "categorical") return { effect: { ...changedShare(known, current), unit: "share" }, note: null };
  if (!Number.isFinite(judgement.shift)) return { effect: null, note: null };
  const shift = { ...meanShift(judgement, reference, current), value: judgement.shift };
  const unit = known.column.unit ?? "";
  if ("note" in shift) return { effect: { value: shift.value, low: shift.value, high: shift.value, unit }, note: shift.note };
  return { effect: { ...shift, unit }, note: null };
}

function meanShift({ known }: ColumnJudgement, reference: NumericSample, current: NumericSample): MeanInterval {
  const two = fewValues(reference, current, 2);
  if (two?.length !== 2) return meanShiftInterval(referenceMean(known.pieces, reference), reference, current);
  const [least = 0, most = 0] = two;
  const { value, low, high } = shareDifferenceInterval(rowsOf(most, reference), rowsOf(most, current));
  const width = most - least;
  return { value: value * width, low: low * width, high: high * width };
}

function rowsOf(value: number, { values, weights, total }: NumericSample): { readonly count: number; readonly of: number } {
  return { count: weights[values.indexOf(value)] ?? 0, of: total };
}

function referenceMean(pieces: ColumnJudgement["known"]["pieces"], reference: NumericSample): KnownMean {
  const means = pieces.map((piece) => piece.mean()).filter(Number.isFinite);
  const mean = weightedMean(reference);
  if (means.length >= 2) return { mean, standardError: sampleStandardDeviation(means) / Math.sqrt(means.length), of: means.length };
  return { mean, standardError: weightedDeviation(reference) / Math.sqrt(Math.max(1, reference.total)), of: Math.max(2, reference.total) };
}
