import { describe, expect, test } from "vitest";
import { likenessOfNames, plainName, standsForNothing } from "../../../analyzers/drift/causes/level-names.ts";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { Random } from "../../../bench/alarms/random.ts";
import { type Cell, monitoredOf, windowOf } from "./synthetic.ts";

const [ROWS, BASELINE_DAYS, QUIET_DAYS] = [400, 45, 4];
type Draw = (random: Random, day: number) => Cell;

/** Findings of changed days after quiet ones, and of quiet days after them. */
function judge(usual: Draw, changed: Draw, days: number, unit?: string, after = 0, rowsOf?: (rows: Cell[]) => Cell[]): readonly Finding[] {
  const random = new Random(5, days);
  const rows = (draw: Draw, number: number): { x: readonly Cell[] } => ({ x: Array.from({ length: ROWS }, () => draw(random, number)) });
  const monitored = monitoredOf(
    Array.from({ length: BASELINE_DAYS }, () => rows(usual, 0)),
    {},
    unit === undefined ? {} : { x: unit },
  );
  const drawn = [
    ...Array.from({ length: QUIET_DAYS }, () => rows(usual, 0)),
    ...Array.from({ length: days }, (_, number) => ({ x: (rowsOf ?? ((all: Cell[]) => all))([...rows(changed, number).x]) })),
    ...Array.from({ length: after }, () => rows(usual, 0)),
  ];
  return judgeWindows(
    monitored,
    drawn.map((day, number) => windowOf(monitored, day, BASELINE_DAYS + number)),
    QUIET_DAYS,
    0,
  );
}

/** Causes of the parts of a finding, "or" between those that it cannot tell apart. */
function named({ cause, evidence }: Finding): string {
  const parts = evidence["causes"] as readonly { cause: string | null; or: readonly { cause: string }[] }[] | undefined;
  if (parts === undefined) return cause ?? "none";
  return parts.map((part) => [part.cause ?? "none", ...part.or.map((other) => other.cause)].join(" or ")).join(" + ");
}

const celsius: Draw = (random) => 15 + 8 * random.normal();
const price: Draw = (random) => Math.exp(3 + 0.8 * random.normal());
const metres: Draw = (random) => Math.exp(5 + 0.5 * random.normal());
const score: Draw = (random) => random.normal();
const wide: Draw = (random) => Math.exp(3 + 1.2 * random.normal());
/** Poisson with mean 3. */
const counts: Draw = (random) => {
  let [events, left] = [0, random.uniform()];
  for (; left > Math.exp(-3); events++) left *= random.uniform();
  return events;
};
const level =
  (shares: Readonly<Record<string, number>>): Draw =>
  (random) => {
    let left = random.uniform();
    for (const [name, share] of Object.entries(shares)) {
      left -= share;
      if (left < 0) return name;
    }
    return Object.keys(shares)[0] ?? "";
  };
const letters = level({ a: 0.5, b: 0.3, c: 0.2 });
const of =
  (usual: Draw, change: (value: number, random: Random, day: number) => Cell): Draw =>
  (random, day) =>
    change(Number(usual(random, day)), random, day);

