import { expect, test } from "vitest";
import { isKnownLabel } from "../../../collector/events/label-class.ts";
import { epochMs, timeFault } from "../../../dashboards/api/label-time.ts";

test.each([
  ["1", undefined, "true", true],
  ["1", undefined, " 1.0 ", true],
  ["1", undefined, "No", true],
  ["1", undefined, "banana", false],
  ["churned", undefined, "stayed", null],
  ["churned", ["churned", "stayed"], " stayed ", true],
  ["churned", ["churned", "stayed"], "churnd", false],
] as const)("positive %j, classes %j: the label %j is known: %j", (positive, classes, label, known) => {
  expect(isKnownLabel({ task: "binary", positive, classes: classes === undefined ? undefined : [...classes] }, label)).toBe(known);
});

test("regression takes decimals and exponents, no words", () => {
  expect(["1.5", "1e3", "-2", "x", ""].map((label) => isKnownLabel({ task: "regression", positive: "1", classes: undefined }, label))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("seconds, milliseconds, microseconds and nanoseconds are one time", () => {
  expect([1_764_230_000, 1_764_230_000_000, 1_764_230_000_000_000, 1.76423e18].map(epochMs)).toEqual(Array(4).fill(1_764_230_000_000));
});

test("times of 1970 and of the future are refused, with what would be right", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(timeFault(now, now)).toBeNull();
  expect(timeFault(1_764_230, now)).toMatch(/1970-01-01T.* is before 2000; expected ISO 8601, or epoch seconds/);
  expect(timeFault(Date.UTC(2099, 0, 1), now)).toMatch(/is in the future/);
});
