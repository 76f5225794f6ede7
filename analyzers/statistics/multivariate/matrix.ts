/** Rows of numbers, one after the other: the value of `row` and `column` is `values[row * columns + column]`. No value is missing. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array | Float32Array;
}

/** Rows as a matrix; every row has as many values as the first. */
export function matrixOf(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * columns);
  for (const [index, row] of rows.entries()) values.set(row, index * columns);
  return { rows: rows.length, columns, values };
}

/** The chosen rows, in the order given. */
export function takeRows(matrix: Matrix, chosen: ArrayLike<number>): Matrix {
  const { columns } = matrix;
  const values = new Float64Array(chosen.length * columns);
  for (let index = 0; index < chosen.length; index++) {
    const from = (chosen[index] ?? 0) * columns;
    values.set(matrix.values.subarray(from, from + columns), index * columns);
  }
  return { rows: chosen.length, columns, values };
}

/** The rows of the first, then those of the second. Both have the same columns. */
export function pooled(first: Matrix, second: Matrix): Matrix {
  const values = new Float64Array((first.rows + second.rows) * first.columns);
  values.set(first.values);
  values.set(second.values, first.rows * first.columns);
  return { rows: first.rows + second.rows, columns: first.columns, values };
}

/** One column's values. */
export function columnOf(matrix: Matrix, column: number): Float64Array {
  const values = new Float64Array(matrix.rows);
  for (let row = 0; row < matrix.rows; row++) values[row] = matrix.values[row * matrix.columns + column] ?? 0;
  return values;
}

/** The mean of each column. */
export function columnMeans(matrix: Matrix): Float64Array {
  const means = new Float64Array(matrix.columns);
  for (let row = 0; row < matrix.rows; row++)
    for (let column = 0; column < matrix.columns; column++) means[column] = (means[column] ?? 0) + (matrix.values[row * matrix.columns + column] ?? 0);
  return means.map((total) => total / matrix.rows);
}
