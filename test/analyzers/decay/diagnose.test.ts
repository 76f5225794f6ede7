import { describe, expect, test } from "vitest";
import { inputWeights } from "../../../analyzers/decay/input-weights.ts";
import type { ScoredRow } from "../../../analyzers/decay/decay-window.ts";
import { judgeDecay } from "../../../analyzers/decay/judge-decay.ts";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import type { BaselineColumn } from "../../../analyzers/statistics/column-counts.ts";
import { bucketOf } from "../../../analyzers/statistics/sample.ts";
import { DAY_MS, monitoredWith, sumsOf } from "./simulate.ts";

const WEEK_MS = 7 * DAY_MS;
const START = Date.UTC(2024, 2, 4);
const ROWS_A_DAY = 300;
const GRID = { grid: 1, location: 0, scale: 1, resolution: 20 };
const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** A world: x and a flag that the model does not see, the truth's logit and the model's. */
interface World {
  readonly mean?: number;
  readonly flagged?: number;
  readonly truth: (x: number, flag: boolean) => number;
  readonly model: (x: number) => number;
}

const CALIBRATED: World = { truth: (x) => -1 + 1.2 * x, model: (x) => -1 + 1.2 * x };
const OVERCONFIDENT: World = { truth: (x) => -1 + 0.8 * x, model: (x) => -1 + 1.6 * x };
const CURVED: World = { truth: (x) => -1 + 1.2 * x - 0.48 * (x * x - 1), model: (x) => -1 + 0.9 * x };
const BIASED: World = { truth: (x) => -2 + 1.2 * x, model: (x) => -1 + 1.2 * x };
/** The flag counts, and the model leaves it out. */
const LEFT_OUT: World = { flagged: 0.3, truth: (x, flag) => -1.5 + 1.2 * x + (flag ? 1.5 : 0), model: (x) => -1 + 1.1 * x };

function rowsOf(world: World, day: number, random: () => number): readonly ScoredRow[] {
  return Array.from({ length: ROWS_A_DAY }, () => {
    const x = (world.mean ?? 0) + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const flag = random() < (world.flagged ?? 0.5);
    const score = Math.min(0.999, Math.max(0.001, sigmoid(world.model(x))));
    const label = random() < sigmoid(world.truth(x, flag)) ? 1 : 0;
    return { day: START + day * DAY_MS, score, label, numbers: { x }, categories: { flag: String(flag) } };
  });
}

const sumsOfRows = (rows: readonly ScoredRow[]) => sumsOf(rows.map(({ score, label }) => ({ score, label: label === 1 ? 1 : 0 })));

function columnsOf(rows: readonly ScoredRow[]): readonly BaselineColumn[] {
  const count = <T>(values: readonly T[]): ReadonlyMap<T, number> =>
    new Map([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));
  const buckets = count(rows.map(({ numbers }) => bucketOf(numbers["x"] ?? 0, GRID)));
  const flags = count(rows.map(({ categories }) => categories["flag"] ?? ""));
  return [
    { name: "x", kind: "feature", type: "numeric", unit: null, grid: GRID, blocks: [{ type: "numeric", counts: buckets, missing: 0 }] },
    { name: "flag", kind: "feature", type: "categorical", unit: null, grid: null, blocks: [{ type: "categorical", counts: flags, missing: 0 }] },
  ];
}

/** Verdicts of a week of `after` behind 60 days of `before`. */
function week(before: World, after: World, seed: number, { inputs = true, mix = (rows: readonly ScoredRow[]) => rows } = {}) {
  const random = seededRandom(seed);
  const known = Array.from({ length: 60 }, (_, day) => rowsOf(before, day - 60, random));
  const now = Array.from({ length: 7 }, (_, day) => mix(rowsOf(after, day, random)));
  const plain = monitoredWith(known.map(sumsOfRows));
  const monitored = { ...plain, baseline: { ...plain.baseline, columns: columnsOf(known.flat()) } };
  const days = now.map((rows, day) => ({ day: START + day * DAY_MS, window: START, sums: sumsOfRows(rows) }));
  const window = { start: START, end: START + WEEK_MS };
  const books = { predicted: now.flat().length, served: 100, captured: 100, sampledOut: 0 };
  const input = { monitored, window, labelsUntil: window.end, books, days, history: days, cohorts: [], alpha: analyzerBudget(1, WEEK_MS) };
  return judgeDecay(inputs ? { ...input, rows: now.flat() } : input).filter(({ verdict }) => verdict === "decayed");
}

