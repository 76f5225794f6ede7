import { describe, expect, test } from "vitest";
import { contingencyNull } from "../../../../analyzers/statistics/permutation/contingency-null.ts";
import chiSquare from "../../../../analyzers/statistics/methods/chi-square.ts";
import fisherExact from "../../../../analyzers/statistics/methods/fisher-exact.ts";
import { categoricalSample, type CategoricalSample } from "../../../../analyzers/statistics/sample.ts";

function table(rows: Readonly<Record<string, number>>): CategoricalSample {
  return { type: "categorical", counts: new Map(Object.entries(rows)), total: Object.values(rows).reduce((sum, count) => sum + count, 0) };
}

test("many expected rows a level: the chi-square distribution, and its critical values", () => {
  const found = contingencyNull(table({ a: 500_000, b: 300_000, c: 200_000 }), table({ a: 501_500, b: 299_000, c: 199_500 }), "chi-square");
  expect(found?.source).toContain("chi-square distribution with 2 degrees of freedom");
  expect(found?.thresholdAt(0.01)).toBeCloseTo(9.21034037, 6);
});

describe("few expected rows: by permutation, as Fisher's exact test within a factor of 3 where the chi-square distribution is wrong by more than 100", () => {
  test.each([7, 8])("a level with 1,000 of 1,000,000 rows has %i of 1,000", (rows) => {
    const [reference, current] = [table({ common: 999_000, rare: 1000 }), table({ common: 1000 - rows, rare: rows })];
    const exact = fisherExact.compare(reference, current).pValue ?? 1;
    const found = contingencyNull(reference, current, "chi-square");
    expect(exact).toBeGreaterThan(100 * (chiSquare.compare(reference, current).pValue ?? 1));
    expect(found?.source).toContain("permutation");
    expect(Math.abs(Math.log((found?.pValue ?? 1) / exact))).toBeLessThan(Math.log(3));
  });
});

test("one category has p-value 1, an empty side no null", () => {
  expect(contingencyNull(categoricalSample(["a"]), categoricalSample(["a", "a"]), "g-test")?.pValue).toBe(1);
  expect(contingencyNull(categoricalSample([]), categoricalSample(["a"]), "g-test")).toBeNull();
});
