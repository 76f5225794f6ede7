import { CENTROID_METRICS } from "../centroid-metrics.ts";
import { type Matrix, pooled } from "../matrix.ts";
import { defineMultivariateMethod, noResult } from "../method.ts";
import { type Labels, labelsOf, PERMUTATIONS, permutationPValue, permutedStatistics } from "../permutation-null.ts";

/** Values read in about two seconds by all permutations. */
const MOST_VALUES = 6e6;

/** Distance of the two mean vectors, in the vectors' unit (cosine: 0–2), by `metric`; p-value by permuting the pooled rows. It sees a moved centre, not a changed spread; no fixed limit fits it, since
 * it grows with the vectors' width and falls with the rows. At most 5,000 rows a side, fewer of wide vectors. */
export default defineMultivariateMethod({
  name: "centroid-distance",
  publishedThreshold: 0.05,
  mostRows: (columns) => Math.min(5000, Math.round(MOST_VALUES / columns)),
  compare(reference, current, { seed, metric, rowsInWords }) {
    const matrix = pooled(reference, current);
    const totals = sumOfRows(matrix, new Uint8Array(matrix.rows).fill(1));
    const distance = (labels: Labels): number => {
      const sums = sumOfRows(matrix, labels);
      return CENTROID_METRICS[metric](
        sums.map((sum) => sum / reference.rows),
        sums.map((sum, column) => ((totals[column] ?? 0) - sum) / current.rows),
      );
    };
    const labels = labelsOf(reference.rows, current.rows);
    const statistic = distance(labels);
    if (Number.isNaN(statistic)) return noResult(`the ${metric} distance of a mean vector of zeros is undefined; choose another metric`);
    return {
      statistic,
      pValue: permutationPValue(statistic, permutedStatistics(labels, seed, distance)),
      source: `${PERMUTATIONS} permutations of ${rowsInWords}`,
    };
  },
});

function sumOfRows({ columns, values }: Matrix, labels: Labels): Float64Array {
  const sums = new Float64Array(columns);
  for (let row = 0; row < labels.length; row++) {
    if (labels[row] !== 1) continue;
    for (let column = 0, at = row * columns; column < columns; column++, at++) sums[column] = (sums[column] ?? 0) + (values[at] ?? 0);
  }
  return sums;
}
