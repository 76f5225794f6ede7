import { seededRandom } from "../../random.ts";
import { type Matrix, pooled } from "../matrix.ts";
import { kernelSums, unbiasedDiscrepancy } from "../mean-discrepancy.ts";
import { type Labels, labelsOf, shuffle } from "../permutation-null.ts";
import { squaredDistances } from "../squared-distances.ts";

/** A package's MMD: unbiased MMD², which may be under zero, and its p-value by permutation, which may be 0. */
export interface PeerDiscrepancy {
  readonly statistic: number;
  readonly pValue: number;
}

/** Unbiased MMD² of a Gaussian kernel exp(−d² / scale), and its values under labels dealt anew. */
export function discrepanciesAt(
  reference: Matrix,
  current: Matrix,
  scale: number,
  permutations: number,
  seed: number,
): { readonly observed: number; readonly permuted: readonly number[] } {
  const rows = pooled(reference, current);
  const kernel = squaredDistances(rows, rows).map((distance) => Math.exp(-distance / scale));
  const discrepancy = (labels: Labels): number => unbiasedDiscrepancy(kernelSums(kernel, labels), reference.rows, current.rows);
  const labels = labelsOf(reference.rows, current.rows);
  const observed = discrepancy(labels);
  const random = seededRandom(seed);
  const permuted = Array.from({ length: permutations }, () => {
    shuffle(labels, random);
    return discrepancy(labels);
  });
  return { observed, permuted };
}

/** Whose kernel width: 2σ² is a median of squared distances. `alibi-reference`: of the reference's rows with each other, the lower one (its default); `alibi-between`: of pairs of a reference and a current row
 * (`configure_kernel_from_x_ref` false); `evidently`: of the reference's rows with each other and with themselves, of an even number the one whose place is even (its `empirical_mmd` of one column). */
export type PeerWidth = "alibi-reference" | "alibi-between" | "evidently";

/** Alibi Detect 0.13's MMDDrift and Evidently 0.7's `empirical_mmd`; the p-value is the share of permutations (by our generator) that reach the statistic. In double precision, where Alibi computes in single. */
export function peerDiscrepancy(
  reference: Matrix,
  current: Matrix,
  width: PeerWidth,
  { permutations = 200, seed = 0 }: { permutations?: number; seed?: number } = {},
): PeerDiscrepancy {
  const { observed, permuted } = discrepanciesAt(reference, current, squaredWidth(reference, current, width), permutations, seed);
  return { statistic: observed, pValue: permuted.filter((value) => value >= observed).length / permutations };
}

function squaredWidth(reference: Matrix, current: Matrix, width: PeerWidth): number {
  const sorted = squaredDistances(reference, width === "alibi-between" ? current : reference).sort();
  const { rows } = reference;
  if (width === "alibi-reference") return sorted[rows + ((rows * rows - rows) >> 1) - 1] ?? 0;
  if (width === "alibi-between") return sorted[(sorted.length >> 1) - 1] ?? 0;
  const middle = (sorted.length - 1) >> 1;
  return sorted[sorted.length % 2 === 0 && middle % 2 === 1 ? middle + 1 : middle] ?? 0;
}
