import { readFileSync } from "node:fs";
import { ERROR_CLASSES, type ErrorClass } from "../../collector/events/request-event.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { analyzerBudget } from "../monitoring/budget.ts";
import { badBefore } from "../monitoring/bad-windows.ts";
import { REACH_MS } from "../monitoring/usual-history.ts";
import { NO_BOOKS } from "../monitoring/coverage.ts";
import type { Books } from "../monitoring/coverage.ts";
import type { Finding } from "../findings/finding.ts";
import { makeFinding } from "../findings/make-finding.ts";
import { ALL, ERRORS_RULE, type WindowRequests } from "./error-window.ts";
import { judgeErrors } from "./judge-errors.ts";

const countsSql = readFileSync(new URL("./request-counts.sql", import.meta.url), "utf8");
const ledgerSql = readFileSync(new URL("./ledger.sql", import.meta.url), "utf8");

interface CountRow {
  readonly window: number;
  readonly errorClass: ErrorClass | "";
  readonly requests: number;
  readonly firstTime: number;
  readonly example: string;
}

interface LedgerSumRow {
  readonly window: number;
  readonly servedRequests: number;
  readonly capturedRequests: number;
  readonly sampledOutRequests: number;
}

/** Failed requests by class against those of the windows before. Three statements for all windows asked. */
export const errorsAnalyzer: Analyzer = {
  name: "errors",
  rule: ERRORS_RULE,
  schedule: ({ errors, allowedLateness }) => ({ window: errors.window, delayMs: allowedLateness }),
  async judge(monitored, windows, store, now, asked) {
    const first = windows[0];
    if (first === undefined) return [];
    const { config } = monitored;
    const failing = await badBefore(store, monitored, "errors", [ALL, ...ERROR_CLASSES], first, asked);
    const range = rangeOf(monitored, [...failing.historyWindows(first, config.errors.window, config.timeZone), ...windows]);
    const byWindow = toWindows(await store.query<CountRow>(countsSql, range));
    const books = await booksByWindow(store, range);
    const findings: Finding[] = [];
    for (const window of windows) {
      const judgements = judgeErrors({
        monitored,
        window,
        current: byWindow.get(window.start) ?? { start: window.start, requests: 0, failures: [] },
        history: [...byWindow.values()].filter(({ start }) => start >= window.start - REACH_MS && start < window.start),
        failing: failing.bySubject,
        ledger: books.get(window.start) ?? NO_BOOKS,
        alpha: analyzerBudget(config.falseAlarmsPerMonth, window.end - window.start),
      });
      const judged = judgements.map((judgement) => makeFinding("errors", monitored, window, now, judgement));
      failing.add(judged);
      findings.push(...judged);
    }
    return findings;
  },
};

function rangeOf({ config, schema }: Monitored, windows: readonly Window[]) {
  const from = windows[0]?.start ?? 0;
  const to = windows.at(-1)?.end ?? 0;
  return { model: config.model, version: schema.version, from, to, starts: windows.map((window) => window.start) };
}

function toWindows(rows: readonly CountRow[]): ReadonlyMap<number, WindowRequests> {
  const groups = Map.groupBy(rows, ({ window }) => window);
  return new Map(
    [...groups].map(([start, group]) => [
      start,
      { start, requests: group.reduce((total, row) => total + row.requests, 0), failures: group.flatMap(toFailures) },
    ]),
  );
}

function toFailures({ errorClass, requests, firstTime, example }: CountRow): WindowRequests["failures"] {
  const known = ERROR_CLASSES.find((name) => name === errorClass);
  return known === undefined ? [] : [{ errorClass: known, requests, firstTime, example }];
}

async function booksByWindow(store: Store, range: ReturnType<typeof rangeOf>): Promise<ReadonlyMap<number, Books>> {
  const rows = await store.query<LedgerSumRow>(ledgerSql, range);
  return new Map(rows.map((row) => [row.window, { served: row.servedRequests, captured: row.capturedRequests, sampledOut: row.sampledOutRequests }]));
}
