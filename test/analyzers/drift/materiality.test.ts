import { describe, expect, test } from "vitest";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { type Cell, type DayRows, monitoredOf, type Random, randomOf, windowOf } from "./synthetic.ts";

const ROWS = 2000;
type Draw = (random: Random) => Cell;

const usual = { number: (random: Random) => random.normal(), level: (random: Random) => (random.uniform() < 0.3 ? "b" : "a") } as const;
type Changed = Partial<Record<keyof typeof usual, Draw>>;

function day(seed: number, changed: Changed = {}, rows = ROWS): DayRows {
  const random = randomOf(seed * 7919);
  const drawn = (draw: Draw): Cell[] => Array.from({ length: rows }, () => draw(random));
  return { number: drawn(changed.number ?? usual.number), level: drawn(changed.level ?? usual.level) };
}

const monitored = monitoredOf(Array.from({ length: 30 }, (_, number) => day(number + 1)));

/** The last window's finding on a column. */
function judge(changes: readonly Changed[], subject: string, of = monitored, rows = ROWS): Finding | undefined {
  const windows = changes.map((changed, number) => windowOf(of, day(500 + number, changed, rows), 40 + number));
  return judgeWindows(of, windows, windows.length - 1, 0).find((finding) => finding.subject === subject);
}

const same: Changed = {};
const often =
  (share: number, then: Cell, else_: Draw): Draw =>
  (random) =>
    random.uniform() < share ? then : else_(random);

describe("what one window alerts on by default", () => {
  const cases: readonly [string, keyof typeof usual, Changed, "critical" | "warning" | "none"][] = [
    ["a new level in 2 % of rows", "level", { level: often(0.02, "new", usual.level) }, "warning"],
    ["2 % missing, none before", "number", { number: often(0.02, null, usual.number) }, "warning"],
    ["9 % missing, none before", "number", { number: often(0.09, null, usual.number) }, "warning"],
    ["−999 in 1 % of rows", "number", { number: often(0.01, -999, usual.number) }, "critical"],
    ["a shift of 0.3 standard deviations", "number", { number: (random) => 0.3 + random.normal() }, "warning"],
    ["a mix changed in 8 % of rows", "level", { level: (random) => (random.uniform() < 0.38 ? "b" : "a") }, "warning"],
    ["0.4 % missing", "number", { number: often(0.004, null, usual.number) }, "none"],
  ];
  test.each(cases)("%s: %s", (_, subject, changed, severity) => {
    const finding = judge([same, changed], subject);
    expect([finding?.verdict, finding?.severity]).toEqual(["drifted", severity]);
  });
});

test("what is small but significant shows, and alerts as a warning once it has lasted for three windows", () => {
  const small: Changed = { number: often(0.004, null, usual.number) };
  const of = (days: number): Finding | undefined => judge([same, ...Array.from({ length: days }, () => small)], "number");
  expect([1, 2, 3, 4].map((days) => [of(days)?.verdict, of(days)?.material, of(days)?.severity])).toEqual([
    ["drifted", false, "none"],
    ["drifted", false, "none"],
    ["drifted", true, "warning"],
    ["drifted", true, "warning"],
  ]);
});

describe("windows with too few rows", () => {
  const few = monitoredOf(Array.from({ length: 60 }, (_, number) => day(number + 1, {}, 20)));
  test("are judged together with those before them", () => {
    const shifted: Changed = { number: (random) => 3 + random.normal() };
    const finding = judge([same, same, shifted, shifted, shifted], "number", few, 20);
    expect([finding?.verdict, finding?.rows, finding?.evidence["pooledWindows"]]).toEqual(["drifted", 60, 3]);
    expect(judge([same, same, same], "number", few, 20)?.verdict).toBe("ok");
  });
  test("are noData where there are none, and the window that would do is named", () => {
    const finding = judge([same], "number", few, 20);
    expect(finding?.summary).toBe("number cannot be judged: only 20 rows, 50 needed; with window: 1w there would be about 140.");
  });
  test("a window judged alone and among many is judged alike", () => {
    const windows = Array.from({ length: 24 }, (_, number) => windowOf(few, day(700 + number, {}, 20), 60 + number));
    const among = judgeWindows(few, windows, 15, 0).filter((finding) => finding.windowStart === windows[20]?.window.start);
    expect(judgeWindows(few, windows.slice(5, 21), 15, 0)).toEqual(among);
  });
});

test("one number is the smallest effect of all", () => {
  const lenient = { ...monitored, config: monitoredOf([day(1)], { drift: { minEffect: 0.5 } }).config };
  expect(judge([same, { number: often(0.09, null, usual.number) }], "number", lenient)?.material).toBe(false);
});
