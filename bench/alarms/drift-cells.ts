import type { Baseline } from "../../analyzers/baseline/baseline.ts";
import { judgeWindow, sharedAmong } from "../../analyzers/drift/judge-window.ts";
import { checkColumn } from "../../analyzers/drift/judge-column.ts";
import { columnNulls } from "../../analyzers/drift/null/column-null.ts";
import { quietWindows, taughtNulls } from "../../analyzers/drift/taught-nulls.ts";
import type { WindowData } from "../../analyzers/drift/window-data.ts";
import { analyzerBudget } from "../../analyzers/monitoring/budget.ts";
import type { BaselineColumn, ColumnCounts } from "../../analyzers/statistics/column-counts.ts";
import { FILE_DAYS } from "./one-block.ts";
import { poissonUpper } from "./poisson-upper.ts";
import { DRAWN_GRID, drawBinomial, drawNormal, drawShares } from "./drawn-windows.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";

const DAY = 86_400_000;
/** Monday. */
const START = Date.UTC(2024, 0, 1);
const MONTH = 30;
/** Windows without a bad one after which an alert is over. */
const QUIET = 3;
const COLUMNS = 25;
/** How many columns a model has; the smaller model is the first columns of the larger. */
const MODELS = [10, 25] as const;

/** How days differ though nothing changes: each column's level of a day, in standard deviations. */
const TRAFFIC: Readonly<Record<string, { readonly held: boolean; levels(random: Random): (day: number) => number }>> = {
  independent: { held: true, levels: () => () => 0 },
  "day effects .17": { held: true, levels: (random) => () => 0.17 * random.normal() },
  "day effects .3": { held: true, levels: (random) => () => 0.3 * random.normal() },
  "AR .5, .17": { held: true, levels: (random) => wander(0.17, 0.5, random) },
  "AR .5, .3": { held: false, levels: (random) => wander(0.3, 0.5, random) },
  "weekend +.3": { held: true, levels: () => (day) => (day % 7 >= 5 ? 0.3 : 0) },
  "AR .9, .3": { held: false, levels: (random) => wander(0.3, 0.9, random) },
};

/** What columns are: normal numbers; or of each ten six numbers, two categories and two that miss 5 %. */
const SHAPES = ["numbers", "mixed"] as const;

interface DriftCell {
  readonly blocks: number;
  readonly traffic: string;
  readonly rows: number;
  readonly shape: (typeof SHAPES)[number];
  /** Days served between the baseline and the month, which teach it. */
  readonly served: number;
}

/** The cells that options ask for: lists with commas, of traffic with semicolons. */
export function cellsOf(asked: {
  readonly blocks: string;
  readonly traffic: string;
  readonly rows: string;
  readonly shapes: string;
  readonly served: string;
}): readonly DriftCell[] {
  const names = Object.keys(TRAFFIC).filter(
    (name) => asked.traffic === "all" || (asked.traffic === "held" ? TRAFFIC[name]?.held : asked.traffic.split(";").includes(name)),
  );
  const shapes = SHAPES.filter((shape) => asked.shapes.split(",").includes(shape));
  const numbers = (list: string): readonly number[] => list.split(",").map(Number);
  return numbers(asked.blocks).flatMap((blocks) =>
    names.flatMap((traffic) => numbers(asked.rows).flatMap((rows) => shapes.map((shape) => ({ blocks, traffic, rows, shape, served: Number(asked.served) })))),
  );
}

function wander(deviation: number, correlation: number, random: Random): () => number {
  let level = deviation * random.normal();
  return () => {
    const now = level;
    level = correlation * level + Math.sqrt(1 - correlation * correlation) * deviation * random.normal();
    return now;
  };
}

/** One model-month on a fresh baseline: alerts that start firing, and days with any, by the number of columns. */
function modelMonth(cell: DriftCell, asked: number, random: Random): readonly { readonly alerts: number; readonly days: number }[] {
  const days = cell.blocks === 1 ? FILE_DAYS : cell.blocks;
  const first = days + cell.served;
  const columns = Array.from({ length: COLUMNS }, (_, number) => {
    const level = (TRAFFIC[cell.traffic] ?? { levels: () => () => 0 }).levels(random);
    return Array.from({ length: first + MONTH }, (__, day) => drawDay(kindOf(cell, number), cell.rows, level(day), random));
  });
  const baselineColumns = columns.map((drawn, number): BaselineColumn => {
    const own = drawn.slice(0, days);
    const type = own[0]?.type ?? "numeric";
    return {
      name: `x${number}`,
      kind: "feature",
      type,
      unit: null,
      grid: type === "numeric" ? DRAWN_GRID : null,
      blocks: cell.blocks === 1 ? [together(own)] : own,
    };
  });
  const blocks =
    cell.blocks === 1
      ? [{ start: START, end: START + days * DAY, rows: cell.rows * days }]
      : Array.from({ length: days }, (_, day) => ({ start: START + day * DAY, end: START + (day + 1) * DAY, rows: cell.rows }));
  const about = { id: "b", name: "training", model: "m", version: "1", source: "drawn", timeZone: "UTC", performance: null };
  const baseline: Baseline = { ...about, blocks, columns: baselineColumns };
  const budget = analyzerBudget(asked, DAY);
  const dataOf = (day: number): WindowData => ({
    window: { start: START + day * DAY, end: START + (day + 1) * DAY },
    rows: cell.rows,
    coverage: 1,
    columns: new Map(columns.map((drawn, number) => [`x${number}`, drawn[day] ?? NOTHING])),
  });
  const alone = baselineColumns.map((column) => {
    const nullOf = columnNulls(baseline, column, { window: "1d", calendar: [], daySpread: 0.2 });
    return ({ window }: WindowData) => nullOf(window);
  });
  const served = Array.from({ length: cell.served }, (_, day) => dataOf(days + day));
  const nulls = taughtNulls(
    alone,
    quietWindows(served, (data) => judgeWindow(alone, data, budget, MIN_EFFECT)),
  );
  const bad = MODELS.map((width) => Array.from({ length: width }, () => [] as boolean[]));
  for (let day = 0; day < MONTH; day++) {
    const data = dataOf(first + day);
    const checks = nulls.map((known) => checkColumn(known(data), data).checks);
    for (const [model, width] of MODELS.entries()) {
      const verdicts = sharedAmong(checks.slice(0, width), budget);
      for (let column = 0; column < width; column++) bad[model]?.[column]?.push(verdicts[column]?.some((verdict) => verdict.rejected) === true);
    }
  }
  return bad.map((ofModel) => ({ alerts: ofModel.reduce((sum, days) => sum + episodes(days), 0), days: daysWithAny(ofModel) }));
}

