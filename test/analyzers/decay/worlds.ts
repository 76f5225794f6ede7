import type { ScoredRow } from "../../../analyzers/decay/decay-window.ts";
import { judgeDecay } from "../../../analyzers/decay/judge-decay.ts";
import type { Judgement } from "../../../analyzers/findings/make-finding.ts";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import { noSums } from "../../../analyzers/performance/performance-sums.ts";
import type { PerformanceSums } from "../../../analyzers/performance/sums.ts";
import type { BaselineColumn, Grid } from "../../../analyzers/statistics/column-counts.ts";
import { normal, type Random } from "../../../analyzers/statistics/random.ts";
import { bucketOf } from "../../../analyzers/statistics/sample.ts";
import { DAY_MS, dayEffects, monitoredWith } from "./simulate.ts";

const WEEK_MS = 7 * DAY_MS;
const START = Date.UTC(2024, 2, 4);
const ROWS_A_DAY = 300;
const GRID: Grid = { grid: 1, location: 0, scale: 1, resolution: 20 };
/** Of the predicted number. */
export const NUMBER_GRID: Grid = { grid: 1, location: 100, scale: 10, resolution: 100 };
const CLASSES = ["a", "b", "c"] as const;

/** What a task's rows are like: x is normal about `mean`, the flag is an input that the model leaves out, `level` what the day does. */
interface World<Truth, Model> {
  readonly mean?: number;
  readonly flagged?: number;
  readonly truth: (x: number, flag: boolean, level: number) => Truth;
  readonly model: (x: number) => Model;
}

/** Log odds of the classes. */
export type ClassWorld = World<readonly number[], readonly number[]> & { readonly task: "multiclass"; readonly confident: boolean };
/** The number, and the noise's standard deviation. */
export type NumberWorld = World<readonly [mean: number, deviation: number], number> & { readonly task: "regression" };

/** Log odds of the three classes that go apart with x; what the day adds is the first's. */
const apart =
  (slope: number, odds: readonly [number, number, number] = [0, 1, 0]) =>
  (x: number, _: boolean = false, level = 0): readonly number[] => [odds[0] - slope * x + level, odds[1], odds[2] + slope * x];

/** A calibrated model of three classes that says how sure it is, and one that does not. */
export const SURE: ClassWorld = { task: "multiclass", confident: true, truth: apart(1.5), model: apart(1.5) };
export const UNSURE: ClassWorld = { ...SURE, confident: false };
/** Miscalibrated from the start. */
export const CLASS_WORLDS: Readonly<Record<string, Pick<ClassWorld, "truth" | "model">>> = {
  calibrated: SURE,
  overconfident: { truth: apart(0.9), model: apart(2) },
  curved: { truth: (x, _, level) => [level - 1.2 * x + 0.5 * x * x, 0.5, 1.2 * x], model: apart(1.2, [0, 0.5, 0]) },
  biased: { truth: apart(1.5, [-1, 1.5, 0]), model: apart(1.5) },
};
/** The flag makes the first class likelier, and the model leaves it out. */
export const CLASS_LEFT_OUT: Pick<ClassWorld, "truth" | "model"> = {
  truth: (x, flag, level) => apart(1.5)(x, flag, level + (flag ? 1.5 : 0)),
  model: apart(1.5),
};
export const CLASS_CONCEPTS: Readonly<Record<string, ClassWorld["truth"]>> = {
  "the slope falls": apart(0.4),
  "outer classes swapped above 0.8": (x, flag, level) => (x > 0.8 ? [1.5 * x, 0, -1.5 * x] : apart(1.5)(x, flag, level)),
};
/** More of the second class, which is found less often than the others. */
export const CLASS_MIXED: Pick<ClassWorld, "truth" | "model"> = { truth: apart(1.5, [0, 0.5, 0]), model: apart(1.5, [0, 0.5, 0]) };
export const moreOfSecond = (rows: readonly WorldRow[]): readonly WorldRow[] => [...rows, ...[1, 2].flatMap(() => rows.filter(({ truth }) => truth === "b"))];

