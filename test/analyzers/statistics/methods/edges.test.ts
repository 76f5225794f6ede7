import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { DriftMethod } from "../../../../analyzers/statistics/method.ts";
import { kolmogorovSurvival } from "../../../../analyzers/statistics/distributions/kolmogorov-survival.ts";
import { twoSampleKsPValue } from "../../../../analyzers/statistics/two-sample/two-sample-ks.ts";
import { categoricalSample, numericSample, type Sample } from "../../../../analyzers/statistics/sample.ts";
import { loadPlugins } from "../../../../plugins.ts";

const methods = new Map(
  (await loadPlugins<DriftMethod>(fileURLToPath(new URL("../../../../analyzers/statistics/methods", import.meta.url)))).map((method) => [method.name, method]),
);

const numbers = (...rows: number[]): Sample => numericSample(rows);
const levels = (text: string): Sample => categoricalSample(text.split(""));

/** What each method decides where its formula has no answer. */
describe("no result, and why", () => {
  const cases: readonly [string, string, Sample, Sample, RegExp][] = [
    ["wasserstein", "a constant reference, other values now", numbers(3, 3), numbers(4), /reference is constant/],
    ["anderson-darling", "three rows", numbers(1, 2), numbers(3), /at least four rows/],
    ["anderson-darling", "one value in all rows", numbers(3, 3, 3), numbers(3, 3), /two distinct values/],
    ["welch-t", "one row on a side", numbers(1, 2), numbers(3), /two rows on each side/],
    ["welch-t", "two constants", numbers(1, 1), numbers(2, 2), /no bound/],
    ["epps-singleton", "four rows on a side", numbers(1, 2, 3, 4, 5), numbers(1, 2, 3, 4), /five rows on each side/],
    ["epps-singleton", "more than half of the rows alike", numbers(0, 0, 0, 0, 0), numbers(0, 0, 0, 0, 9), /no scale/],
    ["z-test", "three levels", levels("abc"), levels("ab"), /two categories/],
    ["fisher-exact", "three levels", levels("ab"), levels("abc"), /two categories/],
    ["welch-t", "a spread that is nothing beside the difference", numbers(1e-320, 2e-320), numbers(1e10, 1e10), /too far apart/],
    ["wasserstein", "a reference narrower by 350 powers of ten", numbers(1e-320, 2e-320, 4e-320), numbers(1e30), /too far apart/],
  ];
  test.each(cases)("%s: %s", (name, _, reference, current, note) => {
    expect(methods.get(name)?.compare(reference, current)).toMatchObject({ statistic: null, pValue: null, note: expect.stringMatching(note) as string });
  });
});

describe("an answer where other packages raise or divide by zero", () => {
  const cases: readonly [string, string, Sample, Sample, number, number | null][] = [
    ["chi-square", "one category only", levels("aaa"), levels("aa"), 0, 1],
    ["g-test", "one category only", levels("aaa"), levels("aa"), 0, 1],
    ["g-test", "sides of unequal size", levels("aabb"), levels("ab"), 0, 1],
    [
      "g-test",
      "an empty cell",
      levels("aab"),
      levels("aa"),
      expect.closeTo(2 * (2 * Math.log(2 / 2.4) + Math.log(5 / 3) + 2 * Math.log(1.25)), 9) as number,
      expect.any(Number) as number,
    ],
    ["z-test", "one category only", levels("aaa"), levels("aa"), 0, 1],
    ["fisher-exact", "one category only", levels("aaa"), levels("aa"), 0, 1],
    [
      "fisher-exact",
      "an empty cell: half a row more in each",
      levels("aaab"),
      levels("aaaa"),
      expect.closeTo(Math.log(4.5 / 0.5) - Math.log(3.5 / 1.5), 12) as number,
      1,
    ],
    ["mann-whitney", "one value in all rows", numbers(3, 3), numbers(3), 0, 1],
    ["cramer-von-mises", "one value in all rows", numbers(3, 3), numbers(3), 0, 1],
    ["welch-t", "the same constant", numbers(0.1, 0.1, 0.1), numbers(0.1, 0.1), 0, 1],
    [
      "welch-t",
      "a spread whose square vanishes",
      numbers(0, 1e-90),
      numbers(0, 1e-90, 3e-90),
      expect.closeTo(0.8219949365267865, 12) as number,
      expect.closeTo(0.4733217272813, 9) as number,
    ],
    [
      "welch-t",
      "a spread that vanishes squared, against a constant",
      numbers(0, 3.1434555694052576e-162),
      numbers(0, 0),
      expect.closeTo(1, 12) as number,
      expect.closeTo(0.5, 12) as number,
    ],
    [
      "energy",
      "the whole range of doubles apart",
      numbers(-Number.MAX_VALUE),
      numbers(Number.MAX_VALUE),
      expect.closeTo(2 * Math.sqrt(Number.MAX_VALUE), -141) as number,
      null,
    ],
    ["wasserstein", "the same constant", numbers(3, 3), numbers(3), 0, null],
    [
      "psi",
      "a level never seen before",
      levels("aaaa"),
      levels("aaab"),
      expect.closeTo((1 - 0.75) * Math.log(1 / 0.75) + (1e-4 - 0.25) * Math.log(1e-4 / 0.25), 12) as number,
      null,
    ],
  ];
  test.each(cases)("%s: %s", (name, _, reference, current, statistic, pValue) => {
    expect(methods.get(name)?.compare(reference, current)).toEqual({ statistic, pValue });
  });
});

test("the bins of a method are the caller's to choose", () => {
  const [reference, current] = [numbers(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 100), numbers(0, 1, 2, 3, 4, 50, 60, 70, 80, 90, 100)];
  const statistics = (["deciles", "sturges", "doane", { equalWidth: 2 }] as const).map(
    (bins) => methods.get("psi")?.compare(reference, current, { bins }).statistic,
  );
  expect(new Set(statistics).size).toBe(4);
});

test("epps-singleton: from 25 rows on the larger side there is no small-sample correction, so twice the rows have twice the statistic", () => {
  const side = (rows: number, shift: number): number[] => Array.from({ length: rows }, (_, row) => Math.sin(row * 12.9898) * 3 + shift);
  const ratio = (rows: number): number => {
    const [left, right] = [side(rows, 0), side(rows, 1)];
    const twice = methods.get("epps-singleton")?.compare(numericSample([...left, ...left]), numericSample([...right, ...right])).statistic ?? Number.NaN;
    return twice / (methods.get("epps-singleton")?.compare(numericSample(left), numericSample(right)).statistic ?? Number.NaN);
  };
  // The quartiles of twice the rows are interpolated elsewhere by a hair.
  expect(ratio(25)).toBeCloseTo(2, 2);
  expect(ratio(24)).toBeGreaterThan(2.1);
});

test("the asymptotic Kolmogorov–Smirnov p-value rounds nm / (n + m) half to even, as Python does", () => {
  expect(twoSampleKsPValue(0.02, 10_001, 10_001)).toBe(kolmogorovSurvival(5000, 0.02));
  expect(twoSampleKsPValue(0.02, 10_003, 10_003)).toBe(kolmogorovSurvival(5002, 0.02));
});
