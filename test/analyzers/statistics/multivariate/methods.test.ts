import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matrixOf, type Matrix } from "../../../../analyzers/statistics/multivariate/matrix.ts";
import { multivariateMethods } from "../../../../analyzers/statistics/multivariate/multivariate-methods.ts";
import { randomRows } from "./random-rows.ts";

const methods = await multivariateMethods();

test("the folder has the methods of the contract, and the distance of centroids for vectors", () => {
  expect(methods.map(({ name }) => name)).toEqual(["centroid-distance", "domain-classifier", "mmd", "pca-reconstruction"]);
});

const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
const matrices = fc.integer({ min: 1, max: 4 }).chain((columns) => {
  const rows = fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 10, maxLength: 25 });
  return fc.tuple(rows.map(matrixOf), rows.map(matrixOf));
});

describe.each(methods)("$name", (method) => {
  test("a distance, never under zero, a p-value between 0 and 1, and in words where it comes from; or why there is none", () => {
    fc.assert(
      fc.property(matrices, ([reference, current]) => {
        const result = method.compare(reference, current);
        if (result.statistic === null) {
          expect(result.note.length).toBeGreaterThan(10);
          return;
        }
        expect(result.statistic).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(result.statistic)).toBe(true);
        expect(result.pValue >= 0 && result.pValue <= 1).toBe(true);
        expect(result.source).toContain("rows");
      }),
      { numRuns: 25 },
    );
  });

  test("the same seed gives the same result, and neither matrix is changed", () => {
    const [reference, current] = [randomRows(60, 4, 1), randomRows(50, 4, 2)];
    const before = structuredClone([reference, current]);
    expect(method.compare(reference, current, { seed: 5 })).toEqual(method.compare(reference, current, { seed: 5 }));
    expect([reference, current]).toEqual(before);
  });

  test("the same rows on both sides are no drift, even constant ones", () => {
    const constant: Matrix = { rows: 30, columns: 3, values: new Float64Array(90).fill(7) };
    for (const rows of [randomRows(100, 3, 4), constant]) {
      const result = method.compare(rows, rows);
      expect(result.pValue ?? 1).toBeGreaterThan(0.05);
    }
  });

  test("every column twice as wide and moved by 1: found, and the more the larger", () => {
    const changed = (by: number): Matrix => randomRows(200, 5, 6, (row) => row.forEach((x, column) => (row[column] = x * (1 + by) + by)));
    const results = [0.25, 0.5, 1].map((by) => method.compare(randomRows(200, 5, 5), changed(by)));
    expect(results.at(-1)?.pValue).toBeLessThan(1e-6);
    const statistics = results.map(({ statistic }) => statistic ?? 0);
    expect(statistics).toEqual(statistics.toSorted((a, b) => a - b));
  });

  test.each([
    [matrixOf([[1, 2]]), randomRows(20, 2, 1), "rows"],
    [randomRows(20, 2, 1), randomRows(20, 3, 1), "columns"],
    [randomRows(20, 2, 1), randomRows(20, 2, 2, (row) => (row[0] = Number.NaN)), "missing"],
    [randomRows(20, 0, 1), randomRows(20, 0, 1), "no columns"],
  ] as const)("what cannot be compared is refused with a reason (%#)", (reference, current, word) => {
    const result = method.compare(reference, current);
    expect(result).toMatchObject({ statistic: null, pValue: null });
    expect(result.statistic === null && result.note).toContain(word);
  });

  test("more rows than it takes are drawn, and the source says how many of how many", () => {
    const many: Matrix = { rows: 20_000, columns: 3, values: randomRows(20_000, 3, 8).values };
    const result = method.compare(many, randomRows(500, 3, 9), { seed: 1 });
    expect(result.statistic === null ? result.note : result.source).toMatch(/\d+ of 20000 and 500 rows/);
  });
});
