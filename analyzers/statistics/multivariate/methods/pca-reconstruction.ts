import { drawnRows } from "../sampled-pair.ts";
import { type Matrix, takeRows } from "../matrix.ts";
import { defineMultivariateMethod, noResult } from "../method.ts";
import { fitProjection, reconstructionErrors } from "../reconstruction.ts";
import { seededRandom } from "../../random.ts";
import { numericSample } from "../../sample.ts";
import { mannWhitneyRanks } from "../../two-sample/mann-whitney-ranks.ts";
import { normalSurvival } from "../../distributions/normal-survival.ts";

const SHARE = 0.65;
/** Values of a side that take a few seconds. */
const MOST_VALUES = 3e6;

/**
 * PCA reconstruction error: how far the errors of the current rows lie from those of held-out reference rows, the size of 2 AUC − 1, 0–1; errors are what a row, standardised, has outside the components
 * that hold 65 % of the variance. Fitted on one half of the reference and judged on the other half and one half of the current rows, then the other way round, so no row is judged by what it was
 * fitted on; two-sided Mann–Whitney over both halves. At most 10,000 rows a side, fewer of wide vectors; of over 60 columns at most 100 components.
 */
export default defineMultivariateMethod({
  name: "pca-reconstruction",
  publishedThreshold: 0.05,
  mostRows: (columns) => Math.min(10_000, Math.round(MOST_VALUES / columns)),
  compare(reference, current, { seed, rowsInWords }) {
    if (reference.columns < 2) return noResult("pca-reconstruction needs at least two columns");
    const random = seededRandom(seed);
    const [first, second] = [halves(reference, random), halves(current, random)];
    const folds = [ranksOf(first[0], first[1], second[1]), ranksOf(first[1], first[0], second[0])];
    const pairs = folds.reduce((total, fold) => total + fold.reference * fold.current, 0);
    const excess = folds.reduce((total, { u, reference, current }) => total + u - (reference * current) / 2, 0);
    const deviation = Math.hypot(...folds.map((fold) => fold.deviation));
    return {
      statistic: Math.abs((2 * excess) / pairs),
      pValue: deviation === 0 ? 1 : Math.min(1, 2 * normalSurvival(Math.max(0, Math.abs(excess) - 0.5) / deviation)),
      source: `Mann–Whitney on the errors of ${rowsInWords}, each half of the reference judged by components of the other`,
    };
  },
});

function ranksOf(fitted: Matrix, held: Matrix, current: Matrix): ReturnType<typeof mannWhitneyRanks> {
  const projection = fitProjection(fitted, SHARE);
  const sample = (rows: Matrix): ReturnType<typeof numericSample> => numericSample([...reconstructionErrors(rows, projection)]);
  return mannWhitneyRanks(sample(held), sample(current));
}

/** Two halves, drawn. */
function halves(matrix: Matrix, random: () => number): readonly [Matrix, Matrix] {
  const first = drawnRows(matrix.rows, matrix.rows >> 1, random);
  const taken = new Set(first);
  return [
    takeRows(matrix, first),
    takeRows(
      matrix,
      Uint32Array.from({ length: matrix.rows }, (_, row) => row).filter((row) => !taken.has(row)),
    ),
  ];
}
