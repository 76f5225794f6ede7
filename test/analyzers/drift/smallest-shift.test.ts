import { describe, expect, test } from "vitest";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import type { SmallestShift } from "../../../analyzers/drift/smallest-shift.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { type DayRows, monitoredOf, randomOf, windowOf } from "./synthetic.ts";

const ROWS = 300;

/** Independent rows, with no ups and downs of days. */
function day(seed: number, warmer = 0): DayRows {
  const random = randomOf(seed * 7919);
  return {
    temperature: Array.from({ length: ROWS }, () => 35 + warmer + 5 * random.normal()),
    carrier: Array.from({ length: ROWS }, () => ["a", "b", "c"][Math.floor(random.uniform() * 3)] ?? "a"),
  };
}

function baselineOf(days: number) {
  return monitoredOf(
    Array.from({ length: days }, (_, number) => day(number + 1)),
    {},
    { temperature: "°F" },
  );
}

function judge(days: number, rows: DayRows): ReadonlyMap<string, Finding> {
  const monitored = baselineOf(days);
  return new Map(judgeWindows(monitored, [windowOf(monitored, rows, 60)], 0, 0).map((finding) => [finding.subject, finding]));
}

const shiftOf = (finding: Finding | undefined): SmallestShift | null => (finding?.evidence["smallestShift"] ?? null) as SmallestShift | null;

describe("every verdict tells the smallest change that it could have seen", () => {
  test("against a fitted null: its threshold in the column's unit, and the window that half of it takes", () => {
    const found = judge(45, day(900));
    const temperature = found.get("temperature");
    expect(shiftOf(temperature)).toEqual({
      value: expect.closeTo((temperature?.threshold ?? Number.NaN) * 5, 0),
      unit: "°F",
      chance: 0.5,
      windowForHalf: "4d",
    });
    expect(shiftOf(found.get("carrier"))).toEqual({ value: found.get("carrier")?.threshold, unit: "share", chance: 0.5, windowForHalf: "4d" });
  });

  test("by a two-sample p-value too: a shift that size is nearly always seen, half of it hardly ever", () => {
    const found = judge(7, day(900));
    const shift = shiftOf(found.get("temperature"));
    expect(shift).toMatchObject({ unit: "°F", chance: 0.9 });
    const { value = 0, rowsForHalf = 0 } = shift ?? {};
    expect(rowsForHalf).toBeGreaterThan(4 * ROWS);
    const monitored = baselineOf(7);
    const seen = (warmer: number): number =>
      Array.from({ length: 60 }, (_, repeat) => windowOf(monitored, day(1000 + repeat, warmer), 60)).filter((window) =>
        judgeWindows(monitored, [window], 0, 0).some((finding) => finding.subject === "temperature" && finding.verdict === "drifted"),
      ).length / 60;
    expect(seen(value)).toBeGreaterThan(0.75);
    expect(seen(value / 2)).toBeLessThan(0.3);
  });

  test("categories by a two-sample p-value: a share of rows", () => {
    const shift = shiftOf(judge(7, day(900)).get("carrier"));
    expect(shift).toMatchObject({ unit: "share", chance: 0.9 });
    expect(shift?.value).toBeGreaterThan(0.05);
    expect(shift?.value).toBeLessThan(0.3);
    expect(shift?.rowsForHalf).toBeGreaterThan(4 * ROWS);
  });

  test("a window that is not judged could have seen nothing", () => {
    const few = { temperature: [35, 36], carrier: ["a", "b"] };
    expect(shiftOf(judge(45, few).get("temperature"))).toBeNull();
  });
});
