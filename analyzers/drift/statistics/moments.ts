import type { NumericSample } from "../sample.ts";

/** Mean of a sample with at least one row. */
export function weightedMean(sample: NumericSample): number {
  return sample.values.reduce((total, value, index) => total + value * (sample.weights[index] ?? 0), 0) / sample.total;
}

/** Standard deviation with divisor n (numpy's ddof 0), by two passes. */
export function weightedDeviation(sample: NumericSample): number {
  if (sample.values.length < 2) return 0;
  const mean = weightedMean(sample);
  return Math.sqrt(sample.values.reduce((total, value, index) => total + (value - mean) ** 2 * (sample.weights[index] ?? 0), 0) / sample.total);
}

/** Quantile of a sample's rows by linear interpolation (R's type 7, numpy's default). */
export function weightedQuantile(sample: NumericSample, share: number): number {
  const position = (sample.total - 1) * share;
  const [low, high] = [valueAtRow(sample, Math.floor(position)), valueAtRow(sample, Math.ceil(position))];
  return low + (high - low) * (position - Math.floor(position));
}

function valueAtRow(sample: NumericSample, row: number): number {
  let upTo = 0;
  for (const [index, weight] of sample.weights.entries()) {
    upTo += weight;
    if (row < upTo) return sample.values[index] ?? Number.NaN;
  }
  return sample.values.at(-1) ?? Number.NaN;
}
