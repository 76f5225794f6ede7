import type { NumericSample } from "../sample.ts";

/** Within these the squares of squares of numbers neither vanish nor overflow. */
const [LEAST, MOST] = [1e-70, 1e70];

/** A power of two near a size, to measure in, so that dividing by it is exact; 1 where the size is 0 or no trouble as it is. */
export function unitOf(size: number): number {
  return size === 0 || (size >= LEAST && size <= MOST) ? 1 : 2 ** Math.max(-1074, Math.floor(Math.log2(size)));
}

/** The largest absolute value of a sample. */
export function sizeOf({ values }: NumericSample): number {
  return Math.max(Math.abs(values[0] ?? 0), Math.abs(values.at(-1) ?? 0));
}

/** The same sample in another unit. */
export function measuredIn(unit: number, sample: NumericSample): NumericSample {
  return unit === 1 ? sample : { ...sample, values: sample.values.map((value) => value / unit) };
}
