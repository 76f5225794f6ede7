import { array, assert, float, property } from "fast-check";
import { expect, test } from "vitest";
import { shortestFloat32 } from "../../../serving/wire/float32.ts";

test("the shortest decimal of a 32-bit float means the same float", () => {
  expect(shortestFloat32(Math.fround(5.1))).toBe(5.1);
  assert(property(array(float({ noNaN: true })), (values) => values.every((value) => Math.fround(shortestFloat32(value)) === value)));
});
