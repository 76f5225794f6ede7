import { describe, expect, test } from "vitest";
import type { ErrorSubject, WindowRequests } from "../../../analyzers/errors/error-window.ts";
import { historyStart, usualHistory } from "../../../analyzers/errors/usual-history.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2024, 2, 29);
const window = { start: START, end: START + HOUR_MS };
const history: readonly WindowRequests[] = Array.from({ length: 28 * 24 }, (_, hour) => ({
  start: START - (28 * 24 - hour) * HOUR_MS,
  requests: 25,
  failures: [],
}));
const failing = (...hoursBefore: readonly number[]): ReadonlyMap<ErrorSubject, ReadonlySet<number>> =>
  new Map([["all", new Set(hoursBefore.map((hours) => START - hours * HOUR_MS))]]);
const last = (hours: number): readonly number[] => Array.from({ length: hours }, (_, hour) => hour + 1);

describe("what is usual", () => {
  test.each<[string, ReturnType<typeof failing>, number, number]>([
    ["nothing failed: seven days", failing(), 168, 0],
    ["failing hours are left out, and as many looked at before", failing(...last(60)), 168, 60],
    ["four days of outage", failing(...last(96)), 168, 96],
    ["failing for three weeks: what is left of four", failing(...last(21 * 24)), 168, 504],
    ["failing hours before the seven days do not matter", failing(200), 168, 0],
    ["another subject's verdicts do not matter", new Map([["network", new Set([START - HOUR_MS])]]), 168, 0],
  ])("%s", (_, bad, windows, leftOut) => {
    const usual = usualHistory({ history, failing: bad, window }, "all");
    expect([usual.windows.length, usual.leftOut]).toEqual([windows, leftOut]);
  });

  test("failing as far as one can see: it does not become the norm", () => {
    const { windows, leftOut } = usualHistory({ history, failing: failing(...last(28 * 24)), window }, "all");
    expect(windows).toEqual([{ start: 0, requests: 1000, failures: [] }]);
    expect(leftOut).toBe(672);
  });

  test("never further back than four weeks", () => {
    expect(historyStart(START, HOUR_MS, failing(...last(700)), "all")).toBe(START - 28 * DAY_MS);
  });
});
