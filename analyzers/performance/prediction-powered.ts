import { meanSequence } from "../statistics/intervals/mean-sequence.ts";
import { shareSequence } from "../statistics/intervals/share-sequence.ts";
import { chancesOf, type ScoreCurves } from "./cbpe.ts";
import type { ClassTaskRows } from "./class-task-rows.ts";
import type { NumberTaskRows } from "./number-task-rows.ts";
import type { PerformanceWindow } from "./performance-report.ts";
import { poweredInterval } from "./powered-interval.ts";
import { takeNumbers } from "./rows/class-rows.ts";
import { pullOf } from "./rows/macro-metric.ts";
import type { MeasuredInterval } from "./rows/measured.ts";
import { numberMetrics } from "./rows/number-metrics.ts";

type Sequence = NonNullable<PerformanceWindow["sequence"]>;

const RATES: ReadonlySet<string> = new Set(["accuracy", "precision", "recall", "specificity", "f1"]);
/** Metrics of which few labels give no interval that holds, as measured. */
const WITHHELD: ReadonlyMap<string, string> = new Map([
  ["logLoss", "single rows decide the log loss: few labels give no interval that holds"],
  ["averagePrecision", "few labels give no interval of it that holds"],
]);

/** Each metric of rows of which some have labels, by these and by what the scores promise of all. @param curves of the reference */
export function poweredClasses(window: ClassTaskRows, curves: ScoreCurves): ReadonlyMap<string, MeasuredInterval> {
  const { rows, truth, places } = window.known();
  const all = chancesOf(window.rows, curves);
  const own = all.map((chances) => takeNumbers(chances, places));
  return new Map(
    window.measures.metrics.map((metric): [string, MeasuredInterval] => {
      const withheld = WITHHELD.get(metric.name);
      if (withheld !== undefined) return [metric.name, { value: null, low: null, high: null, note: withheld }];
      const [labelled, expectedOfLabelled, expectedOfAll] = [metric.value(rows, truth), metric.value(rows, own), metric.value(window.rows, all)];
      if (labelled.value === null || expectedOfLabelled.value === null || expectedOfAll.value === null)
        return [metric.name, { value: null, low: null, high: null, note: labelled.note ?? "nothing can be expected of it" }];
      const [influence, expected] = [metric.influence(rows, truth), metric.influence(rows, own)];
      const parts = {
        labelled: labelled.value,
        expectedOfLabelled: expectedOfLabelled.value,
        expectedOfAll: expectedOfAll.value,
        pulls: Float64Array.from(places, (_, row) => pullOf(influence, truth, row)),
        expectedPulls: Float64Array.from(places, (_, row) => pullOf(expected, own, row)),
        rows: window.length,
      };
      const kind = RATES.has(metric.name) ? "rate" : metric.name === "rocAuc" ? "rank" : "bounded";
      const found = poweredInterval(parts, kind, metric.range);
      // Labels that are all alike leave nothing for expectations to explain.
      const isAlone = found.value !== null && found.low === null;
      return [metric.name, isAlone ? { ...metric.interval(rows, truth), note: "by the labels alone, which are all alike" } : found];
    }),
  );
}

/** The same of numbers, by the losses that are expected. @param losses of the window's rows, by the name of the loss */
export function poweredNumbers(window: NumberTaskRows, losses: ReadonlyMap<string, Float64Array>): ReadonlyMap<string, MeasuredInterval> {
  const { labels, predicted, places } = window.known();
  return new Map(
    numberMetrics.flatMap((metric): [string, MeasuredInterval][] => {
      const expected = losses.get(metric.lossName);
      const pulls = labels.map((label, row) => metric.loss(label, predicted[row] ?? 0));
      if (expected === undefined || pulls.some((loss) => Number.isNaN(loss))) return [];
      const expectedPulls = takeNumbers(expected, places);
      const parts = {
        labelled: meanOf(pulls),
        expectedOfLabelled: meanOf(expectedPulls),
        expectedOfAll: meanOf(expected),
        pulls,
        expectedPulls,
        rows: window.length,
      };
      const found = poweredInterval(parts, "unbounded", metric.range);
      const through = (mean: number | null): number | null => (mean === null ? null : metric.of(mean));
      return [[metric.name, { ...found, value: through(found.value), low: through(found.low), high: through(found.high) }]];
    }),
  );
}

/** Of the labelled rows' accuracy. */
export function accuracySequence(window: ClassTaskRows): Sequence {
  const { rows, truth } = window.known();
  let correct = 0;
  for (const [row, predicted] of rows.predicted.entries()) correct += truth[predicted]?.[row] ?? 0;
  return { metric: "accuracy", ...shareSequence(correct, rows.length) };
}

/** Of the labelled rows' mean absolute error; null for too few. */
export function maeSequence(window: NumberTaskRows): Sequence | null {
  const { labels, predicted } = window.known();
  const found = meanSequence(labels.map((label, row) => Math.abs(label - (predicted[row] ?? 0))));
  return found === null ? null : { metric: "mae", low: Math.max(0, found.low), high: found.high };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
