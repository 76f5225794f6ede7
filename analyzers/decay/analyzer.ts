import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import { analyzerBudget } from "../monitoring/budget.ts";
import { NO_BOOKS } from "../monitoring/coverage.ts";
import { makeFinding } from "../findings/make-finding.ts";
import type { Finding } from "../findings/finding.ts";
import { DECAY_RULE, type DaySums, type DecayWindow, type ScoredRow, type WindowBooks } from "./decay-window.ts";
import { STREAM_DAYS } from "./error-stream.ts";
import { judgeDecay } from "./judge-decay.ts";
import { labelCohorts } from "./label-cohorts.ts";
import { joinedSumsSql, partialSumsSql } from "../performance/performance-sums.ts";
import { classParameters, withClasses } from "../performance/class-sql.ts";
import { CELL_SUMS, cellParameters } from "../performance/cell-sums.ts";
import { labelParameters, withAssumedLabels } from "../performance/labels-sql.ts";
import { confident, type PerformanceTask, performanceTask } from "../performance/performance-task.ts";
import { gridOfColumn } from "../statistics/sample.ts";

const JUDGED_DAYS = readFileSync(new URL("./judged-days.sql", import.meta.url), "utf8");
const judgedDaysSql = (task: PerformanceTask): string => {
  const { cellOf, partial, joined } = CELL_SUMS[task];
  return withClasses(JUDGED_DAYS)
    .replace("{{joinedSums}}", () => `${joinedSumsSql}${joined}`)
    .replace("{{partialSums}}", () => `${partialSumsSql}${partial}`)
    .replace("{{cell}}", () => cellOf({ score: "prediction", predicted: "class", label: "known.3", correct: "correct" }));
};
const rowsSql = withClasses(readFileSync(new URL("./window-rows.sql", import.meta.url), "utf8"));
const booksSql = readFileSync(new URL("./books.sql", import.meta.url), "utf8");
const HISTORY_MS = STREAM_DAYS * 86_400_000;
/** Rows of a decayed window that are weighted to the baseline's inputs. */
const MOST_ROWS = 20_000;
const NOTHING: WindowBooks = { ...NO_BOOKS, predicted: 0 };

type JudgedDayRow = { readonly judged: number; readonly own: number; readonly day: number; readonly assumed: number } & PerformanceSums;
type BooksRow = { readonly window: number } & WindowBooks;

/**
 * Concept decay: realised performance from labels against what the scores promise, the error stream, the labels' coverage and the model's age. Three statements for all windows asked, one more for each that decayed.
 * A window knows the labels observed until it was due (or `now`, where that is earlier), however late it is judged; judged again because rows or labels came late, those until then.
 */
export const decayAnalyzer: Analyzer = {
  name: "decay",
  rule: DECAY_RULE,
  schedule: ({ decay }) => ({ window: decay.window, delayMs: decay.labelWait }),
  async judge(monitored, windows, store, now, asked) {
    const dues = windows.map((window) => asked?.labelsUntil ?? Math.min(now, window.end + monitored.config.decay.labelWait));
    const days = await judgedDays(monitored, windows, store, dues);
    const books = await booksByWindow(monitored, windows, store);
    const cohorts = await labelCohorts(monitored, windows, store, dues, HISTORY_MS);
    const findings: Finding[] = [];
    for (const [index, window] of windows.entries()) {
      const history = days.get(index + 1) ?? [];
      const input: DecayWindow = {
        monitored,
        window,
        labelsUntil: dues[index] ?? now,
        history,
        days: history.filter((row) => row.window === window.start),
        books: books.get(window.start) ?? NOTHING,
        cohorts: cohorts.get(index + 1) ?? [],
        alpha: analyzerBudget(monitored.config.falseAlarmsPerMonth, window.end - window.start),
      };
      const judged = judgeDecay(input);
      // Rows with their inputs are read only where something decayed, to tell why.
      const rows = judged.some(({ cause }) => cause === "calibrationMoved") ? await windowRows(input, store) : null;
      const told = rows === null ? judged : judgeDecay({ ...input, rows });
      findings.push(...told.map((judgement) => makeFinding("decay", monitored, window, now, judgement)));
    }
    return findings;
  },
};

async function windowRows({ monitored: { config, schema, baseline }, window, labelsUntil }: DecayWindow, store: Store): Promise<readonly ScoredRow[] | null> {
  const task = performanceTask(schema);
  if (task === null || baseline.columns.length === 0) return null;
  const columns = { task, score: schema.score ?? "", class: schema.prediction ?? "", positive: schema.positive };
  const of = { model: config.model, version: schema.version, timeZone: config.timeZone, ...columns, ...classParameters(schema) };
  const range = { from: window.start, to: window.end, until: labelsUntil, ...labelParameters(schema, window.start, labelsUntil) };
  return store.query<ScoredRow>(withAssumedLabels(rowsSql, schema), { ...of, ...range, most: MOST_ROWS });
}

/** By the judged window's number, from 1 on: its own days and those before it. */
async function judgedDays(
  monitored: Monitored,
  windows: readonly Window[],
  store: Store,
  dues: readonly number[],
): Promise<ReadonlyMap<number, readonly DaySums[]>> {
  const { schema, config } = monitored;
  const task = performanceTask(schema);
  if (task === null || windows.length === 0) return new Map();
  const { model, version, from, to } = rangeOf(monitored, windows);
  const columns = {
    task,
    score: schema.score ?? "",
    class: schema.prediction ?? "",
    positive: schema.positive,
    timeZone: config.timeZone,
    ...classParameters(schema),
    ...cellParameters(gridOfColumn(monitored.baseline.columns, schema.score), confident(schema)),
  };
  const times = { starts: windows.map(({ start }) => start), ends: windows.map(({ end }) => end), dues, lastDue: Math.max(...dues), history: HISTORY_MS };
  const range = { from: from - HISTORY_MS, to, ...labelParameters(schema, from - HISTORY_MS, times.lastDue) };
  const rows = await store.query<JudgedDayRow>(withAssumedLabels(judgedDaysSql(task), schema), { model, version, ...range, ...columns, ...times });
  const days = rows.map(({ judged, own, day, assumed, ...sums }) => ({
    judged,
    day,
    window: own === 1 ? (windows[judged - 1]?.start ?? 0) : 0,
    sums,
    assumed,
  }));
  return Map.groupBy(days, ({ judged }) => judged);
}

async function booksByWindow(monitored: Monitored, windows: readonly Window[], store: Store): Promise<ReadonlyMap<number, WindowBooks>> {
  if (windows.length === 0) return new Map();
  const rows = await store.query<BooksRow>(booksSql, rangeOf(monitored, windows));
  return new Map(rows.map(({ window, ...books }) => [window, books]));
}

function rangeOf({ config, schema }: Monitored, windows: readonly Window[]) {
  const from = Math.min(...windows.map((window) => window.start));
  const to = Math.max(...windows.map((window) => window.end));
  return { model: config.model, version: schema.version, from, to, starts: windows.map((window) => window.start) };
}
