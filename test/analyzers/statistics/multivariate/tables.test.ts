import { describe, expect, test } from "vitest";
import { compareTables } from "../../../../analyzers/statistics/multivariate/compare-tables.ts";
import { encodeByReference, encodeTables, type Table } from "../../../../analyzers/statistics/multivariate/encode-table.ts";
import domainClassifier from "../../../../analyzers/statistics/multivariate/methods/domain-classifier.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { normalNumbers } from "./random-rows.ts";

const table = (numbers: readonly number[], levels: readonly (string | null)[]): Table => [
  { name: "number", type: "numeric", values: numbers },
  { name: "level", type: "categorical", values: levels },
];

describe("tables as numbers", () => {
  const reference = table([1, 3, Number.NaN], ["a", "a", "b"]);
  const current = table([5], ["c"]);

  test("by both sides: a missing number is the mean, a category its share of all rows; each column then has mean 0 and variance 1", () => {
    const [before, after] = encodeTables(reference, current);
    const column = (index: number): number[] => [...before.values, ...after.values].filter((_, at) => at % 2 === index);
    expect(column(0)).toEqual([-Math.SQRT2, 0, 0, Math.SQRT2].map((value) => expect.closeTo(value, 12)));
    expect(column(1)).toEqual([1, 1, -1, -1].map((value) => expect.closeTo(value, 12)));
  });

  test("by the reference, as NannyML: a category it does not have is 0, before the reference's mean and deviation are applied", () => {
    const [before, after] = encodeByReference(reference, current);
    expect([...before.values]).toEqual([-Math.sqrt(1.5), Math.SQRT1_2, Math.sqrt(1.5), Math.SQRT1_2, 0, -Math.SQRT2].map((value) => expect.closeTo(value, 12)));
    expect([...after.values]).toEqual([expect.closeTo(3 * Math.sqrt(1.5), 12), expect.closeTo((0 - 5 / 9) / Math.sqrt(2 / 81), 12)]);
  });

  test("a missing category is a level of its own by both sides, and the most frequent one by the reference", () => {
    const [own] = encodeTables(table([1, 2, 3], ["a", "a", null]), table([1], ["a"]));
    const [most] = encodeByReference(table([1, 2, 3], ["a", "b", null]), table([1], ["a"]));
    expect(own.values[5]).not.toBe(own.values[1]);
    expect(most.values[5]).toBe(most.values[1]);
  });

  test("a constant column is 0", () => {
    const [before, after] = encodeTables(table([4, 4], ["a", "a"]), table([4], ["a"]));
    expect([...before.values, ...after.values]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("a column that the current data lack is an error that names it", () => {
    expect(() => encodeTables(reference, reference.slice(0, 1))).toThrow("column level is categorical in the reference and absent in the current data");
  });
});

describe("compareTables", () => {
  const levels = (rows: number, seed: number): string[] => {
    const uniform = seededRandom(seed);
    return Array.from({ length: rows }, () => `level ${Math.floor(1 / (uniform() + 1e-4))}`);
  };
  const numbers = (rows: number, seed: number): number[] => Array.from({ length: rows }, normalNumbers(seed));

  test("a long tail of levels, of which each side has some alone, is no drift", () => {
    const pValues = [1, 2, 3, 4, 5].map(
      (seed) =>
        compareTables(domainClassifier, table(numbers(300, seed), levels(300, seed)), table(numbers(300, seed + 10), levels(300, seed + 10))).pValue ?? 0,
    );
    expect(Math.min(...pValues)).toBeGreaterThan(0.01);
  });

  test("two columns that each keep their distribution but no longer move together are found", () => {
    const [x, y, noise] = [numbers(600, 1), numbers(600, 2), numbers(600, 3)];
    const pair = (second: readonly number[], first: readonly number[]): Table => [
      { name: "x", type: "numeric", values: first },
      { name: "y", type: "numeric", values: second },
    ];
    const together = pair(
      x.map((value, row) => Math.SQRT1_2 * (value + (noise[row] ?? 0))),
      x,
    );
    expect(compareTables(domainClassifier, together, pair(numbers(600, 4), y)).pValue).toBeLessThan(1e-4);
  });

  test("of more than 10,000 rows so many are drawn, and the source says from how many", () => {
    const large = table(numbers(12_000, 5), levels(12_000, 6));
    const result = compareTables(domainClassifier, large, table(numbers(200, 7), levels(200, 8)));
    expect(result.statistic === null ? result.note : result.source).toContain("drawn from 12000 and 200");
  });
});
