import type { BinaryRows } from "./binary-rows.ts";
import type { Measured, MeasuredInterval, MetricRange } from "./measured.ts";

/** How much one more row pulls a metric, were it negative or positive: the metric's derivative by the row's weight, times the rows. Over the rows with their labels it adds up to 0. */
export interface Influence {
  readonly negative: Float64Array;
  readonly positive: Float64Array;
}

/**
 * A metric of rows that are positive or not. `truth` is 1 or 0 a row, or the chance that it is positive: then the value is what is to be expected of such rows (for a ratio, the ratio of what is expected).
 * One definition serves realised values, estimates and the union of both.
 */
export interface RowMetric {
  readonly name: string;
  readonly range: MetricRange;
  value(rows: BinaryRows, truth: Float64Array): Measured;
  /** 95 %, of labels; null: left to what is made of the influence. */
  interval(rows: BinaryRows, truth: Float64Array): MeasuredInterval;
  influence(rows: BinaryRows, truth: Float64Array): Influence;
}
