import type { PerformanceSums } from "./sums.ts";
import { binScore } from "./calibration-curve.ts";
import type { Metric } from "./metric.ts";

/** How often a bin's rows are positive as their scores promise. */
const promise = (sums: PerformanceSums, bin: number): number => sums.promisedRates?.[bin] ?? binScore(bin);

/** ROC AUC from scores in 100 bins, ties within a bin half counted; what the scores promise puts p of each row among the positives. 0.5 where one class is absent. */
export const rocAuc: Metric = {
  name: "rocAuc",
  unit: "AUC",
  higherIsBetter: true,
  isShare: true,
  realised: (sums) => areaOf(sums.scoresOfPositives, sums.scoresOfNegatives),
  expected: (sums) => areaOf(...promised(sums)),
  excessOf: (pooled) => {
    const weights = influence(...promised(pooled));
    return (day) => {
      const bins = weights.map((weight, bin) => residual(day, bin, weight));
      return {
        rows: day.labelled,
        excess: bins.reduce((total, { excess }) => total + excess, 0),
        variance: bins.reduce((total, { variance }) => total + variance, 0),
      };
    };
  },
};

function residual(day: PerformanceSums, bin: number, weight: number): { readonly excess: number; readonly variance: number } {
  const positives = day.scoresOfPositives[bin] ?? 0;
  const rows = positives + (day.scoresOfNegatives[bin] ?? 0);
  const score = promise(day, bin);
  return { excess: -weight * (positives - score * rows), variance: weight ** 2 * rows * score * (1 - score) };
}

/** Positives and negatives by bin that the scores promise. */
function promised(sums: PerformanceSums): [readonly number[], readonly number[]] {
  const rows = sums.scoresOfPositives.map((positives, bin) => positives + (sums.scoresOfNegatives[bin] ?? 0));
  return [rows.map((count, bin) => count * promise(sums, bin)), rows.map((count, bin) => count * (1 - promise(sums, bin)))];
}

function areaOf(positives: readonly number[], negatives: readonly number[]): number {
  const pairs = total(positives) * total(negatives);
  if (pairs === 0) return 0.5;
  const below = sharesBelow(negatives);
  return positives.reduce((area, count, bin) => area + count * (below[bin] ?? 0), 0) / total(positives);
}

/** What one more positive in a bin, in a negative's place, adds to rows × AUC. [DeLong, DeLong & Clarke-Pearson 1988, the placement values] */
function influence(positives: readonly number[], negatives: readonly number[]): readonly number[] {
  const rows = total(positives) + total(negatives);
  if (total(positives) === 0 || total(negatives) === 0) return positives.map(() => 0);
  const area = areaOf(positives, negatives);
  const negativesBelow = sharesBelow(negatives);
  const positivesBelow = sharesBelow(positives);
  return positives.map(
    (_, bin) => (rows / total(positives)) * ((negativesBelow[bin] ?? 0) - area) - (rows / total(negatives)) * (1 - (positivesBelow[bin] ?? 0) - area),
  );
}

/** By bin, the share of a class below it, its own half counted. */
function sharesBelow(counts: readonly number[]): readonly number[] {
  const all = total(counts);
  let below = 0;
  return counts.map((count) => {
    below += count;
    return (below - count / 2) / all;
  });
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
