import type { NumericSample } from "../sample.ts";

/** The distinct values of both samples together, rising; null where there are more than `most`. */
export function fewValues(reference: NumericSample, current: NumericSample, most: number): readonly number[] | null {
  const values: number[] = [];
  let [i, j] = [0, 0];
  while (i < reference.values.length || j < current.values.length) {
    if (values.length === most) return null;
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    if (reference.values[i] === value) i += 1;
    if (current.values[j] === value) j += 1;
    values.push(value);
  }
  return values;
}
