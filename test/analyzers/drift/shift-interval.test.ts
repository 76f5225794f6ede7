import { expect, test } from "vitest";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import { type Cell, monitoredOf, type Random, randomOf, windowOf } from "./synthetic.ts";

const [DAYS, ROWS, WINDOWS, BASELINES] = [30, 150, 25, 8];

interface Kind {
  readonly name: string;
  /** Size of a day's own level. */
  readonly dayEffect: number;
  readonly draw: (random: Random, level: number, moved: boolean) => Cell;
  /** The true change of a window with such a level. */
  readonly truth: (level: number, moved: boolean) => number;
}

const levels = (shares: readonly number[], random: Random): string => {
  let left = random.uniform();
  return `l${shares.findIndex((share) => (left -= share) < 0)}`;
};
const KINDS: readonly Kind[] = [
  {
    name: "normal numbers",
    dayEffect: 0.3,
    draw: (random, level, moved) => random.normal() + level + (moved ? 1 : 0),
    truth: (level, moved) => level + (moved ? 1 : 0),
  },
  {
    name: "lognormal numbers",
    dayEffect: 0,
    draw: (random, _, moved) => Math.exp(0.8 * random.normal()) * (moved ? 1.5 : 1),
    truth: (_, moved) => (moved ? 0.5 * Math.exp(0.32) : 0),
  },
  {
    name: "numbers of two values",
    dayEffect: 0,
    draw: (random, _, moved) => Number(random.uniform() < (moved ? 0.2 : 0.06)),
    truth: (_, moved) => (moved ? 0.14 : 0),
  },
  {
    name: "categories",
    dayEffect: 0,
    draw: (random, _, moved) => levels(moved ? [0.3, 0.4, 0.2, 0.1] : [0.4, 0.3, 0.2, 0.1], random),
    truth: (_, moved) => (moved ? 0.1 : 0),
  },
];

function coverage({ dayEffect, draw, truth }: Kind, seed: number): { readonly covered: number; readonly given: number } {
  const random = randomOf(seed);
  let [covered, given] = [0, 0];
  for (let number = 0; number < BASELINES; number++) {
    const day = (level: number, moved: boolean): { x: readonly Cell[] } => ({ x: Array.from({ length: ROWS }, () => draw(random, level, moved)) });
    const monitored = monitoredOf(Array.from({ length: DAYS }, () => day(dayEffect * random.normal(), false)));
    for (let place = 0; place < WINDOWS; place++) {
      const [level, moved] = [dayEffect * random.normal(), place % 2 === 1];
      const [finding] = judgeWindows(monitored, [windowOf(monitored, day(level, moved), DAYS + place)], 0, 0);
      const { low = Number.NaN, high = Number.NaN } = finding?.effect ?? {};
      if (low === high) continue;
      given += 1;
      covered += Number(low <= truth(level, moved) && truth(level, moved) <= high);
    }
  }
  return { covered, given };
}

test.each(KINDS)("$name: the interval of a window's change covers it in 95 % of windows", (kind) => {
  const { covered, given } = coverage(kind, 7);
  expect(given).toBeGreaterThan(0.9 * BASELINES * WINDOWS);
  // Two standard errors of a share of 200 under 95 %.
  expect(covered / given).toBeGreaterThan(0.92);
});

test("an interval that cannot be given says why, and the sentence has none", () => {
  const random = randomOf(3);
  const day = (level: number): { x: readonly Cell[] } => ({ x: Array.from({ length: ROWS }, () => Math.exp(2.6 * random.normal() + level)) });
  const monitored = monitoredOf(Array.from({ length: DAYS }, () => day(0)));
  const [finding] = judgeWindows(monitored, [windowOf(monitored, day(4), DAYS)], 0, 0);
  expect(finding?.verdict).toBe("drifted");
  expect(finding?.evidence["effectNote"]).toMatch(/one tail is \d+ times as long as the other/);
  expect(finding?.summary).not.toContain("95 %");
});