const causes = (judgements: ReturnType<typeof week>): readonly (string | null)[] => [...new Set(judgements.map(({ cause }) => cause))];

describe("what the inputs explain is no decay, however the model was calibrated", () => {
  test.each<[string, World, number]>([
    ["calibrated", CALIBRATED, 1],
    ["overconfident", OVERCONFIDENT, 1],
    ["overconfident, the other way", OVERCONFIDENT, -1],
    ["curved", CURVED, 1],
    ["biased", BIASED, 1.5],
    ["biased, the other way", BIASED, -1.5],
  ])("%s from the start, the inputs moved: in at most one of eight weeks", (_, world, mean) => {
    const alarms = Array.from({ length: 8 }, (__, seed) => week(world, { ...world, mean }, seed + 1)).filter((bad) => bad.length > 0);
    expect(alarms.length).toBeLessThanOrEqual(1);
  });
});

describe("causes say no more than the test", () => {
  test("the slope halves: concept drift, also when weighted to the baseline's inputs", () => {
    const bad = week(CALIBRATED, { ...CALIBRATED, truth: (x) => -0.93 + 0.4 * x }, 3);
    expect(causes(bad)).toEqual(["conceptDrift"]);
    expect(bad[0]?.summary).toContain("also when weighted to the baseline’s inputs");
  });

  test("the same while the inputs moved too", () => {
    expect(causes(week(OVERCONFIDENT, { ...OVERCONFIDENT, mean: 0.7, truth: (x) => -1 - 0.6 * x }, 4))).toEqual(["conceptDrift"]);
  });

  test("a feature that the model leaves out moves the curve alone: calibration moved, the inputs may explain it", () => {
    const bad = week(LEFT_OUT, { ...LEFT_OUT, flagged: 0.8 }, 5);
    expect(causes(bad)).toEqual(["calibrationMoved"]);
    expect(bad[0]?.summary).toContain("but not when weighted to the baseline’s inputs");
  });

  test("without the rows' inputs no more can be said", () => {
    const bad = week(CALIBRATED, { ...CALIBRATED, truth: (x) => -0.93 + 0.4 * x }, 3, { inputs: false });
    expect(causes(bad)).toEqual(["calibrationMoved"]);
    expect(bad[0]?.summary).toContain("whether the same inputs do is not known");
  });

  test("twice as many positives, like those before: label shift", () => {
    const moreOfThem = (rows: readonly ScoredRow[]) => [...rows, ...rows.filter(({ label }) => label === 1)];
    expect(causes(week(CALIBRATED, CALIBRATED, 6, { mix: moreOfThem }))).toEqual(["labelShift"]);
  });

  test("rows whose scores the baseline hardly had: outside training", () => {
    const narrow: World = { truth: (x) => -1 + 0.3 * x, model: (x) => -1 + 0.3 * x };
    expect(causes(week(narrow, { ...narrow, mean: 9, truth: () => -1 }, 7))).toEqual(["outsideTraining"]);
  });
});

describe("weights that give rows the baseline's inputs", () => {
  const random = seededRandom(9);
  const before = rowsOf(LEFT_OUT, 0, random).concat(...Array.from({ length: 9 }, () => rowsOf(LEFT_OUT, 0, random)));
  const now = Array.from({ length: 10 }, () => rowsOf({ ...LEFT_OUT, flagged: 0.8, mean: 0.5 }, 0, random)).flat();
  const weights = inputWeights(now, columnsOf(before));
  const mean = (of: (row: ScoredRow) => number): number =>
    now.reduce((total, row, index) => total + (weights[index] ?? 0) * of(row), 0) / weights.reduce((total, weight) => total + weight, 0);

  test.each<[string, (row: ScoredRow) => number, number]>([
    ["the flag's share", ({ categories }) => (categories["flag"] === "true" ? 1 : 0), 0.3],
    ["x's mean", ({ numbers }) => numbers["x"] ?? 0, 0],
  ])("%s", (_, of, expected) => expect(Math.abs(mean(of) - expected)).toBeLessThan(0.08));

  test("no features: every row counts once", () => expect(inputWeights(now.slice(0, 3), [])).toEqual([1, 1, 1]));
});
