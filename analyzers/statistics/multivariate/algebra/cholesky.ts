/** The lower triangle L of a positive definite matrix A = L Lᵀ, row after row, in place of A. [Golub and Van Loan, Matrix Computations, 4.2] */
export function choleskyInPlace(matrix: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const rest = (matrix[i * size + j] ?? 0) - dot(matrix, i * size, j * size, j);
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / (matrix[j * size + j] ?? 1);
    }
  return matrix;
}

/** Solves L Lᵀ x = right, in place of `right`. */
export function solveCholesky(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  for (let i = 0; i < size; i++) {
    let rest = right[i] ?? 0;
    for (let k = 0, at = i * size; k < i; k++, at++) rest -= (lower[at] ?? 0) * (right[k] ?? 0);
    right[i] = rest / (lower[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i--) {
    const solved = (right[i] ?? 0) / (lower[i * size + i] ?? 1);
    right[i] = solved;
    for (let k = 0, at = i * size; k < i; k++, at++) right[k] = (right[k] ?? 0) - (lower[at] ?? 0) * solved;
  }
  return right;
}

function dot(values: Float64Array, from: number, other: number, length: number): number {
  let total = 0;
  for (let k = 0; k < length; k++) total += (values[from + k] ?? 0) * (values[other + k] ?? 0);
  return total;
}
