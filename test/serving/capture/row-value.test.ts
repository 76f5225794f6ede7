import { expect, test } from "vitest";
import { foldValue } from "../../../serving/capture/row-value.ts";
import type { FoldedValues } from "../../../serving/capture/row-value.ts";

test.each([
  ["a finite number", 1.5, { numbers: { v: 1.5 } }],
  ["a string", "x", { categories: { v: "x" } }],
  ["an empty string is a category", "", { categories: { v: "" } }],
  ["true", true, { categories: { v: "true" } }],
  ["null", null, { missing: ["v"] }],
  ["NaN", Number.NaN, { missing: ["v"] }],
  ["infinity", Number.POSITIVE_INFINITY, { missing: ["v"] }],
  ["a whole number beyond doubles", 9007199254740993n, { categories: { v: "9007199254740993" } }],
  ["not sent", undefined, {}],
  ["a list of numbers", [1, 2], { vectors: { v: [1, 2] } }],
  ["an object, key by key", { a: 1, b: { c: "x" } }, { numbers: { v_a: 1 }, categories: { v_b_c: "x" } }],
])("a value goes where it belongs: %s", (_, value, expected) => {
  const folded: FoldedValues = { numbers: {}, categories: {}, vectors: {}, missing: [] };
  foldValue(folded, "v", value, false);
  expect(folded).toEqual({ numbers: {}, categories: {}, vectors: {}, missing: [], ...expected });
});

test("names and categories have a length, beyond which they are their beginning and a hash", () => {
  const folded: FoldedValues = { numbers: {}, categories: {}, vectors: {}, missing: [] };
  foldValue(folded, "n".repeat(1_000), 1, false);
  foldValue(folded, "c", "x".repeat(5_000), false);
  expect(Object.keys(folded.numbers).map((name) => name.length)).toEqual([176]);
  expect(folded.categories["c"]).toMatch(/^x{991}~[\da-f]{32}$/);
});

test("a value nested deeper than 16 is refused", () => {
  const folded: FoldedValues = { numbers: {}, categories: {}, vectors: {}, missing: [] };
  const nested = (depth: number): unknown => (depth === 0 ? "x" : [nested(depth - 1)]);
  foldValue(folded, "v", nested(16), false);
  expect(() => foldValue(folded, "v", nested(17), false)).toThrow("it is nested deeper than 16; expected less");
});

test("a list of which more than 10,000 elements would be columns is refused; numbers are one vector, however many", () => {
  const folded: FoldedValues = { numbers: {}, categories: {}, vectors: {}, missing: [] };
  foldValue(
    folded,
    "v",
    Array.from({ length: 10_000 }, () => []),
    false,
  );
  foldValue(
    folded,
    "numbers",
    Array.from({ length: 10_001 }, (_, i) => i),
    false,
  );
  expect(folded.vectors["numbers"]).toHaveLength(10_001);
  expect(() =>
    foldValue(
      folded,
      "v",
      Array.from({ length: 10_001 }, () => []),
      false,
    ),
  ).toThrow('reading "v": its 10001 elements would be a column each; expected at most 10000, or a list of numbers');
});
