import { describe, expect, test } from "vitest";
import { categoricalSample, numericSample } from "../../../../analyzers/statistics/sample.ts";
import { decileEdges, equalWidthEdges } from "../../../../analyzers/statistics/two-sample/bin-edges.ts";
import { binnedPair, type BinRule } from "../../../../analyzers/statistics/two-sample/bins.ts";
import { parseBinRule } from "../../../../analyzers/statistics/two-sample/parse-bin-rule.ts";

const hundred = numericSample(Array.from({ length: 101 }, (_, row) => row));

test("deciles interpolate, and equal ones are one edge", () => {
  expect(decileEdges(hundred)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  expect(decileEdges(numericSample([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]))).toEqual([0, expect.closeTo(1, 12), 10]);
});

describe("rows by bin: ends open, [a, b), made of the reference alone", () => {
  const cases: readonly [string, BinRule, readonly number[], readonly number[]][] = [
    ["deciles", "deciles", [-5, 9.99, 10, 100, 1e9], [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]],
    ["four equal widths", { equalWidth: 4 }, [-1, 24.9, 25, 50, 75, 101], [2, 1, 1, 2]],
    ["Sturges: 1 + log2(101), rounded up", "sturges", [0, 100], [1, 0, 0, 0, 0, 0, 0, 1]],
    ["Doane: as Sturges where there is no skew", "doane", [0, 100], [1, 0, 0, 0, 0, 0, 0, 1]],
  ];
  test.each(cases)("%s", (_, rule, current, counts) => expect(binnedPair(hundred, numericSample(current), rule).current).toEqual(counts));

  test.each(["deciles", "sturges", "doane", { equalWidth: 5 }] as const)("a constant reference has three bins: below, the value, above (%s)", (rule) => {
    const pair = binnedPair(numericSample([3, 3]), numericSample([2, 3, 3, 4, 5]), rule);
    expect(pair).toEqual({ reference: [0, 2, 0], current: [1, 2, 2] });
  });
});

test("categories are their own bins, a level of one side only too", () => {
  expect(binnedPair(categoricalSample(["a", "b", "b"]), categoricalSample(["b", "c"]))).toEqual({ reference: [1, 2, 0], current: [0, 1, 1] });
});

test("Doane has more bins than Sturges where there is skew", () => {
  const skewed = numericSample(Array.from({ length: 500 }, (_, row) => Math.exp(row / 50)));
  expect(equalWidthEdges(skewed, "doane").length).toBeGreaterThan(equalWidthEdges(skewed, "sturges").length);
});

describe("--bins", () => {
  test.each([
    ["deciles", "deciles"],
    ["sturges", "sturges"],
    ["doane", "doane"],
    ["20", { equalWidth: 20 }],
  ] as const)("%s", (text, rule) => expect(parseBinRule(text)).toEqual(rule));
  test.each(["", "1", "2.5", "-3", "many", "100000"])("%s is refused with what would be right", (text) => {
    expect(() => parseBinRule(text)).toThrow(/deciles, sturges, doane or a whole number from 2 to 10000/);
  });
});
