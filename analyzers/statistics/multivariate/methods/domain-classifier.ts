import { crossFittedAuc } from "../cross-fitted-auc.ts";
import { defineMultivariateMethod } from "../method.ts";
import { normalScores } from "../normal-scores.ts";
import { PERMUTATIONS, permutationPValue, permutedStatistics } from "../permutation-null.ts";
import { quadraticFeatures } from "../quadratic-features.ts";
import { shuffledPool } from "../shuffled-pool.ts";

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
