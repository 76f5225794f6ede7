import { describe, expect, test } from "vitest";
import { classCells, learnClassRates } from "../../../analyzers/performance/class-promise.ts";
import { learnedAccuracy } from "../../../analyzers/performance/learned-metrics.ts";
import { noSums } from "../../../analyzers/performance/performance-sums.ts";
import type { PerformanceSums } from "../../../analyzers/performance/sums.ts";

const sumsOf = (cells: Readonly<Record<string, number>>): PerformanceSums => {
  const rows = Object.entries(cells).filter(([key]) => key.startsWith("p"));
  const count = (some: readonly (readonly [string, number])[]): number => some.reduce((total, [, number]) => total + number, 0);
  return { ...noSums, labelled: count(rows), correct: count(rows.filter(([key]) => key.split("|")[2] === "1")), classCells: cells };
};

describe("how often rows of a predicted class are right", () => {
  const sums = sumsOf({ "p||1|a": 90, "p||0|a": 10, "p||1|b": 50, "p||0|b": 50, "p||1|rare": 1, "p||0|rare": 3, "l||1|a": 90 });
  const rates = learnClassRates(sums);

  test.each([
    // Laplace's two rows have the share of all, (141 + 1) ÷ (204 + 2).
    ["a", (90 + 2 * (142 / 206)) / 102],
    ["b", (50 + 2 * (142 / 206)) / 102],
    ["under fifty rows: all rare ones together", (1 + 2 * (142 / 206)) / 6, "rare"],
    ["a class never predicted: like the rare ones", (1 + 2 * (142 / 206)) / 6, "new"],
  ])("%s", (name, expected, predicted = name) => expect(rates(predicted, null)).toBeCloseTo(expected, 12));

  test("by confidence: a class's own calibration curve", () => {
    const byBin = Array.from({ length: 20 }, (_, bin) => [[`p|${bin}|1|a`, bin * 10 + 5] as const, [`p|${bin}|0|a`, 195 - bin * 10] as const]).flat();
    const curve = learnClassRates(sumsOf(Object.fromEntries(byBin)));
    for (const bin of [2, 10, 17]) expect(Math.abs(curve("a", bin) - (bin + 0.5) / 20)).toBeLessThan(0.03);
  });

  test("accuracy is expected from the classes predicted, and the excess is what is missing to it", () => {
    const week = sumsOf({ "p||1|b": 40, "p||0|b": 60 });
    const metric = learnedAccuracy(rates);
    expect(metric.realised(week)).toBe(0.4);
    expect(metric.expected(week)).toBeCloseTo(rates("b", null), 12);
    expect(metric.excessOf(week)(week)).toEqual({
      rows: 100,
      excess: expect.closeTo(100 * rates("b", null) - 40, 9) as number,
      variance: expect.closeTo(100 * rates("b", null) * (1 - rates("b", null)), 9) as number,
    });
  });

  test("names may hold anything", () => {
    expect(classCells(sumsOf({ "p|3|1|a|b\nc|": 2, "l||0|": 1, nonsense: 4 }))).toEqual([
      { side: "p", bin: 3, right: true, class: "a|b\nc|", rows: 2 },
      { side: "l", bin: null, right: false, class: "", rows: 1 },
    ]);
  });
});
