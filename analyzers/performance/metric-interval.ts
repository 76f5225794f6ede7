import { Z95 } from "../statistics/distributions/normal-survival.ts";
import { wilson } from "../statistics/wilson.ts";
import { type MeanInterval, meanInterval } from "../statistics/intervals/mean-interval.ts";
import type { Interval } from "../statistics/intervals/interval.ts";
import { rocAuc } from "./roc-auc.ts";
import type { PerformanceSums } from "./sums.ts";

/** 95 % interval of a share of rows: accuracy, precision, recall, specificity. Null without a row. */
export function shareInterval(count: number, of: number): Interval | null {
  return of === 0 ? null : { value: count / of, ...wilson(count, of) };
}

/** F1 with a 95 % interval: of the true and false positives and false negatives together the share of true ones is a plain share s, and F1 = 2s / (1 + s). Null without such a row. */
export function f1Interval({
  truePositives,
  predictedPositives,
  positives,
}: Pick<PerformanceSums, "truePositives" | "predictedPositives" | "positives">): Interval | null {
  const of = predictedPositives + positives - truePositives;
  if (of === 0) return null;
  const { low, high } = wilson(truePositives, of);
  const f1 = (share: number): number => (2 * share) / (1 + share);
  return { value: f1(truePositives / of), low: f1(low), high: f1(high) };
}

/** ROC AUC of scores in 100 bins with its 95 % interval. Null where a class is absent. */
export function rocAucInterval(sums: PerformanceSums): Interval | null {
  const positives = sums.scoresOfPositives.reduce((total, rows) => total + rows, 0);
  const negatives = sums.scoresOfNegatives.reduce((total, rows) => total + rows, 0);
  return areaInterval(rocAuc.realised(sums), positives, negatives);
}

/** An area under the ROC curve with a 95 % interval: the areas whose own standard error puts the observed one within 1.96 of it; within 0–1, and not empty where all pairs are in order. Null where a class is absent.
 * [Newcombe 2006, Confidence intervals for an effect size measure based on the Mann–Whitney statistic, part 2, method 5, Statistics in Medicine 25] */
export function areaInterval(value: number, positives: number, negatives: number): Interval | null {
  if (positives === 0 || negatives === 0) return null;
  const excess = (area: number): number => Math.abs(value - area) - Z95 * hanleyError(area, positives, negatives);
  return { value, low: boundary(value, 0, excess), high: boundary(value, 1, excess) };
}

/** Standard error of an area with exponential scores, both classes' rows taken for as many as half of all. [Hanley and McNeil 1982, Radiology 143] */
function hanleyError(area: number, positives: number, negatives: number): number {
  const rows = (positives + negatives) / 2 - 1;
  const variance = (area * (1 - area) * (1 + (rows * (1 - area)) / (2 - area) + (rows * area) / (1 + area))) / (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}

/** Where a function that rises from the value towards an end passes 0; the end where it does not. */
function boundary(value: number, end: number, excess: (area: number) => number): number {
  if (excess(end) <= 0) return end;
  let [inside, outside] = [value, end];
  for (let step = 0; step < 50; step++) {
    const middle = (inside + outside) / 2;
    if (excess(middle) <= 0) inside = middle;
    else outside = middle;
  }
  return inside;
}

/** Mean loss a row, or the calibration gap, from each row's own, with a 95 % interval or why there is none. @param rows one value a row, in any order: squared errors, log losses, label − score.
 * @param options.bounded as the first and the last are; the log loss is not. */
export function lossInterval(rows: Float64Array, options: { readonly bounded: boolean }): MeanInterval {
  return meanInterval(rows.toSorted(), options);
}
