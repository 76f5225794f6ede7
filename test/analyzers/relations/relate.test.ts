import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { relationData } from "../../../analyzers/relations/read-relations.ts";
import { relate, type RelateOptions, type RelationSide } from "../../../analyzers/relations/relate.ts";
import type { RelationVerdict } from "../../../analyzers/relations/relation-check.ts";
import type { RawValues, RelationData } from "../../../analyzers/relations/relation-data.ts";

type Row = Readonly<Record<string, number | string | null>>;
type Draw = (u: () => number, row: number) => Row;

const ROWS = 600;

function columnsOf(rows: readonly Row[]): ReadonlyMap<string, RawValues> {
  return new Map(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name] ?? null)]));
}

function compare(before: Draw, now: Draw, options: Partial<RelateOptions> = {}): RelationVerdict {
  const random = seededRandom(3);
  const [reference, current] = relationData(
    columnsOf(Array.from({ length: ROWS }, (_, row) => before(random, row))),
    columnsOf(Array.from({ length: ROWS }, (_, row) => now(random, row))),
  );
  const side = (data: typeof reference): RelationSide => ({ data, runs: null, hourly: null });
  return relate(side(reference), side(current), null, { predictions: [], eventTime: null, falseAlarmRate: 0.01, ...options });
}

const found = (verdict: RelationVerdict): readonly (readonly [string, readonly string[]])[] =>
  verdict.checks.filter(({ drifted }) => drifted).map(({ check, columns }) => [check, columns]);

const noise: Draw = (u) => ({ a: u(), b: u(), c: u(), kind: u() < 0.4 ? "x" : u() < 0.5 ? "y" : "z", p: u() });

describe("what changed between columns is found, under its name, and nothing else", () => {
  const cases: readonly [string, Draw, Draw, readonly (readonly [string, readonly string[]])[]][] = [
    ["nothing changed", noise, noise, []],
    ["two columns became related", noise, (u, row) => ((r) => ({ ...r, b: Number(r["a"]) + 0.8 * u() }))(noise(u, row)), [["correlation", ["a", "b"]]]],
    [
      "a number and a level",
      noise,
      (u, row) => ((r) => ({ ...r, kind: Number(r["c"]) < 0.4 && u() < 0.8 ? "x" : u() < 0.5 ? "y" : "z" }))(noise(u, row)),
      [["correlation", ["c", "kind"]]],
    ],
    ["only one distribution changed: that is no relation", noise, (u, row) => ((r) => ({ ...r, a: Math.exp(9 * Number(r["a"])) + 100 }))(noise(u, row)), []],
    ["a copy", noise, (u, row) => ((r) => ({ ...r, b: r["a"] ?? 0 }))(noise(u, row)), [["copy", ["a", "b"]]]],
    ["a copy in another unit", noise, (u, row) => ((r) => ({ ...r, b: Number(r["a"]) * 1.8 + 32 }))(noise(u, row)), [["copy", ["a", "b"]]]],
    ["a copy no more", (u, row) => ((r) => ({ ...r, b: r["a"] ?? 0 }))(noise(u, row)), noise, [["copy", ["a", "b"]]]],
    ["one value only", noise, (u, row) => ({ ...noise(u, row), b: 0.5 }), [["constant", ["b"]]]],
    ["the prediction became an input", noise, (u, row) => ((r) => ({ ...r, c: r["p"] ?? 0 }))(noise(u, row)), [["feedback", ["c", "p"]]]],
    [
      "an input that nearly determines the prediction",
      noise,
      (u, row) => ((r) => ({ ...r, c: Number(r["p"]) ** 2 + 0.02 * u() }))(noise(u, row)),
      [["feedback", ["c", "p"]]],
    ],
    [
      "a column that lost all its relations",
      (u) => ((f) => ({ a: f + 0.3 * u(), b: f + 0.3 * u(), c: f + 0.3 * u(), p: u(), kind: "x" }))(u()),
      (u) => ((f) => ({ a: u(), b: f + 0.3 * u(), c: f + 0.3 * u(), p: u(), kind: "x" }))(u()),
      [["unrelated", ["a"]]],
    ],
  ];
  test.each(cases)("%s", (_, before, now, expected) => {
    expect(found(compare(before, now, { predictions: ["p"] }))).toEqual(expected);
  });
});

