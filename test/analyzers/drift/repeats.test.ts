import { describe, expect, test } from "vitest";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { type Cell, type DayRows, monitoredOf, type Random, randomOf, windowOf } from "./synthetic.ts";

const [DAYS, ROWS, COLUMNS] = [30, 200, 25];

/** Rows of 25 columns, of which the first is drawn otherwise; each day has a level of its own in each column. */
function dayOf(random: Random, first: (random: Random, level: number, row: number) => Cell, dayEffect: number): DayRows {
  const usual = (level: number): readonly Cell[] => Array.from({ length: ROWS }, () => random.normal() + level);
  const level = (): number => dayEffect * random.normal();
  const own = level();
  const others = Array.from({ length: COLUMNS - 1 }, (_, column) => [`y${column}`, usual(level())] as const);
  return Object.fromEntries([["x", Array.from({ length: ROWS }, (_, row) => first(random, own, row))] as const, ...others]);
}

const usual = (random: Random, level: number): number => random.normal() + level;

function judged(dayEffect: number, first: (random: Random, level: number, row: number) => Cell, seed: number): Finding | undefined {
  const random = randomOf(seed);
  const monitored = monitoredOf(Array.from({ length: DAYS }, () => dayOf(random, usual, dayEffect)));
  return judgeWindows(monitored, [windowOf(monitored, dayOf(random, first, dayEffect), DAYS)], 0, 0).find(({ subject }) => subject === "x");
}

describe("one value in many rows, which moves no mean", () => {
  test.each([
    ["a tenth of the rows stuck near the middle", 0.2, (random: Random, level: number) => (random.uniform() < 0.1 ? 0.31 : usual(random, level)), "stuckValue"],
    ["a fifth stuck, days that differ much", 0.3, (random: Random, level: number) => (random.uniform() < 0.2 ? -0.7 : usual(random, level)), "stuckValue"],
  ] as const)("%s: drifted and material", (_, dayEffect, first, cause) => {
    const finding = judged(dayEffect, first, 5);
    expect([finding?.verdict, finding?.material, finding?.cause]).toEqual(["drifted", true, cause]);
  });

  test("rows that come twenty times each: drifted, duplicatedRows", () => {
    const source = randomOf(2);
    const few = Array.from({ length: 10 }, () => source.normal());
    const finding = judged(0.1, (_, __, row) => few[row % few.length] ?? 0, 6);
    expect([finding?.verdict, finding?.cause]).toEqual(["drifted", "duplicatedRows"]);
  });
});

test("rows of an hour that share one reading by nature, as weather does, are no repeats", () => {
  const random = randomOf(8);
  const readings = (level: number): readonly Cell[] => {
    const hours = Array.from({ length: 12 }, () => Math.round(10 * (random.normal() + level)) / 10);
    return Array.from({ length: ROWS }, (_, row) => hours[row % hours.length] ?? 0);
  };
  const day = (): DayRows => ({ x: readings(0.3 * random.normal()) });
  const monitored = monitoredOf(Array.from({ length: DAYS }, day));
  const findings = judgeWindows(
    monitored,
    Array.from({ length: 300 }, (_, place) => windowOf(monitored, day(), DAYS + place)),
    0,
    0,
  );
  expect(findings.filter(({ verdict }) => verdict === "drifted").length).toBeLessThanOrEqual(1);
});

test("an hour of rain heavier than any before is no repeat", () => {
  const random = randomOf(9);
  const rain = (): readonly Cell[] => {
    const wet = random.uniform() < 0.3 ? Math.floor(8 * random.uniform()) : 0;
    const hours = Array.from({ length: 20 }, (_, hour) => (hour < wet ? Math.round(100 * Math.exp(-3.5 + random.normal())) / 100 : 0));
    return Array.from({ length: 2 * ROWS }, (_, row) => hours[row % hours.length] ?? 0);
  };
  const monitored = monitoredOf(Array.from({ length: 46 }, () => ({ x: rain() })));
  const windows = Array.from({ length: 200 }, (_, place) => windowOf(monitored, { x: rain() }, 46 + place));
  const pValues = judgeWindows(monitored, windows, 0, 0).map(({ evidence }) => evidence.checks.find(({ check }) => check === "repeats")?.pValue ?? 1);
  expect(pValues.filter((pValue) => pValue < 0.005).length).toBeLessThanOrEqual(3);
});

test("days that differ have the check call no more of them than its share", () => {
  let called = 0;
  for (let seed = 0; seed < 12; seed++) {
    const random = randomOf(100 + seed);
    const day = (): DayRows => ({
      x: Array.from(
        { length: ROWS },
        (
          (level) => () =>
            random.normal() + level
        )(0.3 * random.normal()),
      ),
    });
    const monitored = monitoredOf(Array.from({ length: 7 }, day));
    const findings = judgeWindows(
      monitored,
      Array.from({ length: 50 }, (_, place) => windowOf(monitored, day(), 7 + place)),
      0,
      0,
    );
    called += findings.filter(({ evidence }) => (evidence.checks.find(({ check }) => check === "repeats")?.pValue ?? 1) < 0.008).length;
  }
  // 600 windows at 0.8 %.
  expect(called).toBeLessThanOrEqual(5);
});
