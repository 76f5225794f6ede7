import { describe, expect, test } from "vitest";
import { classMetrics } from "../../../../analyzers/performance/rows/class-metrics.ts";
import { ClassRows, certainTruth } from "../../../../analyzers/performance/rows/class-rows.ts";
import { pullOf } from "../../../../analyzers/performance/rows/macro-metric.ts";
import { classSample } from "./a-class-sample.ts";

const WORTH = {
  binary: [
    [1, -5],
    [-2, 10],
  ],
  multiclass: [
    [3, -1, -2],
    [0, 2, -1],
    [-4, 0, 5],
  ],
} as const;
const TASKS = (["binary", "multiclass"] as const).flatMap((task) =>
  classMetrics({ task, scored: true, worth: WORTH[task] }).map((metric) => ({ task, metric, name: metric.name })),
);
const samples = { binary: classSample(400, 2, 5), multiclass: classSample(400, 3, 6) };

describe.each(TASKS)("$task $name", ({ task, metric }) => {
  const { rows, truth, labels } = samples[task];

  test("lies within its interval, and the interval within what it can be", () => {
    const { value, low, high } = metric.interval(rows, truth);
    expect(value).toBe(metric.value(rows, truth).value);
    if (value === null || low === null || high === null) throw new Error("withheld");
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(low).toBeGreaterThanOrEqual(metric.range.lowest);
    expect(high).toBeLessThanOrEqual(metric.range.highest);
  });

  test("its rows' influence adds up to nothing, and says what one more such row does", () => {
    const influence = metric.influence(rows, truth);
    const pulls = Array.from({ length: rows.length }, (_, row) => pullOf(influence, truth, row));
    expect(Math.abs(pulls.reduce((sum, pull) => sum + pull, 0))).toBeLessThan(1e-6);
    for (const row of [0, 7, 200]) {
      const more = Uint32Array.from({ length: rows.length + 1 }, (_, place) => (place < rows.length ? place : row));
      const added =
        metric.value(
          rows.take(more),
          certainTruth(
            Int32Array.from(more, (place) => labels[place] ?? 0),
            rows.classes.length,
          ),
        ).value ?? 0;
      expect(added - (metric.value(rows, truth).value ?? 0)).toBeCloseTo((pulls[row] ?? 0) / rows.length, 3);
    }
  });

  test("of chances it is what labels drawn by them come to on average", () => {
    const chances = rows.scores ?? [];
    const expected = metric.value(rows, chances).value ?? 0;
    const realised = metric.value(rows, truth).value ?? 0;
    const influence = metric.influence(rows, chances);
    let variance = 0;
    for (let row = 0; row < rows.length; row++) {
      const mean = pullOf(influence, chances, row);
      variance += influence.reduce((sum, pulls, place) => sum + (chances[place]?.[row] ?? 0) * ((pulls[row] ?? 0) - mean) ** 2, 0);
    }
    expect(Math.abs(realised - expected)).toBeLessThan((4 * Math.sqrt(variance)) / rows.length);
  });
});

describe("against their plain definitions", () => {
  const { rows, labels, truth } = samples.binary;
  const scores = rows.scores?.[1] ?? new Float64Array(0);
  const valueOf = (name: string): number | null =>
    classMetrics({ task: "binary", scored: true, worth: WORTH.binary })
      .find((one) => one.name === name)
      ?.value(rows, truth).value ?? null;
  const places = Array.from(labels.keys());
  const positives = places.filter((row) => labels[row] === 1);

  test("rocAuc: pairs in order, ties half", () => {
    const negatives = places.filter((row) => labels[row] === 0);
    let pairs = 0;
    for (const one of positives) for (const other of negatives) pairs += (1 + Math.sign((scores[one] ?? 0) - (scores[other] ?? 0))) / 2;
    expect(valueOf("rocAuc")).toBeCloseTo(pairs / positives.length / negatives.length, 12);
  });

  test("averagePrecision: precision at each positive row's score", () => {
    const precisionAt = (score: number): number => {
      const above = places.filter((row) => (scores[row] ?? 0) >= score);
      return above.filter((row) => labels[row] === 1).length / above.length;
    };
    expect(valueOf("averagePrecision")).toBeCloseTo(positives.reduce((sum, row) => sum + precisionAt(scores[row] ?? 0), 0) / positives.length, 12);
  });

  test("businessValue: the mean worth of a row", () => {
    const worth: readonly number[] = places.map((row) => WORTH.binary[labels[row] ?? 0]?.[rows.predicted[row] ?? 0] ?? 0);
    expect(valueOf("businessValue")).toBeCloseTo(worth.reduce((sum, one) => sum + one, 0) / worth.length, 12);
  });
});

describe("what cannot be computed is null and says why", () => {
  const rows = new ClassRows(["0", "1"], Int32Array.from([0, 0, 0]), [Float64Array.from([0.9, 0.8, 0.7]), Float64Array.from([0.1, 0.2, 0.3])]);
  const metrics = new Map(classMetrics({ task: "binary", scored: true, worth: null }).map((metric) => [metric.name, metric]));

  test.each([
    ["rocAuc", "only one class is there"],
    ["averagePrecision", "only one class is there"],
    ["recall", "no labelled row is positive"],
    ["precision", "no labelled row was called positive"],
    ["f1", "no labelled row is positive or was called so"],
  ])("%s of rows that are all negative: %s", (name, note) => {
    expect(metrics.get(name)?.interval(rows, certainTruth(new Int32Array(3), 2))).toEqual({ value: null, low: null, high: null, note });
  });

  test("a macro average leaves out a class that is not there, and says so", () => {
    const three = new ClassRows(["a", "b", "c"], Int32Array.from([0, 1, 0, 1]), null);
    const [recall] = classMetrics({ task: "multiclass", scored: false, worth: null }).filter(({ name }) => name === "recall");
    expect(recall?.value(three, certainTruth(Int32Array.from([0, 1, 1, 1]), 3))).toEqual({
      value: (1 + 2 / 3) / 2,
      note: "the mean over 2 of 3 classes: of c there is none",
    });
  });
});
