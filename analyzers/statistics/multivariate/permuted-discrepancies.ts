import type { Matrix } from "./matrix.ts";
import { kernelSums, unbiasedDiscrepancy } from "./mean-discrepancy.ts";
import { labelsOf, permutedStatistics, type Labels } from "./permutation-null.ts";
import { squaredDistances } from "./squared-distances.ts";

/** Unbiased MMD² of the first `references` rows against the others, as they are and under permuted labels. */
export function permutedDiscrepancies(matrix: Matrix, references: number, seed: number): { readonly observed: number; readonly permuted: Float64Array } {
  const kernel = medianKernel(matrix);
  const { totals, total } = totalsOf(kernel, matrix.rows);
  const labels = labelsOf(references, matrix.rows - references);
  const discrepancy = (dealt: Labels): number => {
    const reference = withinSum(kernel, dealt);
    const ofReferences = dealt.reduce((sum, label, row) => sum + (label === 1 ? (totals[row] ?? 0) : 0), 0);
    const between = 2 * (ofReferences - reference);
    return unbiasedDiscrepancy({ reference, between, current: total - reference - between }, references, matrix.rows - references);
  };
  return {
    observed: unbiasedDiscrepancy(kernelSums(kernel, labels), references, matrix.rows - references),
    permuted: permutedStatistics(labels, seed, discrepancy),
  };
}

/** Gaussian kernel of all rows, in single precision, whose width comes from the median of their squared distances; the diagonal 0. Equal rows throughout give 1. */
function medianKernel(matrix: Matrix): Float32Array {
  const distances = squaredDistances(matrix, matrix);
  const scale = medianBeyondDiagonal(distances, matrix.rows) || 1;
  const kernel = Float32Array.from(distances, (distance) => Math.exp(-distance / scale));
  for (let at = 0; at < kernel.length; at += matrix.rows + 1) kernel[at] = 0;
  return kernel;
}

function medianBeyondDiagonal(distances: Float64Array, rows: number): number {
  const step = Math.max(1, Math.floor(rows / 500));
  const some: number[] = [];
  for (let i = 0; i < rows; i++) for (let j = i % step; j < i; j += step) some.push(distances[i * rows + j] ?? 0);
  return Float64Array.from(some).sort()[some.length >> 1] ?? 0;
}

function totalsOf(kernel: Float32Array, rows: number): { readonly totals: Float64Array; readonly total: number } {
  const totals = new Float64Array(rows);
  for (let row = 0; row < rows; row++) for (let at = row * rows; at < (row + 1) * rows; at++) totals[row] = (totals[row] ?? 0) + (kernel[at] ?? 0);
  return { totals, total: totals.reduce((sum, value) => sum + value, 0) };
}

/** Sum of the kernel over ordered pairs of different reference rows. */
function withinSum(kernel: Float32Array, labels: Labels): number {
  const members = Uint32Array.from(labels.keys()).filter((row) => labels[row] === 1);
  let total = 0;
  for (let first = 1; first < members.length; first++) {
    const from = (members[first] ?? 0) * labels.length;
    for (let second = 0; second < first; second++) total += kernel[from + (members[second] ?? 0)] ?? 0;
  }
  return 2 * total;
}
