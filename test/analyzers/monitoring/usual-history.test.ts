import { describe, expect, test } from "vitest";
import { type BadWindows, historyStart, usualHistory } from "../../../analyzers/monitoring/usual-history.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2024, 2, 29);
const window = { start: START, end: START + HOUR_MS };
const before = Array.from({ length: 28 * 24 }, (_, hour) => ({ start: START - (28 * 24 - hour) * HOUR_MS }));
const bad = (...hoursBefore: readonly number[]): BadWindows => new Map([["all", new Set(hoursBefore.map((hours) => START - hours * HOUR_MS))]]);
const last = (hours: number): readonly number[] => Array.from({ length: hours }, (_, hour) => hour + 1);

describe("what is usual", () => {
  test.each<[string, BadWindows, number, number]>([
    ["nothing failed: seven days", bad(), 168, 0],
    ["failing hours are left out, and as many looked at before", bad(...last(60)), 168, 60],
    ["four days of outage", bad(...last(96)), 168, 96],
    ["failing for three weeks: what is left of four", bad(...last(21 * 24)), 168, 504],
    ["failing hours before the seven days do not matter", bad(200), 168, 0],
    ["another subject's verdicts do not matter", new Map([["network", new Set([START - HOUR_MS])]]), 168, 0],
  ])("%s", (_, found, windows, leftOut) => {
    const usual = usualHistory(before, found, window, "all");
    expect([usual.windows.length, usual.leftOut]).toEqual([windows, leftOut]);
  });

  test("bad as far as one can see: nothing is left", () => {
    expect(usualHistory(before, bad(...last(28 * 24)), window, "all")).toEqual({ windows: [], leftOut: 672 });
  });

  test("never further back than four weeks", () => {
    expect(historyStart(START, HOUR_MS, bad(...last(700)), "all")).toBe(START - 28 * DAY_MS);
  });
});
