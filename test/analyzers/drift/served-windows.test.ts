import { describe, expect, test } from "vitest";
import { isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import type { WindowData } from "../../../analyzers/drift/window-data.ts";
import { type DayRows, monitoredOf, type Random, randomOf, START, DAY, windowOf } from "./synthetic.ts";

const ROWS = 300;
const COLUMNS = Array.from({ length: 3 }, (_, number) => `x${number}`);

/** Numbers of standard deviation 1, each column of a day moved by a level of its own. @param moved of the first column besides */
function dayOf(random: Random, rows: number, level: number, moved = 0): DayRows {
  return Object.fromEntries(
    COLUMNS.map((name, place) => {
      const mean = level * random.normal() + (place === 0 ? moved : 0);
      return [name, Array.from({ length: rows }, () => mean + random.normal())];
    }),
  );
}

/** A training file without times: one block. */
const trained = (random: Random, settings: object = {}) => monitoredOf([dayOf(random, 5_000, 0)], settings);
const served = (monitored: ReturnType<typeof trained>, random: Random, days: number, level: number, moved: (day: number) => number = () => 0): WindowData[] =>
  Array.from({ length: days }, (_, day) => windowOf(monitored, dayOf(random, ROWS, level, moved(day)), 1 + day));
const first = (findings: readonly Finding[]): Finding => findings.find(({ subject }) => subject === "x0") ?? (findings[0] as Finding);
const nullOf = ({ evidence }: Finding) => (evidence["null"] as Record<string, { readonly spread: number }>)["wasserstein"]?.spread ?? Number.NaN;

describe("after a training file without times, served days teach how days differ", () => {
  test("+0.5 sd after 30 quiet days is called, and was not before", () => {
    const called = { taught: 0, alone: 0 };
    for (let seed = 0; seed < 5; seed++) {
      const random = randomOf(100 + seed);
      const monitored = trained(random);
      const quiet = served(monitored, random, 30, 0);
      const moved = windowOf(monitored, dayOf(random, ROWS, 0, 0.5), 31);
      const taught = first(judgeWindows(monitored, [moved], 0, 0, quiet));
      called.taught += Number(taught.verdict === "drifted");
      called.alone += Number(first(judgeWindows(monitored, [moved], 0, 0)).verdict === "drifted");
      expect(taught.inputs["served"]).toEqual({ windows: 28, from: START + DAY, to: START + 29 * DAY });
      expect(taught.thresholdSource).toContain("and by 28 quiet ones served since");
    }
    expect(called).toEqual({ taught: 5, alone: 0 });
  });

  test("days that differ by 0.17 sd: the budget holds once they have taught", () => {
    const [months, asked] = [5, 4];
    let alarms = 0;
    for (let month = 0; month < months; month++) {
      const random = randomOf(900 + month);
      const monitored = trained(random, { falseAlarmsPerMonth: asked * 4, drift: { minEffect: 0 } });
      const days = served(monitored, random, 58, 0.17);
      const bad = judgeWindows(monitored, days.slice(28), 0, 0, days).filter(isBad);
      alarms += new Set(bad.map(({ windowStart }) => windowStart)).size;
    }
    // Up to two standard errors more.
    expect(alarms).toBeLessThanOrEqual(months * asked + 2 * Math.sqrt(months * asked));
  }, 180_000);

  test("what drifts slowly is not learned: days after the first 28 teach nothing, and the null is never wider than the baseline's own", () => {
    const random = randomOf(7);
    const monitored = trained(random);
    const days = served(monitored, random, 70, 0, (day) => 0.02 * Math.max(0, day - 20));
    const judged = judgeWindows(monitored, days.slice(55), 0, 0, days).filter(({ subject }) => subject === "x0");
    const alone = nullOf(first(judgeWindows(monitored, days.slice(0, 1), 0, 0)));
    for (const finding of judged) expect(nullOf(finding)).toBeLessThanOrEqual(alone);
    expect(judged.at(-1)?.inputs["served"]).toMatchObject({ to: START + 29 * DAY });
    expect(judged.every(({ verdict }) => verdict === "drifted")).toBe(true);
  });

  test("a day that drifted teaches nothing: the null is as without it", () => {
    const random = randomOf(8);
    const monitored = trained(random);
    const quiet = served(monitored, random, 30, 0);
    const broken = quiet.map((data, day) => (day === 10 ? windowOf(monitored, dayOf(random, ROWS, 0, 3), 11) : data));
    const target = windowOf(monitored, dayOf(random, ROWS, 0), 40);
    const [with_, without] = [broken, quiet.filter((_, day) => day !== 10)].map((days) => first(judgeWindows(monitored, [target], 0, 0, days)));
    expect(with_?.evidence).toEqual(without?.evidence);
  });

  test("a small shift that was not called teaches little: of the farthest eighth only that it is far", () => {
    const random = randomOf(9);
    const monitored = trained(random);
    const quiet = served(monitored, random, 28, 0);
    const shifted = quiet.map((data, day) => (day > 24 ? windowOf(monitored, dayOf(random, ROWS, 0, 0.6), 1 + day) : data));
    const target = windowOf(monitored, dayOf(random, ROWS, 0, 0.5), 40);
    expect(first(judgeWindows(monitored, [target], 0, 0, shifted)).verdict).toBe("drifted");
  });

  test("fewer than 14 served days, days that differ more than the prior says: the null is the baseline's own", () => {
    const random = randomOf(10);
    const monitored = trained(random);
    const target = windowOf(monitored, dayOf(random, ROWS, 0), 60);
    const alone = judgeWindows(monitored, [target], 0, 0);
    expect(judgeWindows(monitored, [target], 0, 0, served(monitored, random, 13, 0))).toEqual(alone);
    expect(nullOf(first(judgeWindows(monitored, [target], 0, 0, served(monitored, random, 28, 0.6))))).toBe(nullOf(first(alone)));
  });

  test("a window judged alone and among many has one verdict; only windows before it have taught it", () => {
    const random = randomOf(11);
    const monitored = trained(random);
    const days = served(monitored, random, 40, 0.1);
    const together = judgeWindows(monitored, days, 15, 0, days);
    for (const place of [15, 20, 39]) {
      const alone = judgeWindows(monitored, days.slice(place - 15, place + 1), 15, 0, days);
      expect(alone).toEqual(together.filter(({ windowStart }) => windowStart === days[place]?.window.start));
      expect(alone[0]?.inputs["served"]).toMatchObject({ windows: Math.min(28, place) });
    }
  });
});
