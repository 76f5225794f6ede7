import { describe, expect, test } from "vitest";
import { estimateClasses, fitScoreCurves } from "../../../analyzers/performance/cbpe.ts";
import { ClassTaskRows } from "../../../analyzers/performance/class-task-rows.ts";
import { estimateNumbers, expectedLosses, fitLossModels, takeFeatures } from "../../../analyzers/performance/dle.ts";
import { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import { classMetrics } from "../../../analyzers/performance/rows/class-metrics.ts";
import { ClassRows } from "../../../analyzers/performance/rows/class-rows.ts";
import { outsideOf, supportOf } from "../../../analyzers/performance/support.ts";
import { trackRecords } from "../../../analyzers/performance/track-record.ts";
import type { PerformanceWindow } from "../../../analyzers/performance/performance-report.ts";
import type { Feature } from "../../../analyzers/statistics/boosting/feature-bins.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";
import { classSample } from "./rows/a-class-sample.ts";

/** Rows whose scores say half of what is so: a score is moved towards the middle. */
function timid(rows: number, classes: number, seed: number): ClassTaskRows {
  const sample = classSample(rows, classes, seed);
  const scores = (sample.rows.scores ?? []).map((values) => values.map((value) => (value + 1 / classes) / 2));
  const measures = { metrics: classMetrics({ task: classes === 2 ? "binary" : "multiclass", scored: true, worth: null }), absent: new Map<string, string>() };
  return new ClassTaskRows(new ClassRows(sample.rows.classes, sample.rows.predicted, scores), sample.labels, measures);
}

describe.each([2, 3])("CBPE of %i classes", (classes) => {
  const curves = fitScoreCurves(timid(20_000, classes, 1));
  const windows = Array.from({ length: 60 }, (_, place) => timid(500, classes, 100 + place));
  const pairs = windows.map((window) => ({ came: window.values(), expected: estimateClasses(window, curves) }));

  test.each(["accuracy", "precision", "recall", "specificity", "f1", "rocAuc", "averagePrecision", "logLoss", "brier", "calibrationError"])(
    "%s: right on average though the scores are not, and its intervals hold what came",
    (name) => {
      const errors = pairs.map(({ came, expected }) => (expected.get(name)?.value ?? Number.NaN) - (came.get(name)?.value ?? Number.NaN));
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
      expect(Math.abs(mean)).toBeLessThan(0.6 * deviation);
      const held = pairs.filter(({ came, expected }) => {
        const [value, { low, high }] = [came.get(name)?.value ?? Number.NaN, expected.get(name) ?? { low: null, high: null }];
        return value >= (low ?? Number.NaN) && value <= (high ?? Number.NaN);
      });
      expect(held.length / pairs.length).toBeGreaterThan(0.88);
    },
  );
});

describe("DLE", () => {
  const random = seededRandom(21);
  /** Errors grow with x. */
  const rows = (count: number, from: number, to: number): { features: readonly Feature[]; rows: NumberTaskRows } => {
    const x = Float64Array.from({ length: count }, () => from + (to - from) * random());
    const predicted = x.map((value) => 100 + 10 * value);
    return {
      features: [{ name: "x", type: "numeric", values: x }],
      rows: new NumberTaskRows(
        predicted.map((value, row) => value + (x[row] ?? 0) * normal(random)),
        predicted,
      ),
    };
  };
  const reference = rows(20_000, 0, 10);
  const models = fitLossModels({ features: reference.features, labels: reference.rows.labels, predicted: reference.rows.predicted });

  test.each(["mae", "rmse", "mape", "mse", "msle", "rmsle"])("%s of rows at the upper end is told without their labels", (name) => {
    const later = rows(4000, 8, 10);
    const [expected, came, before] = [
      estimateNumbers(models, expectedLosses(models, later.features), [0, 4000]).get(name),
      later.rows.values().get(name)?.value ?? Number.NaN,
      reference.rows.values().get(name)?.value ?? Number.NaN,
    ];
    expect(Math.abs((expected?.value ?? Number.NaN) - came)).toBeLessThan(0.1 * came);
    expect(Math.abs(before - came)).toBeGreaterThan(0.2 * came);
    expect(expected?.low).toBeLessThan(expected?.value ?? Number.NaN);
  });

  test("a loss that the reference does not have for every row has no estimate, and says why", () => {
    const zero = fitLossModels({
      features: takeFeatures(reference.features, Uint32Array.from([0, 1])),
      labels: Float64Array.from([0, 1]),
      predicted: Float64Array.from([1, 1]),
    });
    expect(estimateNumbers(zero, new Map(), [0, 2]).get("mape")).toEqual({
      value: null,
      low: null,
      high: null,
      note: "in the reference a label is 0, of which no error is a share",
    });
  });
});

test("rows outside what the reference has: beyond its range, a new level; a missing value is no such", () => {
  const of = (values: readonly number[], codes: readonly number[], levels: readonly string[]): readonly Feature[] => [
    { name: "x", type: "numeric", values: Float64Array.from(values) },
    { name: "c", type: "categorical", codes: Int32Array.from(codes), levels },
  ];
  const support = supportOf(of([1, 5, Number.NaN], [0, 1, -1], ["a", "b", "never"]));
  expect([...outsideOf(support, of([0, 1, Number.NaN, 5, 3], [0, 1, -1, 2, 0], ["b", "a", "never"]), 5)]).toEqual([1, 0, 0, 1, 0]);
});

test("a track record: windows with nearly all labels alone", () => {
  const window = (labelled: number, came: number): PerformanceWindow => ({
    from: "0",
    to: "9",
    rows: 10,
    labelled,
    realised: { mae: { value: came, low: null, high: null, alert: false } },
    estimated: { mae: { value: 2, low: 1, high: 3, alert: false } },
  });
  expect(trackRecords([window(10, 2.5), window(9, 4), window(5, 9)])).toEqual({ mae: { windows: 2, meanAbsoluteError: 1.25, held: 0.5 } });
});
