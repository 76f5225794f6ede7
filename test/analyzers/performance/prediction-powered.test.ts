import { describe, expect, test } from "vitest";
import { fitScoreCurves } from "../../../analyzers/performance/cbpe.ts";
import { ClassTaskRows } from "../../../analyzers/performance/class-task-rows.ts";
import { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import { accuracySequence, maeSequence, poweredClasses, poweredNumbers } from "../../../analyzers/performance/prediction-powered.ts";
import { classMetrics } from "../../../analyzers/performance/rows/class-metrics.ts";
import { meanSequence } from "../../../analyzers/statistics/intervals/mean-sequence.ts";
import { shareSequence } from "../../../analyzers/statistics/intervals/share-sequence.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";
import { wilson } from "../../../analyzers/statistics/wilson.ts";
import { classSample } from "./rows/a-class-sample.ts";

const measures = { metrics: classMetrics({ task: "binary", scored: true, worth: null }), absent: new Map<string, string>() };
const rowsOf = (count: number, seed: number): ClassTaskRows => {
  const { rows, labels } = classSample(count, 2, seed);
  return new ClassTaskRows(rows, labels, measures);
};

describe("prediction-powered values", () => {
  const curves = fitScoreCurves(rowsOf(20_000, 1));
  const window = rowsOf(2000, 2);
  const whole = window.values();
  const random = seededRandom(5);
  const draws = Array.from({ length: 120 }, () => {
    const some = new ClassTaskRows(
      window.rows,
      window.labels.map((label) => (random() < 0.15 ? label : -1)),
      measures,
    );
    return { powered: poweredClasses(some, curves), alone: some.intervals(), finite: Math.sqrt(1 - some.labelled / some.length) };
  });

  test.each(["accuracy", "precision", "recall", "specificity", "f1", "rocAuc", "brier", "calibrationError"])(
    "%s: its interval holds what all labels give, and is no wider than that of the labels alone",
    (name) => {
      const truth = whole.get(name)?.value ?? Number.NaN;
      let [held, width, widthAlone] = [0, 0, 0];
      for (const { powered, alone, finite } of draws) {
        const [own, other] = [powered.get(name), alone.get(name)];
        const [low, high] = [own?.low ?? Number.NaN, own?.high ?? Number.NaN];
        held += Number(truth >= low && truth <= high);
        width += high - low;
        widthAlone += finite * ((other?.high ?? Number.NaN) - (other?.low ?? Number.NaN));
      }
      // Of 120 draws with a chance of .95 fewer than 107 hold it once in 400.
      expect(held).toBeGreaterThanOrEqual(107);
      expect(width).toBeLessThan(1.03 * widthAlone);
    },
  );

  test("expectations that say nothing cost next to nothing, and make nothing wrong", () => {
    const blind = [null, { x: [0, 1], y: [0.5, 0.5], rows: [2, 2], stretches: [0, 0] }];
    const truth = whole.get("accuracy")?.value ?? Number.NaN;
    const some = new ClassTaskRows(
      window.rows,
      window.labels.map((label, row) => (row % 10 === 0 ? label : -1)),
      measures,
    );
    const [powered, alone] = [poweredClasses(some, blind).get("accuracy"), some.intervals().get("accuracy")];
    expect(powered?.value).toBeCloseTo(alone?.value ?? Number.NaN, 1);
    expect(powered?.low).toBeLessThan(truth);
    expect(powered?.high).toBeGreaterThan(truth);
  });

  test("too few labels, and metrics that few rows decide, are withheld and say why", () => {
    const few = new ClassTaskRows(
      window.rows,
      window.labels.map((label, row) => (row < 10 ? label : -1)),
      measures,
    );
    expect(poweredClasses(few, curves).get("accuracy")).toMatchObject({ value: null, note: "of 10 labels; expected at least 20" });
    expect(poweredClasses(few, curves).get("logLoss")?.note).toContain("single rows decide the log loss");
  });

  test("of numbers, with losses that are expected: nearer to all labels than the labels alone", () => {
    const scale = Float64Array.from({ length: 4000 }, () => 1 + 9 * random());
    const labels = scale.map((size) => size * normal(random));
    const predicted = new Float64Array(4000);
    const truth = new NumberTaskRows(labels, predicted).values().get("mae")?.value ?? Number.NaN;
    const errors = Array.from({ length: 60 }, () => {
      const some = new NumberTaskRows(
        labels.map((label) => (random() < 0.1 ? label : Number.NaN)),
        predicted,
      );
      const found = poweredNumbers(some, new Map([["mae", scale.map((size) => size * Math.sqrt(2 / Math.PI))]])).get("mae");
      return [Math.abs((found?.value ?? Number.NaN) - truth), Math.abs((some.values().get("mae")?.value ?? Number.NaN) - truth)] as const;
    });
    const [powered, alone] = [errors.reduce((sum, [own]) => sum + own, 0), errors.reduce((sum, [, other]) => sum + other, 0)];
    expect(powered).toBeLessThan(0.95 * alone);
  });
});

describe("confidence sequences", () => {
  test("of a share: 0 to 1 without a row, wider than one look's interval, and narrower with every hundredfold of rows", () => {
    expect(shareSequence(0, 0)).toEqual({ low: 0, high: 1 });
    for (const [count, of] of [
      [0, 50],
      [9, 10],
      [90, 100],
      [9000, 10_000],
      [50, 50],
    ] as const) {
      const [sequence, interval] = [shareSequence(count, of), wilson(count, of)];
      expect(sequence.low).toBeLessThanOrEqual(count / of);
      expect(sequence.high).toBeGreaterThanOrEqual(count / of);
      expect(sequence.high - sequence.low).toBeGreaterThan(interval.high - interval.low);
    }
  });

  // Of 200 runs with a chance of .05 more than 20 are counted once in a thousand.
  const [RUNS, MOST] = [200, 20];

  test.each([0.5, 0.9, 0.99])("a share of %d is left out by any of 50 looks in at most one run of twenty", (share) => {
    const random = seededRandom(17);
    let crossed = 0;
    for (let run = 0; run < RUNS; run++) {
      let count = 0;
      for (let rows = 1; rows <= 1000; rows++) {
        count += Number(random() < share);
        if (rows % 20 !== 0) continue;
        const { low, high } = shareSequence(count, rows);
        if (share >= low && share <= high) continue;
        crossed += 1;
        break;
      }
    }
    expect(crossed).toBeLessThanOrEqual(MOST);
  });

  test("of a mean of absolute errors: null of under a hundred rows; else as seldom, where an interval leaves it out in every fifth run and more", () => {
    expect(meanSequence(new Float64Array(99))).toBeNull();
    const [random, truth] = [seededRandom(18), Math.sqrt(2 / Math.PI)];
    let [crossed, interval] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const values = Float64Array.from({ length: 2000 }, () => Math.abs(normal(random)));
      let [out, outAtOnce] = [false, false];
      for (let rows = 100; rows <= values.length; rows += 50) {
        const own = values.subarray(0, rows);
        const { low, high } = meanSequence(own) ?? { low: -Infinity, high: Infinity };
        out ||= low > truth || high < truth;
        outAtOnce ||= Math.abs((low + high) / 2 - truth) > (1.96 * Math.sqrt(1 - truth ** 2)) / Math.sqrt(rows);
      }
      crossed += Number(out);
      interval += Number(outAtOnce);
    }
    expect(crossed).toBeLessThanOrEqual(MOST);
    expect(interval).toBeGreaterThan(RUNS / 5);
  });

  test("of a window: its labelled rows' accuracy and mean absolute error", () => {
    const { rows, labels } = classSample(50, 2, 3);
    const right = labels.filter((label, row) => label === rows.predicted[row]).length;
    expect(accuracySequence(new ClassTaskRows(rows, labels, measures))).toEqual({ metric: "accuracy", ...shareSequence(right, 50) });
    const found = maeSequence(
      new NumberTaskRows(
        Float64Array.from({ length: 140 }, (_, row) => row % 3),
        new Float64Array(140),
      ),
    );
    expect(found?.low).toBeGreaterThanOrEqual(0);
    expect(found?.high).toBeGreaterThan(1);
  });
});
