import { describe, expect, test } from "vitest";
import { isBad } from "../../../analyzers/findings/episodes.ts";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import { DAY, type DayRows, monitoredOf, type Random, randomOf, windowOf } from "./synthetic.ts";

const BLOCKS = 45;
const WINDOWS = 40;
const BASELINES = 10;
const ROWS = 80;

const levels = ["a", "b", "c", "d"] as const;

/** Rows that have nothing to do with each other. */
function independentDay(random: Random): DayRows {
  const rows = <T>(draw: () => T): T[] => Array.from({ length: ROWS }, draw);
  return {
    normal: rows(() => random.normal()),
    skewed: rows(() => Math.exp(random.normal())),
    whole: rows(() => Math.floor(random.uniform() * 6)),
    gappy: rows(() => (random.uniform() < 0.1 ? null : random.normal())),
    category: rows(() => levels[Math.floor(random.uniform() ** 2 * 4)] ?? "a"),
  };
}

/** Rows of a day that share the day's level, as weather does; days independent. */
function weatherDay(random: Random): DayRows {
  const [warmth, wind, share] = [random.normal(), Math.exp(0.5 * random.normal()), 0.3 + 0.05 * random.normal()];
  const rows = <T>(draw: () => T): T[] => Array.from({ length: ROWS }, draw);
  return {
    warmth: rows(() => 40 + 9 * warmth + 3 * random.normal()),
    wind: rows(() => 10 * wind * Math.exp(0.2 * random.normal())),
    half: rows(() => warmth * 0.5 + random.normal()),
    gappy: rows(() => (random.uniform() < 0.02 ? null : random.normal())),
    category: rows(() => (random.uniform() < share ? "a" : "b")),
  };
}

/** False alarms a month (windows that would alert, before they merge into episodes) when the model's budget leaves drift `asked` a month. */
function alarmsPerMonth(day: (random: Random) => DayRows, asked: number, seed: number): number {
  let alarms = 0;
  for (let repeat = 0; repeat < BASELINES; repeat++) {
    const random = randomOf(seed + repeat);
    const monitored = monitoredOf(
      Array.from({ length: BLOCKS }, () => day(random)),
      { falseAlarmsPerMonth: asked * 4, drift: { minEffect: 0 } },
    );
    const windows = Array.from({ length: WINDOWS }, (_, number) => windowOf(monitored, day(random), BLOCKS + number));
    const bad = judgeWindows(monitored, windows, 0, 0).filter(isBad);
    alarms += new Set(bad.map((finding) => finding.windowStart)).size;
  }
  return (alarms * 30) / (BASELINES * WINDOWS);
}

test("the budget of a day leaves drift a quarter", () => expect(analyzerBudget(4, DAY)).toBeCloseTo(1 / 30, 12));

describe("false alarms a month stay within what was asked (400 windows each, so up to two standard errors more)", () => {
  const cases: readonly [string, (random: Random) => DayRows][] = [
    ["independent rows", independentDay],
    ["rows that share their day's level", weatherDay],
  ];
  test.each(cases)("%s", (_, day) => {
    expect(alarmsPerMonth(day, 1, 100)).toBeLessThanOrEqual(1.6);
    expect(alarmsPerMonth(day, 4, 500)).toBeLessThanOrEqual(5.1);
  });
});

test("a budget of very many is spent: the null is not so careful that nothing would ever be seen", () => {
  expect(alarmsPerMonth(independentDay, 10, 900)).toBeGreaterThan(1);
});
