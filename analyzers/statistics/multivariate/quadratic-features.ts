import { seededRandom } from "../random.ts";
import { type Matrix } from "./matrix.ts";
import { standardised } from "./normal-scores.ts";

/** Most features that a classifier is fitted on. */
const MOST_FEATURES = 400;

/**
 * What a linear classifier needs in order to see location, scale and correlation: every column, its square, and the products of two columns. Up to 26 columns have all of them within 400
 * features; of more columns as many products as there is room for, drawn by the seed; over 200 columns no squares; over 400 the columns are folded: each is added, with a random sign, to one of 400.
 * [Weinberger et al. 2009, Feature hashing]
 */
export function quadraticFeatures(matrix: Matrix, seed: number): Matrix {
  const random = seededRandom(seed);
  if (matrix.columns > MOST_FEATURES) return standardised(folded(matrix, random));
  const squares = 2 * matrix.columns <= MOST_FEATURES ? matrix.columns : 0;
  const pairs = squares === 0 ? [] : pairsOf(matrix.columns, MOST_FEATURES - 2 * matrix.columns, random);
  const columns = matrix.columns + squares + pairs.length;
  const values = new Float64Array(matrix.rows * columns);
  for (let row = 0; row < matrix.rows; row++) {
    const [from, to] = [row * matrix.columns, row * columns];
    const at = (column: number): number => matrix.values[from + column] ?? 0;
    for (let column = 0; column < matrix.columns; column++) values[to + column] = at(column);
    for (let column = 0; column < squares; column++) values[to + matrix.columns + column] = at(column) ** 2;
    for (let pair = 0; pair < pairs.length; pair++) values[to + 2 * matrix.columns + pair] = at(pairs[pair]?.[0] ?? 0) * at(pairs[pair]?.[1] ?? 0);
  }
  return standardised({ rows: matrix.rows, columns, values });
}

/** All pairs of columns, or as many as wanted, drawn. */
function pairsOf(columns: number, wanted: number, random: () => number): readonly (readonly [number, number])[] {
  const all = Array.from({ length: columns }, (_, first) => Array.from({ length: first }, (_, second) => [first, second] as const)).flat();
  let [left, needed] = [all.length, Math.min(wanted, all.length)];
  return all.filter(() => {
    const taken = random() * left < needed;
    left -= 1;
    if (taken) needed -= 1;
    return taken;
  });
}

function folded({ rows, columns, values }: Matrix, random: () => number): Matrix {
  const places = Uint32Array.from({ length: columns }, () => Math.floor(random() * MOST_FEATURES));
  const signs = Float64Array.from({ length: columns }, () => (random() < 0.5 ? -1 : 1));
  const result = new Float64Array(rows * MOST_FEATURES);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = row * MOST_FEATURES + (places[column] ?? 0);
      result[at] = (result[at] ?? 0) + (signs[column] ?? 0) * (values[row * columns + column] ?? 0);
    }
  return { rows, columns: MOST_FEATURES, values: result };
}
