import { describe, expect, test } from "vitest";
import { hypergeometric } from "../../../../analyzers/statistics/permutation/hypergeometric.ts";
import { rowDraws } from "../../../../analyzers/statistics/permutation/row-draws.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";

const REPEATS = 40_000;

describe("hypergeometric draws have the mean, the variance and the skewness of the distribution, within five standard errors", () => {
  test.each([
    ["from 0, few rows", 5, 40, 8],
    ["from 0, many rows", 300, 100_000, 900],
    ["from the mode", 700, 900, 500],
    ["most are drawn, most are good", 900, 300, 1100],
    ["nearly normal", 200_000, 1_800_000, 100_000],
  ] as const)("%s: %i good, %i bad, %i draws", (_, good, bad, draws) => {
    const random = seededRandom(good);
    const total = good + bad;
    const mean = (draws * good) / total;
    const variance = (mean * bad * (total - draws)) / (total * (total - 1));
    const skewness = ((total - 2 * good) * Math.sqrt(total - 1) * (total - 2 * draws)) / (Math.sqrt(draws * good * bad * (total - draws)) * (total - 2));
    const z = Array.from({ length: REPEATS }, () => (hypergeometric(random, good, bad, draws) - mean) / Math.sqrt(variance));
    const average = (power: number): number => z.reduce((sum, value) => sum + value ** power, 0) / REPEATS;
    expect(Math.abs(average(1))).toBeLessThan(5 / Math.sqrt(REPEATS));
    expect(Math.abs(average(2) - 1)).toBeLessThan(5 * Math.sqrt(3 / REPEATS));
    expect(Math.abs(average(3) - skewness)).toBeLessThan(5 * Math.sqrt(15 / REPEATS));
  });
});

describe("every row is as likely on the smaller side, drawn afresh or moved", () => {
  test.each([
    ["cell by cell", [400, 100, 1500], 600],
    ["row by row", [4, 1, 15], 6],
    ["most rows", [400, 100, 1500], 1600],
  ] as const)("%s", (_, pooled, smaller) => {
    const draws = rowDraws(seededRandom(1), Float64Array.from(pooled), smaller);
    const total = pooled.reduce((sum, rows) => sum + rows, 0);
    const sums = pooled.map(() => 0);
    let small = draws.fresh();
    for (let repeat = 0; repeat < 4000; repeat++) {
      small = repeat % 2 === 0 ? draws.fresh() : draws.moved(small, Math.ceil(smaller / 3));
      expect(small.reduce((sum, rows) => sum + rows, 0)).toBe(smaller);
      for (const [cell, rows] of small.entries()) sums[cell] = (sums[cell] ?? 0) + rows;
    }
    for (const [cell, rows] of pooled.entries()) {
      const error = Math.sqrt((smaller * rows * (total - rows)) / total ** 2 / 2000);
      expect(Math.abs((sums[cell] ?? 0) / 4000 - (smaller * rows) / total)).toBeLessThan(5 * error);
    }
  });
});
