import type { Interval } from "../../statistics/intervals/interval.ts";
import { shareInterval } from "../metric-interval.ts";
import type { ClassMetric } from "./class-metric.ts";
import type { ClassRows, ClassTruth } from "./class-rows.ts";
import { LOSS, type MetricRange, SHARE, SIGNED, withoutInterval } from "./measured.ts";
import { logLossOf, meanOfRows } from "./score-losses.ts";

/** What a row gives, were it of this class. */
type Gives = (rows: ClassRows, row: number, label: number) => number;

/** A mean over the rows of what each gives by its class. @param kind of values: 0 or 1; within bounds; or any */
function meanMetric(name: string, range: MetricRange, kind: "share" | "bounded" | "unbounded", gives: Gives): ClassMetric {
  const meanOf = (rows: ClassRows, truth: ClassTruth): number => {
    let sum = 0;
    for (const [label, chances] of truth.entries())
      for (let row = 0; row < chances.length; row++) {
        const chance = chances[row] ?? 0;
        if (chance !== 0) sum += chance * gives(rows, row, label);
      }
    return sum / rows.length;
  };
  const value: ClassMetric["value"] = (rows, truth) => (rows.length > 0 ? { value: meanOf(rows, truth) } : { value: null, note: "no row has a label" });
  return {
    name,
    range,
    value,
    interval(rows, truth) {
      const found = value(rows, truth);
      if (found.value === null) return withoutInterval(found);
      if (kind === "share") return (shareInterval(Math.round(found.value * rows.length), rows.length) satisfies Interval | null) ?? withoutInterval(found);
      const own = Float64Array.from({ length: rows.length }, (_, row) => gives(rows, row, labelOf(truth, row)));
      return meanOfRows(found.value, own, kind === "bounded");
    },
    influence(rows, truth) {
      const mean = rows.length > 0 ? meanOf(rows, truth) : 0;
      return truth.map((chances, label) => Float64Array.from(chances, (_, row) => gives(rows, row, label) - mean));
    },
  };
}

function labelOf(truth: ClassTruth, row: number): number {
  return truth.findIndex((chances) => chances[row] === 1);
}

/** Share of the rows whose class was predicted. */
export const accuracyOfClasses: ClassMetric = meanMetric("accuracy", SHARE, "share", (rows, row, label) => Number(rows.predicted[row] === label));

/** Mean of −ln of the score of the class that came, in nats; scores at least 1e-15. */
export const logLossOfClasses: ClassMetric = meanMetric("logLoss", LOSS, "unbounded", (rows, row, label) => logLossOf(rows.scores?.[label]?.[row] ?? 0));

/** Mean over the rows of the sum over the classes of (label − score)², 0 to 2. [Brier 1950] */
export const brierOfClasses: ClassMetric = meanMetric("brier", LOSS, "bounded", (rows, row, label) =>
  (rows.scores ?? []).reduce((sum, scores, place) => sum + ((scores[row] ?? 0) - Number(place === label)) ** 2, 0),
);

/** Accuracy less the mean score of the predicted class, signed: over 0 the model is right more often than it says. */
export const calibrationErrorOfClasses: ClassMetric = meanMetric(
  "calibrationError",
  SIGNED,
  "bounded",
  (rows, row, label) => Number(rows.predicted[row] === label) - (rows.scores?.[rows.predicted[row] ?? 0]?.[row] ?? 0),
);

/** Mean worth of a row by its class and the predicted one. @param worth by class, then predicted class, both in the order of the rows' classes */
export function businessValue(worth: readonly (readonly number[])[]): ClassMetric {
  return meanMetric("businessValue", SIGNED, "bounded", (rows, row, label) => worth[label]?.[rows.predicted[row] ?? 0] ?? 0);
}