/** A model of numbers that is right. */
export const NUMBERS: NumberWorld = { task: "regression", truth: (x, _, level) => [100 + 10 * x + level, 5], model: (x) => 100 + 10 * x };
/** Wrong from the start. */
export const NUMBER_WORLDS: Readonly<Record<string, Pick<NumberWorld, "truth" | "model">>> = {
  right: NUMBERS,
  curved: { truth: (x, _, level) => [100 + 10 * x + 4 * x * x + level, 5], model: (x) => 104 + 10 * x },
  biased: { truth: (x, _, level) => [100 + 6 * x + level, 5], model: (x) => 108 + 11 * x },
  "in proportion": { truth: (x, _, level) => [Math.exp(2 + 0.8 * x) + level, 0.4 * Math.exp(2 + 0.8 * x)], model: (x) => Math.exp(2 + 0.8 * x) },
};
export const NUMBER_LEFT_OUT: Pick<NumberWorld, "truth" | "model"> = {
  truth: (x, flag, level) => [100 + 10 * x + (flag ? 6 : 0) + level, 5],
  model: (x) => 102 + 10 * x,
};
export const NUMBER_CONCEPTS: Readonly<Record<string, NumberWorld["truth"]>> = {
  "the slope falls": (x, _, level) => [100 + 7 * x + level, 5],
  "three tenths of a deviation more": (x, _, level) => [101.5 + 10 * x + level, 5],
  "more noise": (x, _, level) => [100 + 10 * x + level, 6.5],
};

/** A row as its world makes it. */
interface WorldRow extends ScoredRow {
  readonly truth: string;
}

/** Rows of one day. @param level what the day adds */
export function rowsOf(world: ClassWorld | NumberWorld, day: number, level: number, random: Random): readonly WorldRow[] {
  return Array.from({ length: ROWS_A_DAY }, () => {
    const x = (world.mean ?? 0) + normal(random);
    const flag = random() < (world.flagged ?? 0.5);
    const inputs = { day: START + day * DAY_MS, numbers: { x }, categories: { flag: String(flag) } };
    if (world.task === "regression") {
      const [mean, deviation] = world.truth(x, flag, level);
      return { ...inputs, score: world.model(x), label: mean + deviation * normal(random), truth: "" };
    }
    const chances = softmax(world.model(x));
    const best = chances.indexOf(Math.max(...chances));
    const truth = CLASSES[drawn(softmax(world.truth(x, flag, level)), random)] ?? "a";
    const predicted = CLASSES[best] ?? "a";
    return { ...inputs, score: world.confident ? (chances[best] ?? 0) : -1, label: predicted === truth ? 1 : 0, predicted, truth };
  });
}

