import { pooled } from "../matrix.ts";
import { defineMultivariateMethod } from "../method.ts";
import { permutedDiscrepancies } from "../permuted-discrepancies.ts";
import { PERMUTATIONS, permutationPValue } from "../permutation-null.ts";

/** Kernel work that takes about two seconds: pairs of rows times columns. */
const MOST_WORK = 2e9;

/** Maximum mean discrepancy: the root of the unbiased MMD², 0 where that is under zero, at most √2; Gaussian kernel exp(−d² / 2σ²), 2σ² the median squared distance of all pairs of rows;
 * p-value by permuting the pooled rows. Columns count by their units: standardise tables first. At most 1,500 rows a side, fewer of wide vectors. [Gretton et al. 2012, A kernel two-sample test] */
export default defineMultivariateMethod({
  name: "mmd",
  publishedThreshold: 0.05,
  mostRows: (columns) => Math.min(1500, Math.round(Math.sqrt(MOST_WORK / columns / 2))),
  compare(reference, current, { seed, rowsInWords }) {
    const { observed, permuted } = permutedDiscrepancies(pooled(reference, current), reference.rows, seed);
    return {
      statistic: Math.sqrt(Math.max(0, observed)),
      pValue: permutationPValue(observed, permuted),
      source: `${PERMUTATIONS} permutations of ${rowsInWords}`,
    };
  },
});
