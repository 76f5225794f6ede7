import { firstIndex } from "../statistics/two-sample/first-index.ts";

/** The finite values of one side of a column, rising. */
export interface SortedNumbers {
  readonly values: Float32Array | Float64Array;
  /** NaN without values; infinite where the values are too large to add up. */
  readonly mean: number;
  /** Divisor n. */
  readonly deviation: number;
}

/** @param values rising, finite; not copied. */
export function sortedNumbers(values: Float32Array | Float64Array): SortedNumbers {
  const mean = meanOf(values);
  return { values, mean, deviation: deviationOf(values, mean) };
}

/** Rows below `limit`. */
export function rowsBelow(values: Float32Array | Float64Array, limit: number): number {
  return firstIndex(0, values.length, (row) => (values[row] as number) >= limit);
}

/** Rows at or below `limit`. */
export function rowsUpTo(values: Float32Array | Float64Array, limit: number): number {
  return firstIndex(0, values.length, (row) => (values[row] as number) > limit);
}

/** Quantile by linear interpolation (R's type 7); at least one value. */
export function sortedQuantile(values: Float32Array | Float64Array, share: number): number {
  const position = (values.length - 1) * share;
  const [low, high] = [values[Math.floor(position)] ?? 0, values[Math.ceil(position)] ?? 0];
  return low + (high - low) * (position - Math.floor(position));
}

/** How many distinct values there are. */
export function distinctValues(values: SortedNumbers["values"]): number {
  let distinct = values.length > 0 ? 1 : 0;
  for (let row = 1; row < values.length; row++) distinct += Number(values[row] !== values[row - 1]);
  return distinct;
}

/** Four sums at once: faster, and closer than one long sum. */
function meanOf(values: Float32Array | Float64Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = values.length - (values.length % 4);
  for (let row = 0; row < whole; row += 4) {
    a += values[row] as number;
    b += values[row + 1] as number;
    c += values[row + 2] as number;
    d += values[row + 3] as number;
  }
  for (let row = whole; row < values.length; row++) a += values[row] as number;
  return (a + b + c + d) / values.length;
}

function deviationOf(values: Float32Array | Float64Array, mean: number): number {
  let a = 0;
  let b = 0;
  const whole = values.length - (values.length % 2);
  for (let row = 0; row < whole; row += 2) {
    const left = (values[row] as number) - mean;
    const right = (values[row + 1] as number) - mean;
    a += left * left;
    b += right * right;
  }
  if (whole < values.length) a += ((values[whole] as number) - mean) ** 2;
  return Math.sqrt((a + b) / values.length);
}
