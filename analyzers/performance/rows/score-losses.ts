import { lossInterval } from "../metric-interval.ts";
import type { BinaryRows } from "./binary-rows.ts";
import { LOSS, type MeasuredInterval, type MetricRange, SIGNED } from "./measured.ts";
import { ratioMetric } from "./ratio-metric.ts";
import type { RowMetric } from "./row-metric.ts";

/** Scores are kept at least so far from 0 and 1, as where the live loss is summed (performance-sums.sql). */
const LEAST_SCORE = 1e-15;

/** Mean of −ln of the chance that was given to what came, in nats. */
export function logLossOf(score: number): number {
  return -Math.log(Math.min(1, Math.max(LEAST_SCORE, score)));
}

/** A mean of what a row's score and label give. */
function lossMetric(name: string, range: MetricRange, bounded: boolean, loss: (score: number, label: 0 | 1) => number): RowMetric {
  const above = (rows: BinaryRows, row: number, label: 0 | 1): number => loss(rows.scores?.[row] ?? 0, label);
  return ratioMetric({ name, range, empty: "no row has a label" }, { above }, ({ above: sum, below }, rows, truth) =>
    meanOfRows(
      sum / below,
      Float64Array.from(truth, (label, row) => above(rows, row, label === 1 ? 1 : 0)),
      bounded,
    ),
  );
}

/** A mean of the rows' own values with its interval, or why it has none. */
export function meanOfRows(value: number, rows: Float64Array, bounded: boolean): MeasuredInterval {
  const found = lossInterval(rows, { bounded });
  return "note" in found ? { value, low: null, high: null, note: found.note } : { value, low: found.low, high: found.high };
}

/** Mean of −ln of the score of the class that came, in nats; scores at least 1e-15. */
export const logLoss: RowMetric = lossMetric("logLoss", LOSS, false, (score, label) => logLossOf(label === 1 ? score : 1 - score));

/** Mean square of label − score. [Brier 1950] */
export const brier: RowMetric = lossMetric("brier", LOSS, true, (score, label) => (label - score) ** 2);

/** Mean of label − score, signed: over 0 more came than was promised. The calibration gap of the decay analyzer. */
export const calibrationError: RowMetric = lossMetric("calibrationError", SIGNED, true, (score, label) => label - score);
