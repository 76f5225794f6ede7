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

  test.each(["sturges", "doane", { equalWidth: 5 }] as const)("a constant reference has three bins: below, the value, above (%s)", (rule) => {
    const pair = binnedPair(numericSample([3, 3]), numericSample([2, 3, 3, 4, 5]), rule);
    expect(pair).toEqual({ reference: [0, 2, 0], current: [1, 2, 2] });
  });
});

describe("up to 20 distinct values on both sides together are their own bins, unless widths are asked for", () => {
  const upTo = (last: number) => numericSample(Array.from({ length: last + 1 }, (_, row) => row));
  test("zeros and ones are two bins", () => {
    expect(binnedPair(numericSample([0, 0, 0, 1]), numericSample([1, 0, 1, 1]))).toEqual({ reference: [3, 1], current: [1, 3] });
  });
  test("20 values: their own, those of one side only too", () => {
    expect(binnedPair(upTo(9), numericSample([0, 0, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39.5]))).toEqual({
      reference: [...Array<number>(10).fill(1), ...Array<number>(10).fill(0)],
      current: [2, ...Array<number>(9).fill(0), ...Array<number>(10).fill(1)],
    });
  });
  test("21 values: deciles of the reference", () => {
    expect(binnedPair(upTo(19), numericSample([0, 20])).current).toHaveLength(10);
  });
  test("a constant reference with 20 other values now: below, the value, above", () => {
    expect(binnedPair(numericSample([3, 3]), numericSample([...Array.from({ length: 21 }, (_, row) => row), 3]))).toEqual({
      reference: [0, 2, 0],
      current: [3, 2, 17],
    });
  });
  test("equal widths that are asked for are made", () => {
    expect(binnedPair(upTo(3), numericSample([0, 3]), { equalWidth: 2 })).toEqual({ reference: [2, 2], current: [1, 1] });
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