const MIN_EFFECT = { shift: 0, mix: 0, missing: 0, level: 0, tail: 0 };
const NOTHING: ColumnCounts = { type: "numeric", counts: new Map(), missing: 0 };

function kindOf({ shape }: DriftCell, number: number): "numbers" | "category" | "missing" {
  if (shape === "numbers" || number % 10 < 6) return "numbers";
  return number % 10 < 8 ? "category" : "missing";
}

function drawDay(kind: "numbers" | "category" | "missing", rows: number, level: number, random: Random): ColumnCounts {
  if (kind === "numbers") return { type: "numeric", counts: drawNormal(rows, level, random), missing: 0 };
  if (kind === "missing") {
    const missing = drawBinomial(rows, logistic(-2.94 + level), random);
    return { type: "numeric", counts: drawNormal(rows - missing, 0, random), missing };
  }
  // Levels as cuts of a normal number that has the day's level: the day moves them as it moves numbers.
  const cuts = [-0.5, 0.5, 1.3].map((cut) => logistic(1.6 * (cut - level)));
  return {
    type: "categorical",
    counts: drawShares(
      rows,
      [...cuts, 1].map((upTo, place) => upTo - (place === 0 ? 0 : (cuts[place - 1] ?? 0))),
      random,
    ),
    missing: 0,
  };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function together(blocks: readonly ColumnCounts[]): ColumnCounts {
  const counts = new Map<number | string, number>();
  for (const block of blocks) for (const [key, rows] of block.counts) counts.set(key, (counts.get(key) ?? 0) + rows);
  return { type: blocks[0]?.type ?? "numeric", counts, missing: blocks.reduce((sum, block) => sum + block.missing, 0) } as ColumnCounts;
}

function episodes(days: readonly boolean[]): number {
  let [found, quiet] = [0, QUIET];
  for (const day of days) {
    if (day && quiet >= QUIET) found += 1;
    quiet = day ? 0 : quiet + 1;
  }
  return found;
}

function daysWithAny(ofModel: readonly (readonly boolean[])[]): number {
  return Array.from({ length: MONTH }, (_, day) => ofModel.some((days) => days[day] === true)).filter(Boolean).length;
}

/** Months of unchanged traffic for each cell: alerts a month with a 95 % interval beside drift's share of what is asked. */
export function driftCells(cells: readonly DriftCell[], months: number, seed: number, progress: Progress): object {
  const asked = 1;
  const share = analyzerBudget(asked, DAY) * MONTH;
  const found = cells.map((cell, number) => {
    const started = performance.now();
    const totals = MODELS.map(() => ({ alerts: 0, days: 0 }));
    for (let month = 0; month < months; month++)
      for (const [model, { alerts, days }] of modelMonth(cell, asked, new Random(seed, number, month)).entries()) {
        const total = totals[model];
        if (total !== undefined) Object.assign(total, { alerts: total.alerts + alerts, days: total.days + days });
      }
    const models = MODELS.map((columns, model) => {
      const { alerts, days } = totals[model] ?? { alerts: 0, days: 0 };
      return {
        columns,
        alertsAMonth: Number((alerts / months).toFixed(3)),
        upper95: Number((poissonUpper(alerts) / months).toFixed(3)),
        badDaysAMonth: Number((days / months).toFixed(3)),
      };
    });
    progress(
      `${cell.blocks} blocks, ${cell.traffic}, ${cell.rows} rows, ${cell.shape}, ${cell.served} served: ${JSON.stringify(models)} (${Math.round((performance.now() - started) / 1000)} s)`,
    );
    return { ...cell, held: TRAFFIC[cell.traffic]?.held ?? false, models };
  });
  return { asked, driftsShare: share, held: 1.2 * share, months, cells: found };
}
