import { CholeskyDecomposition, EigenvalueDecomposition, Matrix as Dense, solve } from "ml-matrix";

/** An eigenvalue with its eigenvector of length 1. */
export interface EigenPair {
  readonly value: number;
  readonly vector: readonly number[];
}

/** All eigenvalues and eigenvectors of a symmetric matrix, in no order. */
export function symmetricEigen(matrix: readonly (readonly number[])[]): readonly EigenPair[] {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(denseOf(matrix), { assumeSymmetric: true });
  return realEigenvalues.map((value, column) => ({ value, vector: eigenvectorMatrix.getColumn(column) }));
}

/** Solves matrix · x = right for a regular matrix. */
export function linearSolution(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  return solve(denseOf(matrix), Dense.columnVector([...right])).getColumn(0);
}

/** Factors a positive definite matrix (row after row, `size` × `size`) once, to solve matrix · x = right for many `right`. */
export function positiveDefiniteSolver(matrix: Float64Array, size: number): (right: Float64Array) => Float64Array {
  const factor = new CholeskyDecomposition(Dense.from1DArray(size, size, matrix));
  return (right) => Float64Array.from(factor.solve(Dense.columnVector(right)).to1DArray());
}

function denseOf(matrix: readonly (readonly number[])[]): Dense {
  return new Dense(matrix.map((row) => [...row]));
}