describe("a change is called", () => {
  const cases: readonly [string, Draw, Draw, number, string | undefined, string, RegExp?][] = [
    ["°F for °C, which nothing of this world does", celsius, of(celsius, (value) => 1.8 * value + 32), 3, "°C", "unitChange"],
    [
      "feet for metres, or a factor of 3.28: both",
      metres,
      of(metres, (value) => value / 0.3048),
      3,
      "m",
      "unitChange or trueShift",
      /ft instead of m, or the values are really 3\.\d+ times as large/,
    ],
    ["cents for euros", price, of(price, (value) => 100 * value), 1, undefined, "unitChange"],
    ["seven times as much, which is no unit", price, of(price, (value) => 7 * value), 1, undefined, "none"],
    ["half of the rows in cents", price, of(price, (value, random) => (random.uniform() < 0.5 ? 100 : 1) * value), 2, undefined, "mixedSources"],
    ["stuck at 0", celsius, () => 0, 2, "°C", "stuckValue", /^x is 0 in every row/],
    [
      "−999 in a fifth of the rows",
      celsius,
      of(celsius, (value, random) => (random.uniform() < 0.2 ? -999 : value)),
      2,
      "°C",
      "sentinel",
      /^x is −999 in \d+(\.\d)? % of rows, never in training/,
    ],
    [
      "−999 in a fifth of the rows and °F in the others",
      celsius,
      of(celsius, (value, random) => (random.uniform() < 0.2 ? -999 : 1.8 * value + 32)),
      2,
      "°C",
      "sentinel + unitChange",
    ],
    [
      "−99999 in a tenth of the rows and K in the others, which the grid holds in few buckets",
      celsius,
      of(celsius, (value, random) => (random.uniform() < 0.1 ? -99_999 : value + 273.15)),
      2,
      "°C",
      "sentinel + unitChange",
    ],
    [
      "−999 in a seventh of the rows and a thousand times as much in the others, however wide they are",
      wide,
      of(wide, (value, random) => (random.uniform() < 0.15 ? -999 : 1000 * value)),
      2,
      undefined,
      "sentinel + unitChange",
    ],
    ["−999 in a seventh of rows of small counts", counts, of(counts, (value, random) => (random.uniform() < 0.15 ? -999 : value)), 2, undefined, "sentinel"],
    [
      "a count that the column has anyway in half of the rows: repeated, or really commoner, but no hump",
      counts,
      of(counts, (value, random) => (random.uniform() < 0.4 ? 5 : value)),
      2,
      undefined,
      "stuckValue or trueShift",
      /^x is 5 in \d+(\.\d)? % of rows, against \d+(\.\d)? % in training, the others being as before/,
    ],
    ["millimetres in µm", of(price, (value) => value), of(price, (value) => 1000 * value), 2, "mm", "unitChange"],
    ["the sign turned", celsius, of(celsius, (value) => -value), 2, undefined, "signFlip"],
    ["twice the spread", score, of(score, (value) => 2 * value), 2, undefined, "spreadChange", /^x is spread [\d.]+ times as wide as in training/],
    [
      "two humps",
      score,
      of(score, (value, random) => (random.uniform() < 0.5 ? -2 : 2) + 0.3 * value),
      2,
      undefined,
      "secondHump or mixedSources",
      /^x has two humps where training has one/,
    ],
    ["missing, the rest as before", score, of(score, (value, random) => (random.uniform() < 0.3 ? null : value)), 1, undefined, "nullSurge"],
    [
      "missing and shifted for three days: both",
      score,
      of(score, (value, random) => (random.uniform() < 0.2 ? null : value + 2)),
      3,
      undefined,
      "nullSurge + trueShift",
    ],
    ["shifted for two days: nothing yet", score, of(score, (value) => value + 1.5), 2, undefined, "none"],
    ["shifted for three days", score, of(score, (value) => value + 1.5), 3, undefined, "trueShift", /the shift lasts, 3 windows so far\.$/],
    ["b in capitals", letters, level({ a: 0.5, B: 0.3, c: 0.2 }), 1, undefined, "renamedCategory"],
    ["b and c in capitals: two", letters, level({ a: 0.5, B: 0.3, C: 0.2 }), 1, undefined, "renamedCategory + renamedCategory"],
    ["n in place of b: a new name or a new thing", letters, level({ a: 0.5, n: 0.3, c: 0.2 }), 1, undefined, "renamedCategory or trueShift"],
    ["b gone to a, n from c: no rename", level({ a: 0.5, b: 0.12, c: 0.38 }), level({ a: 0.62, n: 0.15, c: 0.23 }), 1, undefined, "none"],
    ["N/A in a third of the rows", letters, (random, day) => (random.uniform() < 0.3 ? "N/A" : letters(random, day)), 1, undefined, "sentinel"],
  ];
  test.each(cases)("%s", (_, usual, changed, days, unit, expected, summary) => {
    const last = judge(usual, changed, days, unit).at(-1);
    expect(last && named(last)).toBe(expected);
    if (summary !== undefined) expect(last?.summary).toMatch(summary);
  });

  test("rows that come forty times: duplicatedRows", () => {
    const found = judge(price, price, 1, undefined, 0, (rows) => rows.map((_, place) => rows[place % 10] ?? null));
    expect(found.map(named)).toEqual(["duplicatedRows"]);
  });
});

