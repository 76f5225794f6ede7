import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseGrid } from "../../../analyzers/baseline/choose-grid.ts";
import { ksDistance } from "../../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import { bucketCentre, bucketOf, numericSample } from "../../../analyzers/statistics/sample.ts";

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const columns: readonly [string, (random: () => number) => number][] = [
  ["normal", normal],
  ["offset: kelvin", (random) => 290 + 3 * normal(random)],
  ["offset: epoch milliseconds within a day", (random) => 1.7e12 + random() * 86_400_000],
  ["tiny", (random) => 1e-9 * normal(random)],
  ["lognormal, s = 3", (random) => Math.exp(3 * normal(random))],
  ["lognormal below zero", (random) => -Math.exp(2 * normal(random))],
  ["Cauchy", (random) => Math.tan(Math.PI * (random() - 0.5))],
  ["two far modes", (random) => (random() < 0.5 ? normal(random) : 1000 + normal(random))],
  ["integers 0 to 23", (random) => Math.floor(random() * 24)],
  ["integers to 5,000", (random) => Math.floor(random() * 5000)],
  ["zero-inflated exponential", (random) => (random() < 0.8 ? 0 : -Math.log(1 - random()))],
  ["zero-inflated lognormal", (random) => (random() < 0.6 ? 0 : Math.exp(2 * normal(random)))],
  ["two values", (random) => (random() < 0.3 ? 1 : 0)],
  ["uniform to 1, rounded to 0.001", (random) => Math.round(random() * 1000) / 1000],
];

describe("KS from buckets is within 0.005 of the exact distance", () => {
  test.each(columns)("%s", (_, draw) => {
    const random = uniforms(7);
    const reference = Array.from({ length: 20_000 }, () => draw(random));
    const grid = { grid: 1, ...chooseGrid(reference) };
    const binned = (rows: readonly number[]) => numericSample(rows.map((value) => bucketCentre(bucketOf(value, grid), grid)));
    const spread = numericSample(reference).values;
    const width = Math.abs((spread[Math.floor(spread.length * 0.75)] ?? 1) - (spread[Math.floor(spread.length * 0.25)] ?? 0));
    for (const [factor, shift] of [
      [1, 0],
      [1, 0.05],
      [1.1, 0],
      [0.8, 0.5],
    ] as const) {
      const current = Array.from({ length: 10_000 }, () => draw(random) * factor + shift * width);
      const exact = ksDistance(numericSample(reference), numericSample(current));
      expect(Math.abs(ksDistance(binned(reference), binned(current)) - exact)).toBeLessThanOrEqual(0.005);
    }
  });
});

test("any values get a grid on which every one of them has a finite bucket and centre", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 30 }), (values) => {
      const grid = { grid: 1, ...chooseGrid(values) };
      for (const value of values) {
        expect(Number.isInteger(bucketOf(value, grid))).toBe(true);
        expect(Math.abs(bucketOf(value, grid))).toBeLessThan(2 ** 31);
        expect(Number.isFinite(bucketCentre(bucketOf(value, grid), grid))).toBe(true);
      }
    }),
  );
});

test("a constant has a grid around it", () => {
  const grid = { grid: 1, ...chooseGrid([5, 5, 5]) };
  expect(bucketCentre(bucketOf(5, grid), grid)).toBeCloseTo(5, 9);
  expect(bucketOf(5.1, grid)).not.toBe(bucketOf(5, grid));
});
