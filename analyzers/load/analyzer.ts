import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { analyzerBudget } from "../monitoring/budget.ts";
import { NO_BOOKS } from "../monitoring/coverage.ts";
import { makeFinding } from "../findings/make-finding.ts";
import { windowsBetween } from "../windows/window.ts";
import { judgeLoad } from "./judge-load.ts";
import type { LoadContext, WindowLoad } from "./load-window.ts";

const loadSql = readFileSync(new URL("./window-load.sql", import.meta.url), "utf8");
const contextSql = readFileSync(new URL("./window-context.sql", import.meta.url), "utf8");
const HISTORY_MS = 7 * 86_400_000;
const NO_LOAD: WindowLoad = {
  requests: 0,
  judged: 0,
  slow: 0,
  seconds: 0,
  refused: 0,
  saturated: 0,
  maxInFlight: 0,
  rows: 0,
  latencies: [null, null, null],
  maxQueueMs: 0,
};
const NO_CONTEXT: LoadContext = { ...NO_BOOKS, maxCpuShare: 0, maxEventLoopDelayMs: 0, maxQueueDepth: 0, nodeSamples: 0 };

type Keyed<T> = T & { readonly window: number };

/** Latency against its objective, saturation, throughput. Two statements for all windows asked. */
export const loadAnalyzer: Analyzer = {
  name: "load",
  schedule: ({ load, allowedLateness }) => ({ window: load.window, delayMs: allowedLateness }),
  async judge(monitored, windows, store, now) {
    const first = windows[0];
    if (first === undefined) return [];
    const { config } = monitored;
    const before = windowsBetween(first.start - HISTORY_MS, first.start, config.load.window, config.timeZone);
    const parameters = rangeOf(monitored, [...before, ...windows]);
    const loads = await byWindow<WindowLoad>(store, loadSql, parameters);
    const contexts = await byWindow<LoadContext>(store, contextSql, parameters);
    return windows.flatMap((window) => {
      const earlier = [...loads].filter(([start]) => start >= window.start - HISTORY_MS && start < window.start);
      const judgements = judgeLoad({
        monitored,
        window,
        load: loads.get(window.start) ?? NO_LOAD,
        context: contexts.get(window.start) ?? NO_CONTEXT,
        before: earlier.map(([, load]) => load.requests),
        alpha: analyzerBudget(config.falseAlarmsPerMonth, window.end - window.start),
      });
      return judgements.map((judgement) => makeFinding("load", monitored, window, now, judgement));
    });
  },
};

function rangeOf({ config, schema }: Monitored, windows: readonly Window[]) {
  const { objective, saturationInFlight } = config.load;
  const range = { from: windows[0]?.start ?? 0, to: windows.at(-1)?.end ?? 0, starts: windows.map((window) => window.start) };
  return { ...range, model: config.model, version: schema.version, latencyMs: objective.latency, saturation: saturationInFlight };
}

async function byWindow<T>(store: Store, sql: string, parameters: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<number, T>> {
  const rows = await store.query<Keyed<T>>(sql, parameters);
  return new Map(rows.map(({ window, ...rest }) => [window, rest as unknown as T]));
}
