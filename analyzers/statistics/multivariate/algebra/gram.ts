import type { Matrix } from "../matrix.ts";

/** The products of all columns, Σ over rows of x_a x_b, row after row, upper and lower triangle; of the rows from–to. Four rows at a time, so that the result is fetched a quarter as often. */
export function columnProducts({ columns, values }: Matrix, from: number, to: number): Float64Array {
  const products = new Float64Array(columns * columns);
  for (let row = from; row < to; row += 4) addFour(products, values, columns, row, to);
  for (let a = 0; a < columns; a++) for (let b = 0; b < a; b++) products[a * columns + b] = products[b * columns + a] ?? 0;
  return products;
}

function addFour(products: Float64Array, values: Float64Array | Float32Array, columns: number, row: number, to: number): void {
  const [first, second, third, fourth] = [0, 1, 2, 3].map((step) => (row + step < to ? (row + step) * columns : -1)) as [number, number, number, number];
  for (let a = 0; a < columns; a++) {
    const p = values[first + a] ?? 0;
    const q = second < 0 ? 0 : (values[second + a] ?? 0);
    const r = third < 0 ? 0 : (values[third + a] ?? 0);
    const s = fourth < 0 ? 0 : (values[fourth + a] ?? 0);
    const [i, j, k, l] = [first, Math.max(second, 0), Math.max(third, 0), Math.max(fourth, 0)];
    for (let b = a, at = a * columns + a; b < columns; b++, at++)
      products[at] = (products[at] ?? 0) + p * (values[i + b] ?? 0) + q * (values[j + b] ?? 0) + r * (values[k + b] ?? 0) + s * (values[l + b] ?? 0);
  }
}
