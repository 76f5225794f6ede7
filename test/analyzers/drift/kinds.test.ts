import { describe, expect, test } from "vitest";
import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import { kindsOf } from "../../../analyzers/drift/null/kinds.ts";
import { localHour } from "../../../analyzers/windows/local-hours.ts";
import { WINDOW_MS, windowsBetween } from "../../../analyzers/windows/window.ts";

const ZONE = "Europe/Berlin";
const HOUR = WINDOW_MS["1h"];

function baselineOf(length: "1h" | "1d", from: string, to: string): Baseline {
  const blocks = windowsBetween(Date.parse(from), Date.parse(to), length, ZONE).map((window) => ({ ...window, rows: 100 }));
  return { id: "b", name: "training", model: "m", version: "1", source: "drawn", timeZone: ZONE, blocks, columns: [], performance: null };
}

const at = (time: string): { readonly start: number; readonly end: number } => ({ start: Date.parse(time), end: Date.parse(time) + HOUR });
const NONE = { calendar: [], daySpread: 0.2 };

describe("what an hour's window is compared with", () => {
  test.each([
    ["few weeks: the same hour of all days", "2026-03-16T00:00:00+01:00", "2026-04-06T00:00:00+02:00", "2026-04-07T14:00:00+02:00", "14:00", 21],
    ["many weeks: the same hour of the week", "2026-01-05T00:00:00+01:00", "2026-03-02T00:00:00+01:00", "2026-03-03T14:00:00+01:00", "14:00 on Tuesdays", 8],
    [
      "by the clock, over the change to summer time",
      "2026-02-02T00:00:00+01:00",
      "2026-03-30T00:00:00+02:00",
      "2026-03-31T08:00:00+02:00",
      "08:00 on Tuesdays",
      8,
    ],
  ] as const)("%s", (_, from, to, window, name, pieces) => {
    const baseline = baselineOf("1h", from, to);
    const kind = kindsOf(baseline, { ...NONE, window: "1h" }).of(at(window));
    expect([kind.name, kind.pieces.length]).toEqual([name, pieces]);
    for (const number of kind.pieces.flat()) expect(localHour(baseline.blocks[number]?.start ?? 0, ZONE).hour).toBe(Number(name.slice(0, 2)));
  });

  test("an hour that the day of the change lacks is of no window; one that no day of the baseline has is like nothing", () => {
    const baseline = baselineOf("1h", "2026-03-02T08:00:00+01:00", "2026-03-02T20:00:00+01:00");
    expect(kindsOf(baseline, { ...NONE, window: "1h" }).of(at("2026-03-10T03:00:00+01:00")).pieces).toEqual([]);
  });

  test("days in the baseline cannot tell hours apart: all of it, and no spread is learned", () => {
    const kinds = kindsOf(baselineOf("1d", "2026-01-05T00:00:00+01:00", "2026-03-02T00:00:00+01:00"), { ...NONE, window: "1h" });
    expect(kinds.all.map((kind) => kind.pieces.length)).toEqual([1]);
  });
});

test("days that the calendar names are compared with those of the name, others with the others; with none of the name there is nothing", () => {
  const baseline = baselineOf("1d", "2025-12-01T00:00:00+01:00", "2026-02-01T00:00:00+01:00");
  const days = [
    { from: "2025-12-24", to: "2025-12-26" },
    { from: "2026-12-24", to: "2026-12-26" },
  ];
  const calendar = [
    { name: "holidays", days },
    { name: "sale", days: [{ from: "2026-07-01", to: "2026-07-03" }] },
  ];
  const kinds = kindsOf(baseline, { ...NONE, calendar, window: "1d" });
  expect(kinds.of(at("2026-12-25T00:00:00+01:00")).pieces.length).toBe(3);
  expect(kinds.of(at("2026-12-20T00:00:00+01:00")).pieces.length).toBe(59);
  expect(kinds.of(at("2026-07-02T00:00:00+02:00")).pieces).toEqual([]);
});

test("weeks are seven days each; a baseline of fewer is one", () => {
  expect(
    kindsOf(baselineOf("1d", "2026-01-05T00:00:00+01:00", "2026-01-28T00:00:00+01:00"), { ...NONE, window: "1w" }).all[0]?.pieces.map((piece) => piece.length),
  ).toEqual([7, 7, 9]);
  expect(
    kindsOf(baselineOf("1d", "2026-01-05T00:00:00+01:00", "2026-01-09T00:00:00+01:00"), { ...NONE, window: "1w" }).all[0]?.pieces.map((piece) => piece.length),
  ).toEqual([4]);
});
