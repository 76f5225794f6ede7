/** An eigenvalue with its eigenvector of length 1. */
export interface EigenPair {
  readonly value: number;
  readonly vector: readonly number[];
}

const MAX_SWEEPS = 60;

/** All eigenvalues and eigenvectors of a small symmetric matrix, by cyclic Jacobi rotations, in no order. [Golub and Van Loan, Matrix Computations, 8.5] */
export function symmetricEigen(matrix: readonly (readonly number[])[]): readonly EigenPair[] {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = matrix.map((_, i) => matrix.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotated = rotate(a, vectors, p, q) || rotated;
    if (!rotated) break;
  }
  return a.map((row, i) => ({ value: row[i] ?? 0, vector: vectors[i] ?? [] }));
}

/** Makes the entry (p, q) zero; false when it was. `vectors` has the eigenvectors as rows. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): boolean {
  const [app, aqq, apq] = [a[p]?.[p] ?? 0, a[q]?.[q] ?? 0, a[p]?.[q] ?? 0];
  if (Math.abs(apq) <= Number.EPSILON * Number.EPSILON * Math.sqrt(Math.abs(app * aqq)) || apq === 0) return false;
  const theta = (aqq - app) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  turnRows(a, p, q, c, t * c);
  for (const row of a) [row[p], row[q]] = [c * (row[p] ?? 0) - t * c * (row[q] ?? 0), t * c * (row[p] ?? 0) + c * (row[q] ?? 0)];
  turnRows(vectors, p, q, c, t * c);
  return true;
}

function turnRows(matrix: number[][], p: number, q: number, c: number, s: number): void {
  const [first, second] = [matrix[p] ?? [], matrix[q] ?? []];
  matrix[p] = first.map((value, k) => c * value - s * (second[k] ?? 0));
  matrix[q] = second.map((value, k) => s * (first[k] ?? 0) + c * value);
}
