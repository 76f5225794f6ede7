import { standardDeviation } from "simple-statistics";
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
  test("its threshold in the column's unit, and the window that half of it takes", () => {
    const found = judge(45, day(900));
    const temperature = found.get("temperature");
    const rows = Array.from({ length: 45 }, (_, number) => day(number + 1)["temperature"] as number[]).flat();
    const deviation = standardDeviation(rows);
    expect(shiftOf(temperature)).toMatchObject({ unit: "°F", chance: 0.5, windowForHalf: "4d" });
    // Within a hundredth: the baseline's values lie in buckets.
    expect((shiftOf(temperature)?.value ?? 0) / ((temperature?.threshold ?? 0) * deviation)).toBeCloseTo(1, 2);
    expect(shiftOf(found.get("carrier"))).toEqual({ value: found.get("carrier")?.threshold, unit: "share", chance: 0.5, windowForHalf: "4d" });
  });

  test.each([45, 7])("with %d days: a shift half as large again is nearly always seen, half of it hardly ever", (days) => {
    const shift = shiftOf(judge(days, day(900)).get("temperature"));
    expect(shift).toMatchObject({ unit: "°F", chance: 0.5 });
    const monitored = baselineOf(days);
    const seen = (warmer: number): number =>
      Array.from({ length: 30 }, (_, repeat) => windowOf(monitored, day(1000 + repeat, warmer), 60)).filter((window) =>
        judgeWindows(monitored, [window], 0, 0).some((finding) => finding.subject === "temperature" && finding.verdict === "drifted"),
      ).length / 30;
    expect(seen(1.5 * (shift?.value ?? 0))).toBeGreaterThan(0.9);
    expect(seen((shift?.value ?? 0) / 2)).toBeLessThan(0.3);
  });

  test("a window that is not judged could have seen nothing", () => {
    const few = { temperature: [35, 36], carrier: ["a", "b"] };
    expect(shiftOf(judge(45, few).get("temperature"))).toBeNull();
  });

  test("where even a critical change would not have shown, it cannot be told, instead of unchanged", () => {
    const wild = monitoredOf(
      Array.from({ length: 3 }, (_, number) => ({ temperature: day(number + 1, 60 * (number - 1))["temperature"] ?? [] })),
      {},
      { temperature: "°F" },
    );
    const [finding] = judgeWindows(wild, [windowOf(wild, { temperature: day(900)["temperature"] ?? [] }, 60)], 0, 0);
    expect(finding?.verdict).toBe("ok");
    expect(finding?.summary).toMatch(/^temperature cannot be told from training: nothing under a shift of [\d.]+ °F would have shown\.$/);
  });
});
