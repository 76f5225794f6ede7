import { describe, expect, test } from "vitest";
import { realisedInterval } from "../../../analyzers/performance/realised-interval.ts";
import { noSums } from "../../../analyzers/performance/performance-sums.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { wilson } from "../../../analyzers/statistics/wilson.ts";
import { simulateRows, sumsOf } from "../decay/simulate.ts";

const rows = simulateRows(2000, 0.05, seededRandom(3)).map(({ score, label }) => ({ label, score: 0.2 + 0.7 * score }));
const sums = sumsOf(rows);
const METRICS = ["accuracy", "precision", "recall", "f1", "rocAuc", "brier", "logLoss", "calibrationError"] as const;
const exact: Readonly<Record<string, number>> = {
  accuracy: sums.correct / 2000,
  precision: sums.truePositives / sums.predictedPositives,
  recall: sums.truePositives / sums.positives,
  f1: (2 * sums.truePositives) / (sums.predictedPositives + sums.positives),
  brier: sums.sumSquaredError / 2000,
  logLoss: sums.sumLogLoss / 2000,
  calibrationError: (sums.positives - sums.sumScore) / 2000,
};

describe("a realised metric's 95 % interval", () => {
  test.each(METRICS)("of %s holds its value, and is wider where rows are worth fewer", (metric) => {
    const [alone, together] = [realisedInterval(metric, sums, 1), realisedInterval(metric, sums, 4)];
    if (alone === null || together === null || "note" in alone || "note" in together) throw new Error("withheld");
    if (metric !== "rocAuc") expect(alone.value).toBeCloseTo(exact[metric] ?? Number.NaN, 12);
    expect(together.value).toBeCloseTo(alone.value, 12);
    expect(alone.low).toBeLessThan(alone.value);
    expect(alone.high).toBeGreaterThan(alone.value);
    expect((together.high - together.low) / (alone.high - alone.low)).toBeGreaterThan(1.8);
    expect((together.high - together.low) / (alone.high - alone.low)).toBeLessThan(2.2);
  });

  test("of accuracy it is Wilson's", () => {
    expect(realisedInterval("accuracy", sums, 1)).toMatchObject(wilson(sums.correct, 2000));
  });

  test("of the Brier score and the log loss from bins it is within a twentieth of the rows' own", () => {
    for (const [metric, loss] of [
      ["brier", (score: number, label: number) => (label - score) ** 2],
      ["logLoss", (score: number, label: number) => -Math.log(label === 1 ? score : 1 - score)],
    ] as const) {
      const values = rows.map(({ score, label }) => loss(score, label));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1999 / 2000);
      const found = realisedInterval(metric, sums, 1);
      if (found === null || "note" in found) throw new Error("withheld");
      expect((found.high - found.low) / (2 * 1.96 * error)).toBeCloseTo(1, 1);
    }
  });

  test("a log loss with tails too long to tell its error says why it has none", () => {
    const sure = rows.map(({ label }, row) => ({ label: row < 5 ? (1 as const) : label, score: row < 5 ? 0.001 : label === 1 ? 0.999 : 0.001 }));
    expect(realisedInterval("logLoss", sumsOf(sure), 1)).toMatchObject({ value: expect.any(Number) as number, note: expect.any(String) as string });
  });

  test("without rows, of one class, and of a metric that has none there is none", () => {
    expect(METRICS.map((metric) => realisedInterval(metric, noSums, 1))).toEqual(METRICS.map(() => null));
    expect(
      realisedInterval("rocAuc", { ...noSums, labelled: 5, scoresOfPositives: noSums.scoresOfPositives.map((_, bin) => (bin === 50 ? 5 : 0)) }, 1),
    ).toBeNull();
    expect(realisedInterval("mae", sums, 1)).toBeNull();
  });
});
