import type { NumericSample } from "../sample.ts";
import { firstIndex } from "./first-index.ts";
import type { MergedSteps } from "./merged-steps.ts";
import { rowsUpTo } from "./rows-up-to.ts";

/** Mean of a sample with at least one row. */
export function weightedMean({ values, weights, total: rows }: NumericSample): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += (values[index] ?? 0) * (weights[index] ?? 0);
  return total / rows;
}

/** Sum over the rows of their squared distance from `centre`. */
export function squaresAround(centre: number, { values, weights }: NumericSample): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += ((values[index] ?? 0) - centre) ** 2 * (weights[index] ?? 0);
  return total;
}

/** Standard deviation with divisor n (numpy's ddof 0), by two passes. */
export function weightedDeviation(sample: NumericSample): number {
  return sample.values.length < 2 ? 0 : Math.sqrt(squaresAround(weightedMean(sample), sample) / sample.total);
}

/** Quantile of a sample's rows by linear interpolation (R's type 7, numpy's default). */
export function weightedQuantile(sample: NumericSample, share: number): number {
  const upTo = rowsUpTo(sample);
  return interpolated((sample.total - 1) * share, (row) => sample.values[firstIndex(0, upTo.length, (index) => row < (upTo[index] ?? 0))] ?? Number.NaN);
}

/** Quantile of the rows of both sides together, as `weightedQuantile`. */
export function pooledQuantile({ values, referenceUpTo, currentUpTo }: MergedSteps, share: number): number {
  const upTo = (step: number): number => (referenceUpTo[step] ?? 0) + (currentUpTo[step] ?? 0);
  return interpolated((upTo(values.length - 1) - 1) * share, (row) => values[firstIndex(0, values.length, (step) => row < upTo(step))] ?? Number.NaN);
}

/** The value at a position between two rows, both counted from 0. */
function interpolated(position: number, valueAtRow: (row: number) => number): number {
  const low = valueAtRow(Math.floor(position));
  const high = valueAtRow(Math.ceil(position));
  return low + (high - low) * (position - Math.floor(position));
}
