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
  ["not sent", undefined, {}],
  ["a list of numbers", [1, 2], { vectors: { v: [1, 2] } }],
  ["an object, key by key", { a: 1, b: { c: "x" } }, { numbers: { v_a: 1 }, categories: { v_b_c: "x" } }],
])("a value goes where it belongs: %s", (_, value, expected) => {
  const folded: FoldedValues = { numbers: {}, categories: {}, vectors: {}, missing: [] };
  foldValue(folded, "v", value, false);
  expect(folded).toEqual({ numbers: {}, categories: {}, vectors: {}, missing: [], ...expected });
});
