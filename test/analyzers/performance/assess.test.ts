import { describe, expect, test } from "vitest";
import { assess } from "../../../analyzers/performance/assess.ts";
import { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import { isBeyond, referenceLimits } from "../../../analyzers/performance/reference-limits.ts";
import { LOSS, SHARE } from "../../../analyzers/performance/rows/measured.ts";
import { cutWindows, parseWindowLength } from "../../../analyzers/performance/windows.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";

const HOUR = 3_600_000;

describe("windows", () => {
  test.each([
    ["5000rows", { rows: 5000 }],
    ["1row", { rows: 1 }],
    ["1h", { milliseconds: HOUR }],
    ["2d", { milliseconds: 48 * HOUR }],
    ["0rows", null],
    ["rows", null],
    ["1y", null],
  ])("%s", (text, length) => expect(parseWindowLength(text)).toEqual(length));

  test("by rows the last may be short", () => {
    expect(cutWindows(5, null, { rows: 2 })).toEqual([
      { start: 0, end: 2, from: "0", to: "1", whole: true },
      { start: 2, end: 4, from: "2", to: "3", whole: true },
      { start: 4, end: 5, from: "4", to: "4", whole: false },
    ]);
  });

  test("by time they begin at whole hours, and an hour without rows has none", () => {
    const times = Float64Array.from([10, HOUR - 1, HOUR, 5 * HOUR]);
    expect(cutWindows(4, times, { milliseconds: HOUR }).map(({ start, end, from, to }) => [start, end, from, to])).toEqual([
      [0, 2, "1970-01-01T00:00:00.000Z", "1970-01-01T01:00:00.000Z"],
      [2, 3, "1970-01-01T01:00:00.000Z", "1970-01-01T02:00:00.000Z"],
      [3, 4, "1970-01-01T05:00:00.000Z", "1970-01-01T06:00:00.000Z"],
    ]);
  });

  test("weeks begin on Mondays", () => {
    expect(cutWindows(1, Float64Array.from([Date.UTC(2026, 10, 27)]), { milliseconds: 168 * HOUR })[0]?.from).toBe("2026-11-23T00:00:00.000Z");
  });

  test("more than ten thousand are refused", () => {
    expect(() => cutWindows(20_000, null, { rows: 1 })).toThrow("there would be 20000; expected at most 10000, so a longer --window");
  });
});

describe("limits by the reference's windows", () => {
  const windows = [0.9, 0.92, 0.94].map((value) => ({ value, rows: 100 }));
  const limits = referenceLimits(windows, SHARE);
  const of = (value: number, rows = 100): boolean | null => isBeyond({ value, low: value - 0.01, high: value + 0.01 }, limits, rows, SHARE);

  test("mean and three standard deviations, within what the metric can be", () => {
    expect(limits?.low).toBeCloseTo(0.92 - 3 * Math.sqrt(0.0008 / 3), 12);
    expect(referenceLimits(windows, { lowest: 0.91, highest: 0.93 })).toMatchObject({ low: 0.91, high: 0.93 });
  });
  test("on the limit: no alert (strict)", () => expect(of(limits?.low ?? 0)).toBe(false));
  test("beyond it: an alert, on either side", () => expect([of(0.87), of(0.97)]).toEqual([true, true]));
  test("a window of a quarter of the rows has limits twice as wide", () => expect([of(0.86, 25), of(0.81, 25)]).toEqual([false, true]));
  test("fewer than three windows tell nothing", () =>
    expect(isBeyond({ value: 0.1, low: 0, high: 0.2 }, referenceLimits(windows.slice(1), SHARE), 1, SHARE)).toBeNull());
  test("windows that were all alike: only what the interval tells from them", () => {
    const alike = referenceLimits(
      [1, 1, 1].map((value) => ({ value, rows: 100 })),
      SHARE,
    );
    expect(isBeyond({ value: 0.99, low: 0.94, high: 1 }, alike, 100, SHARE)).toBe(false);
    expect(isBeyond({ value: 0.8, low: 0.7, high: 0.9 }, alike, 100, SHARE)).toBe(true);
  });
});

describe("assess", () => {
  const random = seededRandom(4);
  const rows = (count: number, spread: number): NumberTaskRows => {
    const labels = Float64Array.from({ length: count }, () => 10 * random());
    return new NumberTaskRows(
      labels,
      labels.map((label) => label + spread * normal(random)),
    );
  };
  const unlabelled = new NumberTaskRows(new Float64Array(200).fill(Number.NaN), new Float64Array(200));

  test("windows of the reference alert seldom, worse ones do", () => {
    const found = (spread: number) =>
      assess({ rows: rows(5000, 1), times: null }, { rows: rows(2000, spread), times: null }, { length: { rows: 500 }, estimate: null, fewLabels: null });
    expect(found(1).windows.map(({ realised }) => realised["mae"]?.alert)).toEqual([false, false, false, false]);
    expect(found(2).windows.map(({ realised }) => realised["mae"]?.alert)).toEqual([true, true, true, true]);
    expect(found(1).reference).toMatchObject({ rows: 5000, labelled: 5000, windows: 10 });
  });

  test("a window without labels: null, and cannot be told", () => {
    const [window] = assess(
      { rows: rows(500, 1), times: null },
      { rows: unlabelled, times: null },
      { length: { rows: 200 }, estimate: null, fewLabels: null },
    ).windows;
    expect(window).toMatchObject({ rows: 200, labelled: 0 });
    expect(window?.realised["mae"]).toEqual({ value: null, low: null, high: null, alert: null, note: "no row has a label" });
  });

  test("without a length, a tenth of the reference's rows", () => {
    expect(
      assess({ rows: rows(500, 1), times: null }, { rows: rows(120, 1), times: null }, { length: null, estimate: null, fewLabels: null }).windows.map(
        (window) => window.rows,
      ),
    ).toEqual([50, 50, 20]);
  });

  test("losses have no limit below 0", () =>
    expect(
      referenceLimits(
        [0, 1, 5].map((value) => ({ value, rows: 1 })),
        LOSS,
      )?.low,
    ).toBe(0));
});