test("categories that became equal are a copy", () => {
  const level = (u: () => number): string => `l${Math.floor(5 * u())}`;
  const verdict = compare(
    (u) => ({ k: level(u), l: level(u) }),
    (u) => ((k) => ({ k, l: k }))(level(u)),
  );
  expect(found(verdict)).toEqual([["copy", ["k", "l"]]]);
});

test("what is shown is in words, with both figures, and held against a threshold", () => {
  const [check] = compare(noise, (u, row) => ((r) => ({ ...r, b: Number(r["a"]) + 0.8 * u() }))(noise(u, row))).checks;
  expect(check?.detail).toMatch(/^rank correlation of a and b: -?0\.0\d in the reference, now 0\.7\d$/);
  expect(check?.statistic).toBeGreaterThan(check?.threshold ?? Infinity);
  expect(check?.pValue).toBeLessThan(check?.level ?? 0);
});

test("times in a column that lie further behind the event are late", () => {
  const rows =
    (age: number): Draw =>
    (u, row) => ({ event: new Date(1e12 + row * 60_000).toISOString(), seen: new Date(1e12 + row * 60_000 - age * (0.5 + u())).toISOString() });
  const verdict = compare(rows(60_000), rows(7_200_000), { eventTime: "event" });
  expect(found(verdict)).toEqual([["late", ["seen"]]]);
  expect(verdict.checks[0]?.detail).toMatch(/^seen is 1\d\d\.\d minutes before the event in half of the rows, in the reference \d\d\.\d seconds$/);
  expect(found(compare(rows(7_200_000), rows(60_000), { eventTime: "event" }))).toEqual([]);
});

test("times that are to come are no feed", () => {
  const rows =
    (ahead: number): Draw =>
    (u, row) => ({ event: new Date(1e12 + row * 60_000).toISOString(), due: new Date(1e12 + row * 60_000 + ahead * (1 + u())).toISOString() });
  expect(compare(rows(7_200_000), rows(60_000), { eventTime: "event" }).checks.filter(({ check }) => check === "late")).toEqual([]);
});

test("more pairs than are looked at still count as hypotheses", () => {
  const verdict = compare(noise, noise, { mostPairs: 2 });
  expect(verdict.hypotheses).toBe(compare(noise, noise).hypotheses);
});

test("values that are held for many rows are few values: independent feeds that move slowly raise no alarm", () => {
  const random = seededRandom(9);
  const held = (): number[] => {
    let value = 0;
    return Array.from({ length: 400 }, (_, row) => (row % 10 === 0 ? (value = random()) : value));
  };
  const side = (): RelationData => relationData(new Map(["a", "b", "c", "d"].map((name) => [name, held()])), new Map())[0];
  const alarms = Array.from({ length: 100 }, () => {
    const [reference, current] = [side(), side()].map((data): RelationSide => ({ data, runs: null, hourly: null }));
    if (!reference || !current) throw new Error("two sides were drawn");
    return found(relate(reference, current, null, { predictions: [], eventTime: null, falseAlarmRate: 0.01 })).length > 0;
  });
  // A true 1 % exceeds 4 of 100 in 0.4 % of seeds.
  expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(4);
});

test("unchanged data of ugly shapes raise no alarm: at most 1 % of pairs at 1 % asked", () => {
  const ugly: Draw = (u) =>
    ((f) => ({
      zero: u() < 0.95 ? 0 : u(),
      rare: u() < 0.98 ? 0 : 1,
      rarer: u() < 0.97 ? "n" : "y",
      heavy: Math.tan(3 * (u() - 0.5)),
      lognormal: Math.exp(4 * f),
      near: f + 0.001 * u(),
      gone: u() < 0.9 ? null : f,
    }))(u());
  const random = seededRandom(5);
  const draw = () => columnsOf(Array.from({ length: 150 }, (_, row) => ugly(random, row)));
  const alarms = Array.from({ length: 200 }, () => {
    const [reference, current] = relationData(draw(), draw());
    const side = (data: typeof reference): RelationSide => ({ data, runs: null, hourly: null });
    return found(relate(side(reference), side(current), null, { predictions: [], eventTime: null, falseAlarmRate: 0.01 })).length > 0;
  });
  // A true 1 % exceeds 6 of 200 in 0.4 % of seeds.
  expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(6);
});