/** The sums of one day, by their definitions; what the SQL is held against. */
export function worldSums(rows: readonly WorldRow[], task: "multiclass" | "regression", grid: Grid = NUMBER_GRID): PerformanceSums {
  const total = (of: (row: WorldRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const residual = ({ label, score }: WorldRow): number => label - score;
  if (task === "multiclass") {
    const cells = new Map<string, number>();
    for (const { score, label, predicted = "", truth } of rows)
      for (const side of [`p|${predicted}`, `l|${truth}`] as const) {
        const key = `${side[0] ?? ""}|${score < 0 ? "" : Math.min(19, Math.floor(score * 20))}|${label}|${side.slice(2)}`;
        cells.set(key, (cells.get(key) ?? 0) + 1);
      }
    return { ...noSums, labelled: rows.length, correct: total(({ label }) => label), classCells: Object.fromEntries(cells) };
  }
  const byBucket = [...Map.groupBy(rows, ({ score }) => String(bucketOf(score, grid)))];
  const cells = (of: (row: WorldRow) => number) => Object.fromEntries(byBucket.map(([bucket, own]) => [bucket, own.reduce((sum, row) => sum + of(row), 0)]));
  return {
    ...noSums,
    labelled: rows.length,
    positives: total(({ label }) => label),
    sumScore: total(({ score }) => score),
    sumSquaredError: total((row) => residual(row) ** 2),
    sumAbsoluteError: total((row) => Math.abs(residual(row))),
    numberCells: cells(() => 1),
    residuals: cells(residual),
    squaredResiduals: cells((row) => residual(row) ** 2),
    absoluteResiduals: cells((row) => Math.abs(residual(row))),
  };
}

export interface WeekOptions {
  readonly inputs?: boolean;
  readonly days?: number;
  /** What a day adds, standard deviation and correlation with the day before. */
  readonly effects?: readonly [number, number];
  readonly mix?: (rows: readonly WorldRow[]) => readonly WorldRow[];
  readonly decay?: Readonly<Record<string, unknown>>;
}

/** What a week of `after` behind days of `before` is found to be: the checks that decayed. */
export function judgedWeek<W extends ClassWorld | NumberWorld>(before: W, after: W, random: Random, options: WeekOptions = {}): readonly Judgement[] {
  const { inputs = true, days: baselineDays = 60, effects = [0, 0], mix = (rows) => rows, decay = {} } = options;
  const levels = dayEffects(baselineDays + 7, ...effects, random);
  const known = levels.slice(0, baselineDays).map((level, day) => rowsOf(before, day - baselineDays, level, random));
  const now = levels.slice(baselineDays).map((level, day) => mix(rowsOf(after, day, level, random)));
  const { task } = before;
  const plain = monitoredWith(
    known.map((rows) => worldSums(rows, task)),
    decay,
    { task, prediction: "class", score: task === "regression" ? "number" : undefined },
  );
  const monitored = { ...plain, baseline: { ...plain.baseline, columns: [...columnsOf(known.flat()), PREDICTED] } };
  const days = now.map((rows, day) => ({ day: START + day * DAY_MS, window: START, sums: worldSums(rows, task) }));
  const window = { start: START, end: START + WEEK_MS };
  const books = { predicted: now.flat().length, served: 100, captured: 100, sampledOut: 0 };
  const input = { monitored, window, labelsUntil: window.end, books, days, history: days, cohorts: [], alpha: analyzerBudget(1, WEEK_MS) };
  return judgeDecay(inputs ? { ...input, rows: now.flat() } : input).filter(({ verdict }) => verdict === "decayed");
}

const PREDICTED: BaselineColumn = { name: "number", kind: "prediction", type: "numeric", unit: null, grid: NUMBER_GRID, blocks: [] };

/** The inputs' columns, all rows in one block. */
export function columnsOf(rows: readonly ScoredRow[]): readonly BaselineColumn[] {
  const count = <T>(values: readonly T[]): ReadonlyMap<T, number> =>
    new Map([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));
  const buckets = count(rows.map(({ numbers }) => bucketOf(numbers["x"] ?? 0, GRID)));
  const flags = count(rows.map(({ categories }) => categories["flag"] ?? ""));
  return [
    { name: "x", kind: "feature", type: "numeric", unit: null, grid: GRID, blocks: [{ type: "numeric", counts: buckets, missing: 0 }] },
    { name: "flag", kind: "feature", type: "categorical", unit: null, grid: null, blocks: [{ type: "categorical", counts: flags, missing: 0 }] },
  ];
}

function softmax(odds: readonly number[]): readonly number[] {
  const raw = odds.map((one) => Math.exp(one - Math.max(...odds)));
  const all = raw.reduce((a, b) => a + b, 0);
  return raw.map((one) => one / all);
}

function drawn(chances: readonly number[], random: Random): number {
  let left = random();
  return Math.max(
    0,
    chances.findIndex((chance) => (left -= chance) < 0),
  );
}
