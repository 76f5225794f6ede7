import { probit } from "simple-statistics";
import { columnOf, type Matrix } from "./matrix.ts";

/** Every column by its ranks, ties sharing their mean rank, as the normal quantile of (rank − ½) / rows, and then with mean 0 and variance 1; a constant column becomes 0. Neither units nor
 * heavy tails count then, and the rows of both sides are treated alike. [van der Waerden 1952] */
export function normalScores(matrix: Matrix): Matrix {
  const { rows, columns } = matrix;
  const values = new Float64Array(rows * columns);
  const quantiles = Float64Array.from({ length: 2 * rows + 1 }, (_, twice) => probit(Math.max(twice - 1, 0.5) / (2 * rows)));
  for (let column = 0; column < columns; column++) {
    const ranks = doubledRanks(columnOf(matrix, column));
    for (let row = 0; row < rows; row++) values[row * columns + column] = quantiles[ranks[row] ?? 0] ?? 0;
  }
  return standardised({ rows, columns, values });
}

/** Each column less its mean, over its standard deviation (ddof 0); a constant one becomes 0. In a new matrix. */
export function standardised({ rows, columns, values }: Matrix): Matrix {
  const result = Float64Array.from(values);
  for (let column = 0; column < columns; column++) {
    let [total, squares] = [0, 0];
    for (let at = column; at < result.length; at += columns) total += result[at] ?? 0;
    const mean = total / rows;
    for (let at = column; at < result.length; at += columns) squares += ((result[at] ?? 0) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows);
    const scale = deviation > 1e-12 * Math.max(1e-100, Math.abs(mean)) ? 1 / deviation : 0;
    for (let at = column; at < result.length; at += columns) result[at] = ((result[at] ?? 0) - mean) * scale;
  }
  return { rows, columns, values: result };
}

/** Twice the mean rank of each value, from 2 on. */
function doubledRanks(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Uint32Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] ?? 0] === values[order[from] ?? 0]) to += 1;
    for (let at = from; at <= to; at++) ranks[order[at] ?? 0] = from + to + 2;
    from = to + 1;
  }
  return ranks;
}
