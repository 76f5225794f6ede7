import fc from "fast-check";
import { expect, test } from "vitest";
import { numericSample } from "../../../../analyzers/statistics/sample.ts";
import { sortedNumbers } from "../../../../analyzers/data/sorted-numbers.ts";
import { toSample } from "../../../../analyzers/report/numbers/to-sample.ts";

test.each([
  ["no row", [], { values: [], weights: [] }],
  ["one row", [7], { values: [7], weights: [1] }],
  ["ties at either end", [1, 1, 2, 3, 3, 3], { values: [1, 2, 3], weights: [2, 1, 3] }],
] as const)("%s", (_, rows, { values, weights }) => {
  expect(toSample(sortedNumbers(Float64Array.from(rows)))).toEqual({ type: "numeric", values, weights, total: rows.length });
});

test("sorted rows make the sample that the same rows in any order make", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -8, max: 8 })), (rows) => {
      expect(toSample(sortedNumbers(Float32Array.from(rows).sort()))).toEqual(numericSample(rows));
    }),
  );
});
