import type { Measured, MeasuredInterval, MetricRange } from "./rows/measured.ts";

/** Predictions of one side with the labels that there are, and how they are measured. Maps are by metric, in the order in which metrics are told. */
export interface TaskRows<Own> {
  readonly length: number;
  readonly labelled: number;
  readonly ranges: ReadonlyMap<string, MetricRange>;
  /** Rows from one place to another, half open. */
  slice(from: number, to: number): Own;
  /** Of the labelled rows. */
  values(): ReadonlyMap<string, Measured>;
  intervals(): ReadonlyMap<string, MeasuredInterval>;
  /** Labelled rows by class and predicted class; null where there are no classes. */
  confusion(): readonly (readonly number[])[] | null;
  /** The same rows as a model that knows nothing of them would have predicted them, from the reference's labels alone. */
  naive(reference: Own): Own;
}

export const NO_LABELS = "no row has a label";
