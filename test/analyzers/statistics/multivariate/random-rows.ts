import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import type { Matrix } from "../../../../analyzers/statistics/multivariate/matrix.ts";

/** Standard normal numbers. */
export function normalNumbers(seed: number): () => number {
  const uniform = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Independent standard normal rows, each then changed by `change`. */
export function randomRows(rows: number, columns: number, seed: number, change: (row: Float64Array) => void = () => {}): Matrix {
  const normal = normalNumbers(seed);
  const values = Float64Array.from({ length: rows * columns }, normal);
  for (let row = 0; row < rows; row++) change(values.subarray(row * columns, (row + 1) * columns));
  return { rows, columns, values };
}