/** Inches of rain in a day's rows: twenty hours, some of them wet, whose rows share their hour's rain. */
function rainOf(random: Random, wetHours: number, level: number): { readonly x: readonly Cell[] } {
  const hours = Array.from({ length: 20 }, (_, hour) => (hour < wetHours ? Math.max(0.01, Number(Math.exp(level + 0.9 * random.normal()).toFixed(2))) : 0));
  return { x: Array.from({ length: ROWS }, (_, row) => hours[row % hours.length] ?? 0) };
}

test("a storm is never another unit of rain, where days of rain differ by themselves as units do", () => {
  const random = new Random(11);
  const monitored = monitoredOf(
    Array.from({ length: BASELINE_DAYS }, (_, day) =>
      day % 5 === 0 ? rainOf(random, 2 + random.whole(8), -3.5 + 0.7 * random.normal()) : rainOf(random, 0, 0),
    ),
    {},
    { x: "in" },
  );
  const storms = Array.from({ length: 40 }, (_, day) => rainOf(random, 8 + random.whole(12), -2.2 + 0.5 * random.normal() + day / 40));
  const judged = storms.flatMap((storm, day) => judgeWindows(monitored, [windowOf(monitored, storm, BASELINE_DAYS + day)], 0, 0));
  expect(judged.filter(({ verdict }) => verdict === "drifted").length).toBeGreaterThan(10);
  expect(judged.map(named).filter((name) => /unitChange|signFlip|mixedSources/.test(name))).toEqual([]);
});

describe("over time", () => {
  test("a shift of three days that ends: the first day after says that it was temporary, the alert's cause stays the shift", () => {
    const found = judge(
      score,
      of(score, (value) => value - 1.5),
      3,
      undefined,
      2,
    );
    expect(found.map(({ cause, verdict }) => [verdict, cause])).toEqual([
      ["drifted", null],
      ["drifted", null],
      ["drifted", "trueShift"],
      ["ok", "temporaryShift"],
      ["ok", null],
    ]);
    expect(found[3]?.summary).toBe("x is back to what it was in training; the shift was temporary, 3 windows long.");
  });

  test("what was named holds while it fits: a factor that looks like miles stays one answer for eight days", () => {
    const speed: Draw = (random) => 60 + 20 * random.normal();
    const found = judge(
      speed,
      of(speed, (value) => value / 1.609),
      8,
      "km/h",
    );
    expect(new Set(found.map(({ cause }) => cause)).size).toBe(1);
  });

  test("a window judged alone is called what it is called among many", () => {
    const random = new Random(3);
    const rows = (draw: Draw): { x: readonly Cell[] } => ({ x: Array.from({ length: ROWS }, () => draw(random, 0)) });
    const monitored = monitoredOf(Array.from({ length: BASELINE_DAYS }, () => rows(celsius)));
    const windows = Array.from({ length: 12 }, (_, day) =>
      windowOf(monitored, rows(day < 6 ? celsius : of(celsius, (value) => value + 20)), BASELINE_DAYS + day),
    );
    const together = judgeWindows(monitored, windows, 8, 0);
    for (const [place, finding] of together.entries()) expect(judgeWindows(monitored, windows.slice(place, place + 9), 8, 0)).toEqual([finding]);
  });
});

describe("names of levels", () => {
  test.each([
    ["case, spaces and signs are no difference", "Sao-Paulo ", "são paulo", true],
    ["a number is the same however written", "1", "01.0", true],
    ["other digits are another thing", "model 12", "model 13", false],
    ["an abbreviation is alike", "DL", "DAL", true],
    ["a typing error is alike", "premium", "premuim", true],
    ["another word is not", "oak", "elm", false],
  ] as const)("%s", (_, from, to, isAlike) => expect(likenessOfNames(from, to) > 0).toBe(isAlike));

  test.each(["", "N/A", "unknown", "null", "-999", "?"])("“%s” stands for no value", (name) => expect([name, standsForNothing(name)]).toEqual([name, true]));
  test.each(["north", "0", "naples"])("“%s” does not", (name) => expect([plainName(name), standsForNothing(name)]).toEqual([name, false]));
});
