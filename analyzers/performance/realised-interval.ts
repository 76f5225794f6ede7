import { binScore } from "./calibration-curve.ts";
import { f1Interval, lossInterval, rocAucInterval, shareInterval } from "./metric-interval.ts";
import type { MeanInterval } from "../statistics/intervals/mean-interval.ts";
import type { PerformanceSums } from "./sums.ts";

/** A metric with its interval, or why it is withheld. */
export type RealisedInterval = MeanInterval;

/** Scores are kept at least so far from 0 and 1, as where the loss is summed. */
const LEAST_SCORE = 1e-15;

/**
 * A metric of some rows with its 95 % interval, from their sums: shares, F1 and AUC as they are printed everywhere (`metric-interval.ts`), with as many rows as the rows are worth when days go wrong together; losses and the gap
 * (`calibrationError`: label − score) from the rows' scores in 100 bins, centred on the exact mean. Null for a metric without one, and of no rows.
 * @param inflation variance over that of independent rows, 1 or more
 */
export function realisedInterval(metric: string, sums: PerformanceSums, inflation: number): RealisedInterval | null {
  const worth = (rows: number): number => rows / Math.max(1, inflation);
  const { labelled, correct, truePositives, predictedPositives, positives } = sums;
  switch (metric) {
    case "accuracy":
      return shareInterval(worth(correct), worth(labelled));
    case "precision":
      return shareInterval(worth(truePositives), worth(predictedPositives));
    case "recall":
      return shareInterval(worth(truePositives), worth(positives));
    case "f1":
      return f1Interval({ truePositives: worth(truePositives), predictedPositives: worth(predictedPositives), positives: worth(positives) });
    case "rocAuc":
      return rocAucInterval({ ...sums, scoresOfPositives: sums.scoresOfPositives.map(worth), scoresOfNegatives: sums.scoresOfNegatives.map(worth) });
    case "brier":
      return lossOf(sums, (score, label) => (label - score) ** 2, { exact: sums.sumSquaredError, bounded: true, inflation });
    case "logLoss":
      return lossOf(sums, (score, label) => -Math.log(Math.max(LEAST_SCORE, label === 1 ? score : 1 - score)), {
        exact: sums.sumLogLoss,
        bounded: false,
        inflation,
      });
    case "calibrationError":
      return lossOf(sums, (score, label) => label - score, { exact: positives - sums.sumScore, bounded: true, inflation });
    default:
      return null;
  }
}

function lossOf(
  { labelled, scoresOfPositives, scoresOfNegatives }: PerformanceSums,
  loss: (score: number, label: 0 | 1) => number,
  { exact, bounded, inflation }: { readonly exact: number; readonly bounded: boolean; readonly inflation: number },
): RealisedInterval | null {
  if (labelled === 0) return null;
  const rows: number[] = [];
  for (const [label, counts] of [scoresOfNegatives, scoresOfPositives].entries())
    for (const [bin, count] of counts.entries()) for (let row = 0; row < count; row += 1) rows.push(loss(binScore(bin), label === 1 ? 1 : 0));
  const found = lossInterval(Float64Array.from(rows), { bounded });
  const value = exact / labelled;
  if ("note" in found) return { value, note: found.note };
  const wider = Math.sqrt(Math.max(1, inflation));
  return { value, low: value - wider * (found.value - found.low), high: value + wider * (found.high - found.value) };
}
