import { meanInterval } from "../../statistics/intervals/mean-interval.ts";
import { LOSS, type Measured, type MeasuredInterval, type MetricRange, SIGNED, withoutInterval } from "./measured.ts";

/** Labels and predictions that are numbers, a place a row. */
export interface NumberRows {
  readonly labels: Float64Array;
  readonly predicted: Float64Array;
}

/** A metric of numbers: a function of the mean of the rows' losses. */
export interface NumberMetric {
  readonly name: string;
  readonly range: MetricRange;
  /** A row's loss; NaN where it has none. */
  readonly loss: (label: number, predicted: number) => number;
  /** From the mean loss. */
  readonly of: (mean: number) => number;
  /** The metric that has the same loss, were it not the same as this one. */
  readonly lossName: string;
  /** Why there is none where a loss is NaN. */
  readonly undefinedNote: string;
}

const same = (mean: number): number => mean;

function metric(name: string, range: MetricRange, loss: NumberMetric["loss"], rest: Partial<NumberMetric> = {}): NumberMetric {
  return { name, range, loss, of: same, lossName: name, undefinedNote: "", ...rest };
}

const square: NumberMetric["loss"] = (label, predicted) => (label - predicted) ** 2;
const logSquare: NumberMetric["loss"] = (label, predicted) => (label > -1 && predicted > -1 ? (Math.log1p(label) - Math.log1p(predicted)) ** 2 : Number.NaN);
const BELOW = "a label or a prediction is -1 or less, which has no logarithm of 1 + value";

/** Means of the rows' losses, and roots of them. `mape` is a share (0.1 is ten percent); `bias` is prediction − label. */
export const numberMetrics: readonly NumberMetric[] = [
  metric("mae", LOSS, (label, predicted) => Math.abs(label - predicted)),
  metric("rmse", LOSS, square, { of: Math.sqrt, lossName: "mse" }),
  metric("mape", LOSS, (label, predicted) => (label === 0 ? Number.NaN : Math.abs((label - predicted) / label)), {
    undefinedNote: "a label is 0, of which no error is a share",
  }),
  metric("mse", LOSS, square),
  metric("msle", LOSS, logSquare, { undefinedNote: BELOW }),
  metric("rmsle", LOSS, logSquare, { of: Math.sqrt, lossName: "msle", undefinedNote: BELOW }),
  metric("bias", SIGNED, (label, predicted) => predicted - label),
];

/** The name and range of R². */
export const R2 = { name: "r2", range: { lowest: -Infinity, highest: 1 } } as const;

/** A metric's value, of at least one row. */
export function numberValue({ loss, of, undefinedNote }: NumberMetric, { labels, predicted }: NumberRows): Measured {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) sum += loss(labels[row] ?? 0, predicted[row] ?? 0);
  return Number.isNaN(sum) ? { value: null, note: undefinedNote } : finite(of(sum / labels.length));
}

/** A metric with its interval: that of the mean loss, its ends taken through the same function. */
export function numberInterval(asked: NumberMetric, rows: NumberRows): MeasuredInterval {
  const found = numberValue(asked, rows);
  if (found.value === null) return withoutInterval(found);
  const losses = Float64Array.from(rows.labels, (label, row) => asked.loss(label, rows.predicted[row] ?? 0)).sort();
  const interval = meanInterval(losses);
  if ("note" in interval) return { value: found.value, low: null, high: null, note: interval.note };
  const end = (mean: number): number => asked.of(Math.max(asked.range.lowest, mean));
  return { value: found.value, low: end(interval.low), high: end(interval.high) };
}

/** 1 − Σ(label − prediction)² ÷ Σ(label − mean label)². */
export function r2Value(rows: NumberRows): Measured {
  const { errors, spread } = r2Sums(rows);
  return spread === 0 ? { value: null, note: "all labels are the same" } : finite(1 - errors / spread);
}

/** R² with its interval: that of the mean of its rows' influences. */
export function r2Interval(rows: NumberRows): MeasuredInterval {
  const found = r2Value(rows);
  if (found.value === null) return withoutInterval(found);
  const { mean, spread } = r2Sums(rows);
  const { value } = found;
  const count = rows.labels.length;
  const pulls = Float64Array.from(rows.labels, (label, row) => {
    return value + ((1 - value) * (label - mean) ** 2 - (label - (rows.predicted[row] ?? 0)) ** 2) / (spread / count);
  });
  const interval = meanInterval(pulls.sort());
  if ("note" in interval) return { value, low: null, high: null, note: interval.note };
  return { value, low: interval.low, high: Math.min(1, interval.high) };
}

function r2Sums({ labels, predicted }: NumberRows): { readonly errors: number; readonly spread: number; readonly mean: number } {
  const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  let [errors, spread] = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    errors += ((labels[row] ?? 0) - (predicted[row] ?? 0)) ** 2;
    spread += ((labels[row] ?? 0) - mean) ** 2;
  }
  return { errors, spread, mean };
}

function finite(value: number): Measured {
  return Number.isFinite(value) ? { value } : { value: null, note: "the values are too large to add up" };
}
