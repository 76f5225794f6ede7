import { describe, expect, test } from "vitest";
import type { MovingBaseline } from "../../../analyzers/baseline/baseline-config.ts";
import { movingBlocks } from "../../../analyzers/baseline/moving-blocks.ts";
import { windowAt, type WindowLength } from "../../../analyzers/windows/window.ts";

const HOUR = 3_600_000;
const trailing = (days: number, exclude: MovingBaseline["exclude"] = []): MovingBaseline => ({ kind: "trailing", days, name: "t", exclude });
const sameHours = (weeks: number): MovingBaseline => ({ kind: "sameHours", weeks, name: "s", exclude: [] });

function blocksOf(source: MovingBaseline, at: string, length: WindowLength, zone = "UTC"): readonly string[] {
  const blocks = movingBlocks(source, windowAt(Date.parse(at), length, zone), length, zone);
  return blocks.map(({ start, end }) => `${new Date(start).toISOString().slice(0, 13)} ${(end - start) / HOUR}h`);
}

describe("a trailing baseline is the whole days before the window", () => {
  test.each<readonly [string, string, WindowLength, readonly string[]]>([
    ["a day", "2026-03-10T12:00Z", "1d", ["2026-03-08T00 24h", "2026-03-09T00 24h"]],
    ["a week: the days before its Monday", "2026-03-12T12:00Z", "1w", ["2026-03-07T00 24h", "2026-03-08T00 24h"]],
  ])("%s", (_, at, length, expected) => {
    expect(blocksOf(trailing(2), at, length)).toEqual(expected);
  });

  test("an hour: the hours of the days before its day, so that a day's hours share them", () => {
    const hours = blocksOf(trailing(2), "2026-03-10T12:00Z", "1h");
    expect([hours.length, hours[0], hours.at(-1)]).toEqual([48, "2026-03-08T00 1h", "2026-03-09T23 1h"]);
  });

  test("a day of 23 hours is a day", () => {
    expect(blocksOf(trailing(2), "2026-03-30T12:00Z", "1d", "Europe/Berlin")).toEqual(["2026-03-27T23 24h", "2026-03-28T23 23h"]);
  });

  test("excluded days are left out and not made up for by older ones", () => {
    const exclude = [{ from: "2026-03-08", to: "2026-03-08", why: "holiday" }];
    expect(blocksOf(trailing(3, exclude), "2026-03-10T12:00Z", "1d")).toEqual(["2026-03-07T00 24h", "2026-03-09T00 24h"]);
  });
});

describe("the same hours of the weeks before", () => {
  test.each<readonly [string, string, WindowLength, readonly string[]]>([
    ["an hour: that hour of that weekday", "2026-03-18T09:30Z", "1h", ["2026-03-04T09 1h", "2026-03-11T09 1h"]],
    ["a day: that weekday", "2026-03-18T09:30Z", "1d", ["2026-03-04T00 24h", "2026-03-11T00 24h"]],
  ])("%s", (_, at, length, expected) => {
    expect(blocksOf(sameHours(2), at, length)).toEqual(expected);
  });

  test("a week: all days of the weeks before", () => {
    expect(blocksOf(sameHours(2), "2026-03-18T09:30Z", "1w")).toHaveLength(14);
  });

  test("over a change of the clocks it is the same local hour", () => {
    // 09:00 in Berlin is 08:00 UTC before 29 March, 07:00 UTC after.
    expect(blocksOf(sameHours(2), "2026-04-01T07:30Z", "1h", "Europe/Berlin")).toEqual(["2026-03-18T08 1h", "2026-03-25T08 1h"]);
  });
});
