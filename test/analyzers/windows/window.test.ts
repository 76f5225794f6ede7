import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type WindowLength, WINDOW_MS, windowAt, windowsBetween } from "../../../analyzers/windows/window.ts";

const iso = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");
const at = (text: string): number => Date.parse(text);

describe("the window that holds an instant", () => {
  const cases: readonly [string, string, WindowLength, string, string, string][] = [
    ["a UTC day is UTC's", "2024-05-05T13:20:00Z", "1d", "UTC", "2024-05-05T00:00Z", "2024-05-06T00:00Z"],
    ["an instant on the boundary begins its window", "2024-05-05T00:00:00Z", "1d", "UTC", "2024-05-05T00:00Z", "2024-05-06T00:00Z"],
    ["a New York day begins at 05:00 UTC in winter", "2013-01-05T13:00:00Z", "1d", "America/New_York", "2013-01-05T05:00Z", "2013-01-06T05:00Z"],
    ["the day of spring's change has 23 hours", "2013-03-10T13:00:00Z", "1d", "America/New_York", "2013-03-10T05:00Z", "2013-03-11T04:00Z"],
    ["the day of autumn's change has 25 hours", "2013-11-03T13:00:00Z", "1d", "America/New_York", "2013-11-03T04:00Z", "2013-11-04T05:00Z"],
    ["the last minutes of a 25-hour day belong to it", "2013-11-04T04:59:00Z", "1d", "America/New_York", "2013-11-03T04:00Z", "2013-11-04T05:00Z"],
    ["where midnight is skipped the day begins at one", "2018-11-04T12:00:00Z", "1d", "America/Sao_Paulo", "2018-11-04T03:00Z", "2018-11-05T02:00Z"],
    ["a week begins on Monday", "2024-05-05T13:20:00Z", "1w", "UTC", "2024-04-29T00:00Z", "2024-05-06T00:00Z"],
    ["Monday is in its own week", "2024-04-29T00:00:00Z", "1w", "UTC", "2024-04-29T00:00Z", "2024-05-06T00:00Z"],
    ["the week of spring's change has 167 hours", "2013-03-08T00:00:00Z", "1w", "America/New_York", "2013-03-04T05:00Z", "2013-03-11T04:00Z"],
    ["hours of a half-hour zone begin at its full hour", "2024-05-05T13:20:00Z", "1h", "Asia/Kolkata", "2024-05-05T12:30Z", "2024-05-05T13:30Z"],
    ["before 1970 too", "1969-07-20T20:17:00Z", "1d", "UTC", "1969-07-20T00:00Z", "1969-07-21T00:00Z"],
    ["a date that a zone left out has no window", "2011-12-30T09:00:00Z", "1d", "Pacific/Apia", "2011-12-29T10:00Z", "2011-12-30T10:00Z"],
  ];
  test.each(cases)("%s", (_, instant, length, zone, start, end) => {
    const window = windowAt(at(instant), length, zone);
    expect([iso(window.start), iso(window.end)]).toEqual([start, end]);
  });

  test("an unknown zone is a configuration error that says what would be right", () => {
    expect(() => windowAt(0, "1d", "Mars/Olympus")).toThrow(/"Mars\/Olympus" is no time zone; an IANA name/);
  });
});

test("only windows that have ended by `to` are given", () => {
  const windows = windowsBetween(at("2024-05-05T13:20:00Z"), at("2024-05-07T23:59:00Z"), "1d", "UTC");
  expect(windows.map((window) => iso(window.start))).toEqual(["2024-05-05T00:00Z", "2024-05-06T00:00Z"]);
});

test("windows tile time over every change of the clocks", () => {
  const zone = fc.constantFrom("UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Europe/Berlin");
  const length = fc.constantFrom<WindowLength>("1h", "1d", "1w");
  const instant = fc.integer({ min: at("2010-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(instant, length, zone, (ms, size, timeZone) => {
      const window = windowAt(ms, size, timeZone);
      expect(window.start <= ms && ms < window.end).toBe(true);
      expect(windowAt(window.start, size, timeZone)).toEqual(window);
      expect(windowAt(window.end - 1, size, timeZone)).toEqual(window);
      expect(windowAt(window.end, size, timeZone).start).toBe(window.end);
      expect(Math.abs(window.end - window.start - WINDOW_MS[size])).toBeLessThanOrEqual(WINDOW_MS["1h"]);
    }),
    { numRuns: 300 },
  );
});
