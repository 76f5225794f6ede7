import { assert, integer, property, string } from "fast-check";
import { expect, test } from "vitest";
import { boundedText } from "../../../collector/events/bounded-text.ts";

test.each([
  ["a short id stays", "r-1", 256, "r-1"],
  ["length == limit: stays", "x".repeat(256), 256, "x".repeat(256)],
  ["one byte more: beginning, ~ and the hash (sha256sum of 257 x)", "x".repeat(257), 256, `${"x".repeat(223)}~15eb95a462ee20bd91a415ae2d4aed34`],
  ["bytes count, not characters; none is cut in two", "é".repeat(129), 256, `${"é".repeat(111)}~`],
])("%s", (_, text, limit, expected) => {
  const bounded = boundedText(text, limit);
  expect(expected.endsWith("~") ? bounded.slice(0, -32) : bounded).toBe(expected);
});

test("never over the limit, always well formed, the same again when bounded again, and different texts stay different", () => {
  assert(
    property(string({ unit: "grapheme", maxLength: 80 }), string({ unit: "binary", maxLength: 80 }), integer({ min: 40, max: 90 }), (a, b, limit) => {
      const [x, y] = [boundedText(a, limit), boundedText(b, limit)];
      expect(Buffer.byteLength(x)).toBeLessThanOrEqual(limit);
      expect(x.isWellFormed()).toBe(true);
      expect(boundedText(x, limit)).toBe(x);
      expect(x === y).toBe(a.toWellFormed() === b.toWellFormed());
    }),
    { numRuns: 1_000, seed: 3 },
  );
});
