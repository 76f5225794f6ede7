import type { NumericSample } from "../sample.ts";
import { firstIndex } from "./first-index.ts";
import type { MergedSteps } from "./merged-steps.ts";
import { rowsUpTo } from "./rows-up-to.ts";
import { measuredIn, sizeOf, unitOf } from "./unit.ts";

/** Mean of a sample with at least one row; finite however large the values are. */
export function weightedMean(sample: NumericSample): number {
  const { values, weights, total: rows } = sample;
  let total = 0;
  for (let index = 0; index < values.length; index++) total += (values[index] ?? 0) * (weights[index] ?? 0);
  if (Number.isFinite(total)) return total / rows;
  const unit = unitOf(sizeOf(sample));
  return values.reduce((sum, value, index) => sum + (value / unit) * ((weights[index] ?? 0) / rows), 0) * unit;
}

/** Sum over the rows of their squared distance from `centre`. */
export function squaresAround(centre: number, { values, weights }: NumericSample): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += ((values[index] ?? 0) - centre) ** 2 * (weights[index] ?? 0);
  return total;
}

/** Standard deviation with divisor n (numpy's ddof 0), by two passes; in a unit of the sample's own where squares would vanish or overflow. */
export function weightedDeviation(sample: NumericSample): number {
  if (sample.values.length < 2) return 0;
  const unit = unitOf(sizeOf(sample));
  return deviationIn(unit, sample) * unit;
}

/** The same in a unit. */
export function deviationIn(unit: number, sample: NumericSample): number {
  const measured = measuredIn(unit, sample);
  return Math.sqrt(squaresAround(weightedMean(measured), measured) / sample.total);
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
  const share = position - Math.floor(position);
  return Number.isFinite(high - low) ? low + (high - low) * share : low * (1 - share) + high * share;
}
