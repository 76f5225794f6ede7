import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored, Window } from "../analyzer.ts";
import type { PerformanceSums } from "../baseline/baseline.ts";
import { analyzerBudget } from "../budget.ts";
import { NO_BOOKS } from "../coverage.ts";
import { makeFinding } from "../make-finding.ts";
import type { DaySums, WindowBooks } from "./decay-window.ts";
import { STREAM_DAYS } from "./error-stream.ts";
import { judgeDecay } from "./judge-decay.ts";
import { performanceSumsSql, roundSums } from "./performance-sums.ts";
import { performanceTask } from "./performance-task.ts";

const labelledDaysSql = readFileSync(new URL("./labelled-days.sql", import.meta.url), "utf8").replace("{{performanceSums}}", performanceSumsSql);
const booksSql = readFileSync(new URL("./books.sql", import.meta.url), "utf8");
const HISTORY_MS = STREAM_DAYS * 86_400_000;
const NOTHING: WindowBooks = { ...NO_BOOKS, predicted: 0 };

type LabelledDayRow = { readonly window: number; readonly day: number } & PerformanceSums;
type BooksRow = { readonly window: number } & WindowBooks;

/** Concept decay: realised performance from labels against what the scores promise, the error stream, the labels' coverage and the model's age. Two statements for all windows asked. */
export const decayAnalyzer: Analyzer = {
  name: "decay",
  schedule: ({ decay }) => ({ window: decay.window, delayMs: decay.labelWait }),
  async judge(monitored, windows, store, now) {
    const days = await labelledDays(monitored, windows, store, now);
    const books = await booksByWindow(monitored, windows, store);
    return windows.flatMap((window) => {
      const history = days.filter(({ day }) => day >= window.end - HISTORY_MS && day < window.end).filter((row) => row.window < window.end);
      const input = {
        monitored,
        window,
        now,
        history,
        days: days.filter((row) => row.window === window.start),
        books: books.get(window.start) ?? NOTHING,
        alpha: analyzerBudget(monitored.config.falseAlarmsPerMonth, window.end - window.start),
      };
      return judgeDecay(input).map((judgement) => makeFinding("decay", monitored, window, now, judgement));
    });
  },
};

async function labelledDays(monitored: Monitored, windows: readonly Window[], store: Store, now: number): Promise<readonly DaySums[]> {
  const { schema, config } = monitored;
  const task = performanceTask(schema);
  if (task === null || windows.length === 0) return [];
  const range = rangeOf(monitored, windows);
  const columns = { task, score: schema.score ?? "", class: schema.prediction ?? "", positive: schema.positive };
  const parameters = { ...range, ...columns, from: range.from - HISTORY_MS, timeZone: config.timeZone, now };
  const rows = await store.query<LabelledDayRow>(labelledDaysSql, parameters);
  return rows.map(({ window, day, ...sums }) => ({ window, day, sums: roundSums(sums) }));
}

async function booksByWindow(monitored: Monitored, windows: readonly Window[], store: Store): Promise<ReadonlyMap<number, WindowBooks>> {
  if (windows.length === 0) return new Map();
  const rows = await store.query<BooksRow>(booksSql, rangeOf(monitored, windows));
  return new Map(rows.map(({ window, ...books }) => [window, books]));
}

/** What both statements are bound to; `starts` begins with 0, which history rounds down to. */
function rangeOf({ config, schema }: Monitored, windows: readonly Window[]) {
  const from = Math.min(...windows.map((window) => window.start));
  const to = Math.max(...windows.map((window) => window.end));
  return { model: config.model, version: schema.version, from, to, starts: [0, ...windows.map((window) => window.start)] };
}
