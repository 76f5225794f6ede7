import { f1Interval, shareInterval } from "../metric-interval.ts";
import { type MeasuredInterval, SHARE } from "./measured.ts";
import { type RatioSums, ratioMetric } from "./ratio-metric.ts";
import type { RowMetric } from "./row-metric.ts";

const wilsonOf = ({ above, below }: RatioSums): MeasuredInterval => shareInterval(above, below) ?? { value: null, low: null, high: null };

/** Share of the rows whose class was predicted. */
export const accuracy: RowMetric = ratioMetric(
  { name: "accuracy", range: SHARE, empty: "no row has a label" },
  { above: (rows, row, label) => Number(rows.predicted[row] === label) },
  wilsonOf,
);

/** Share of the rows called positive that are. */
export const precision: RowMetric = ratioMetric(
  { name: "precision", range: SHARE, empty: "no labelled row was called positive" },
  { above: (rows, row, label) => label * (rows.predicted[row] ?? 0), below: (rows, row) => rows.predicted[row] ?? 0 },
  wilsonOf,
);

/** Share of the positive rows that were called so. */
export const recall: RowMetric = ratioMetric(
  { name: "recall", range: SHARE, empty: "no labelled row is positive" },
  { above: (rows, row, label) => label * (rows.predicted[row] ?? 0), below: (_, __, label) => label },
  wilsonOf,
);

/** Share of the negative rows that were not called positive. */
export const specificity: RowMetric = ratioMetric(
  { name: "specificity", range: SHARE, empty: "no labelled row is negative" },
  { above: (rows, row, label) => (1 - label) * (1 - (rows.predicted[row] ?? 0)), below: (_, __, label) => 1 - label },
  wilsonOf,
);

/** 2 TP ÷ (rows called positive + positive rows). */
export const f1: RowMetric = ratioMetric(
  { name: "f1", range: SHARE, empty: "no labelled row is positive or was called so" },
  { above: (rows, row, label) => 2 * label * (rows.predicted[row] ?? 0), below: (rows, row, label) => (rows.predicted[row] ?? 0) + label },
  ({ above, below }) => f1Interval({ truePositives: above / 2, predictedPositives: below, positives: 0 }) ?? { value: null, low: null, high: null },
);
