import { seededRandom } from "../random.ts";
import { type Matrix, pooled, takeRows } from "./matrix.ts";
import { type Labels, labelsOf, shuffle } from "./permutation-null.ts";

/** Both sides' rows in one matrix, in an order drawn by the seed, with their labels; so that folds are drawn without regard to the side. */
export function shuffledPool(reference: Matrix, current: Matrix, seed: number): { readonly matrix: Matrix; readonly labels: Labels } {
  const order = Uint32Array.from({ length: reference.rows + current.rows }, (_, row) => row);
  shuffle(order, seededRandom(seed));
  const sides = labelsOf(reference.rows, current.rows);
  return { matrix: takeRows(pooled(reference, current), order), labels: Uint8Array.from(order, (row) => sides[row] ?? 0) };
}
