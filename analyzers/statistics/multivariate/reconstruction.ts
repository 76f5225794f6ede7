import { leadingComponents, product, squaredLength } from "./algebra/leading-components.ts";
import { columnMeans, type Matrix } from "./matrix.ts";

/** What rows are standardised by and projected on. */
export interface Projection {
  readonly means: Float64Array;
  /** One over each column's standard deviation (ddof 0); 1 for a constant column. */
  readonly scales: Float64Array;
  readonly vectors: readonly Float64Array[];
}

/** Of wide rows no more components than this are looked for. */
const MOST_COMPONENTS = 100;

/** Standardisation and the fewest principal components that hold more than `share` of the variance of the rows. */
export function fitProjection(rows: Matrix, share: number): Projection {
  const means = columnMeans(rows);
  const scales = scalesOf(rows, means);
  const { vectors, variances, total } = leadingComponents(scaled(rows, means, scales), Math.min(MOST_COMPONENTS, rows.columns));
  let [count, held] = [0, 0];
  while (count < vectors.length && held <= share * total) held += variances[count++] ?? 0;
  return { means, scales, vectors: vectors.slice(0, count) };
}

/** The length of what each row, standardised, has outside the components. */
export function reconstructionErrors(rows: Matrix, { means, scales, vectors }: Projection): Float64Array {
  const centred = scaled(rows, means, scales);
  const coordinates = product(centred, vectors);
  return Float64Array.from({ length: rows.rows }, (_, row) => {
    const rest = centred.values.slice(row * rows.columns, (row + 1) * rows.columns);
    for (const [at, vector] of vectors.entries()) {
      const along = coordinates[row * vectors.length + at] ?? 0;
      for (let column = 0; column < rest.length; column++) rest[column] = (rest[column] ?? 0) - along * (vector[column] ?? 0);
    }
    return Math.sqrt(squaredLength(rest));
  });
}

function scalesOf({ rows, columns, values }: Matrix, means: Float64Array): Float64Array {
  const squares = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      squares[column] = (squares[column] ?? 0) + ((values[row * columns + column] ?? 0) - (means[column] ?? 0)) ** 2;
  return squares.map((total, column) => {
    const deviation = Math.sqrt(total / rows);
    return deviation > 1e-14 * Math.abs(means[column] ?? 0) ? 1 / deviation : 1;
  });
}

function scaled({ rows, columns, values }: Matrix, means: Float64Array, scales: Float64Array): Matrix {
  const result = Float64Array.from(values, (value, at) => (value - (means[at % columns] ?? 0)) * (scales[at % columns] ?? 0));
  return { rows, columns, values: result };
}
