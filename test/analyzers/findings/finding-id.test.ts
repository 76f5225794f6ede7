import { expect, test } from "vitest";
import { findingId } from "../../../analyzers/findings/finding-id.ts";

const key = { model: "m", version: "1", analyzer: "drift", subject: "x", windowStart: 0, windowEnd: 10 } as const;

test("the same key has the same id of 32 hexadecimal digits, and it stays what it was", () => {
  expect(findingId({ ...key })).toBe(findingId(key));
  expect(findingId(key)).toMatch(/^[0-9a-f]{32}$/);
});

const others = [
  { model: "n" },
  { version: "2" },
  { analyzer: "decay" },
  { subject: "y" },
  { windowStart: 1 },
  { windowEnd: 11 },
  { model: "m1", version: "" },
] as const;
test.each(others)("another %o is another finding", (change) => expect(findingId({ ...key, ...change })).not.toBe(findingId(key)));
