import { describe, expect, test } from "vitest";
import { meanDifferenceInterval, meanInterval } from "../../../../analyzers/statistics/intervals/mean-interval.ts";
import { medianDifferenceInterval } from "../../../../analyzers/statistics/intervals/median-difference-interval.ts";
import { shareDifferenceInterval } from "../../../../analyzers/statistics/intervals/share-difference-interval.ts";
import { totalVariationInterval } from "../../../../analyzers/statistics/intervals/total-variation-interval.ts";
import { randomOf } from "../../drift/synthetic.ts";

const drawn = (seed: number, rows: number, draw: (random: ReturnType<typeof randomOf>) => number): Float64Array => {
  const random = randomOf(seed);
  return Float64Array.from({ length: rows }, () => draw(random)).sort();
};

describe("total variation", () => {
  test("of unchanged levels starts at 0, and the value is what chance does not explain: 200 levels seen .17 apart", () => {
    const random = randomOf(1);
    const side = (): number[] => {
      const counts = Array<number>(200).fill(0);
      for (let row = 0; row < 1000; row++) {
        const level = Math.floor(200 * random.uniform() ** 3);
        counts[level] = (counts[level] ?? 0) + 1;
      }
      return counts;
    };
    const pair = { reference: side(), current: side() };
    const found = totalVariationInterval(pair);
    const seen = pair.reference.reduce((sum, rows, level) => sum + Math.abs(rows - (pair.current[level] ?? 0)) / 1000, 0) / 2;
    expect(seen).toBeGreaterThan(0.1);
    expect(found.low).toBe(0);
    expect(found.value).toBeLessThan(0.04);
    expect(found.high).toBeGreaterThan(0.05);
  });
  test("of a clear change holds it; the same rows on both sides have value 0 and an interval from 0", () => {
    const found = totalVariationInterval({ reference: [5000, 3000, 2000], current: [4000, 4000, 2000] });
    expect(found.value).toBeCloseTo(0.1, 2);
    expect(found.low).toBeGreaterThan(0.08);
    expect(found.high).toBeLessThan(0.12);
    const same = totalVariationInterval({ reference: [50, 30, 20], current: [50, 30, 20] });
    expect(same).toMatchObject({ value: 0, low: 0 });
    expect(same.high).toBeGreaterThan(0.05);
  });
  test("100,000 levels of a few rows each take no longer than a blink", () => {
    const random = randomOf(10);
    const side = (): number[] => Array.from({ length: 100_000 }, () => Math.floor(4 * random.uniform()));
    const started = performance.now();
    expect(totalVariationInterval({ reference: side(), current: side() })).toMatchObject({ low: 0 });
    expect(performance.now() - started).toBeLessThan(3000);
  });
  test("one level on both sides cannot differ; no level in common is all of it", () => {
    expect(totalVariationInterval({ reference: [9], current: [4] })).toMatchObject({ value: 0, low: 0 });
    expect(totalVariationInterval({ reference: [500, 0], current: [0, 500] })).toMatchObject({ high: 1 });
  });
});

describe("means", () => {
  test("the same rows have the same interval, and it moves with the values", () => {
    const [a, b] = [drawn(2, 40, (random) => random.normal()), drawn(3, 30, (random) => random.normal() + 1)];
    const found = meanDifferenceInterval(a, b);
    expect(meanDifferenceInterval(a, b)).toEqual(found);
    if (!("low" in found)) throw new Error("normal rows have an interval");
    expect(found.low).toBeLessThan(found.value);
    expect(found.high).toBeGreaterThan(found.value);
  });
  test("a long tail lengthens the interval on its own side", () => {
    for (const rows of [100, 5000]) {
      const found = meanInterval(drawn(4, rows, (random) => -Math.log(1 - random.uniform())));
      if (!("low" in found)) throw new Error("exponential rows have an interval");
      expect(found.high - found.value).toBeGreaterThan(found.value - found.low);
    }
  });
  test.each([
    ["under ten rows", drawn(5, 9, (random) => random.normal()), /under 10 rows/],
    ["a tail of a lognormal distribution with σ = 2", drawn(6, 200, (random) => Math.exp(2 * random.normal())), /times as long/],
    ["a few rows that are not 0", drawn(7, 100, (random) => (random.uniform() < 0.95 ? 0 : random.normal())), /rows differ from the most frequent value/],
    ["one value", Float64Array.from({ length: 50 }, () => 3), /one value/],
    ["values beyond doubles", Float64Array.from({ length: 50 }, (_, row) => row * 1e306), /too large/],
  ])("%s: no interval, and why", (_, values, note) => {
    expect(meanInterval(values)).toMatchObject({ note: expect.stringMatching(note) as string });
  });
});

test.each([
  ["1 % of rows at 100", (random: ReturnType<typeof randomOf>) => (random.uniform() < 0.01 ? 100 : random.normal())],
  ["95 % zeros, the others lognormal", (random: ReturnType<typeof randomOf>) => (random.uniform() < 0.95 ? 0 : Math.exp(random.normal()))],
] as const)("%s: where one side may lack what makes the other's mean there is no interval, so that none misses", (_, draw) => {
  for (const [n, m] of [
    [100, 100],
    [1000, 100],
    [1000, 20],
    [20, 1000],
  ] as const) {
    let missed = 0;
    for (let seed = 0; seed < 150; seed++) {
      const found = meanDifferenceInterval(drawn(3 * seed + 1, n, draw), drawn(3 * seed + 2, m, draw));
      missed += Number("low" in found && (found.low > 0 || found.high < 0));
    }
    // 5 % of 150 and two standard errors.
    expect([n, m, missed <= 12]).toEqual([n, m, true]);
  }
});

test("shares: Newcombe's own example, 56 of 70 against 48 of 80: .2 (.0524 to .3339)", () => {
  const found = shareDifferenceInterval({ count: 48, of: 80 }, { count: 56, of: 70 });
  expect(found).toEqual({ value: expect.closeTo(0.2, 12) as number, low: expect.closeTo(0.0524, 4) as number, high: expect.closeTo(0.3339, 4) as number });
});

test("medians: an outlier of any size changes nothing; four rows have no interval", () => {
  const [a, b] = [drawn(8, 50, (random) => random.normal()), drawn(9, 50, (random) => random.normal() + 2)];
  const found = medianDifferenceInterval(a, b);
  expect(found?.low).toBeGreaterThan(1);
  expect(found?.high).toBeLessThan(3);
  expect(medianDifferenceInterval(a, Float64Array.from([...b.slice(0, -1), 1e300]))).toEqual(found);
  expect(medianDifferenceInterval(a.slice(0, 4), b)).toBeNull();
});
