import { crossFittedAuc } from "../cross-fitted-auc.ts";
import { defineMultivariateMethod } from "../method.ts";
import { normalScores } from "../normal-scores.ts";
import { PERMUTATIONS, permutationPValue, permutedStatistics, type Labels, labelsOf, shuffle } from "../permutation-null.ts";
import { quadraticFeatures } from "../quadratic-features.ts";
import { seededRandom } from "../../random.ts";
import { type Matrix, pooled, takeRows } from "../matrix.ts";

/** Domain classifier: how well a classifier tells the rows of one side from the other's on rows it was not fitted on, 2 AUC − 1, 0 (not at all) to 1. Ridge discriminant on the columns' normal
 * scores, their squares and products, five folds; p-value by the whole fit repeated under permuted labels. At most 4,000 rows a side. [Lopez-Paz and Oquab 2017, Revisiting classifier two-sample tests] */
export default defineMultivariateMethod({
  name: "domain-classifier",
  publishedThreshold: 0.05,
  mostRows: () => 4000,
  compare(reference, current, { seed, rowsInWords }) {
    const { matrix, labels } = shuffledPool(reference, current, seed);
    const auc = crossFittedAuc(quadraticFeatures(normalScores(matrix), seed));
    const observed = auc(labels);
    return {
      statistic: Math.max(0, 2 * observed - 1),
      pValue: permutationPValue(observed, permutedStatistics(labels, seed, auc)),
      source: `${PERMUTATIONS} permutations of ${rowsInWords}, classifier fitted anew each time`,
    };
  },
});

/** Both sides' rows in one matrix, in an order drawn by the seed, with their labels; so that folds are drawn without regard to the side. */
function shuffledPool(reference: Matrix, current: Matrix, seed: number): { readonly matrix: Matrix; readonly labels: Labels } {
  const order = Uint32Array.from({ length: reference.rows + current.rows }, (_, row) => row);
  shuffle(order, seededRandom(seed));
  const sides = labelsOf(reference.rows, current.rows);
  return { matrix: takeRows(pooled(reference, current), order), labels: Uint8Array.from(order, (row) => sides[row] ?? 0) };
}
