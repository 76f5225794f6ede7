import type { Labels } from "./permutation-null.ts";

/** Sums of a kernel over pairs of different rows: within the reference, within the current data, and between them (each such pair twice). */
export interface KernelSums {
  readonly reference: number;
  readonly current: number;
  readonly between: number;
}

/** Unbiased MMD²: mean kernel within either side less twice the mean between them; may be under zero. [Gretton et al. 2012, A kernel two-sample test, lemma 6] */
export function unbiasedDiscrepancy({ reference, current, between }: KernelSums, references: number, currents: number): number {
  return reference / (references * (references - 1)) + current / (currents * (currents - 1)) - between / (references * currents);
}

/** Sums of a symmetric kernel matrix by its rows' labels; the diagonal does not count. */
export function kernelSums(kernel: Float64Array | Float32Array, labels: Labels): KernelSums {
  const size = labels.length;
  const members = Uint32Array.from(labels.keys()).filter((row) => labels[row] === 1);
  let [reference, all, crossing] = [0, 0, 0];
  for (let row = 0; row < size; row++) {
    const from = row * size;
    let total = 0;
    for (let at = 0; at < members.length; at++) total += kernel[from + (members[at] ?? 0)] ?? 0;
    if (labels[row] === 1) reference += total - (kernel[from + row] ?? 0);
    else crossing += total;
    all += rowTotal(kernel, from, size) - (kernel[from + row] ?? 0);
  }
  return { reference, current: all - reference - 2 * crossing, between: 2 * crossing };
}

function rowTotal(kernel: Float64Array | Float32Array, from: number, size: number): number {
  let total = 0;
  for (let at = from; at < from + size; at++) total += kernel[at] ?? 0;
  return total;
}
