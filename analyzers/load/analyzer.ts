import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { analyzerBudget } from "../monitoring/budget.ts";
import { badBefore } from "../monitoring/bad-windows.ts";
import { REACH_MS } from "../monitoring/usual-history.ts";
import { NO_BOOKS } from "../monitoring/coverage.ts";
import type { Finding } from "../findings/finding.ts";
import { makeFinding } from "../findings/make-finding.ts";
import { judgeLoad } from "./judge-load.ts";
import { LATENCY, LOAD_RULE, SATURATION, type LoadContext, type WindowLoad } from "./load-window.ts";

const loadSql = readFileSync(new URL("./window-load.sql", import.meta.url), "utf8");
const contextSql = readFileSync(new URL("./window-context.sql", import.meta.url), "utf8");
/** Over every latency: without an objective no request is over it. */
const MAX_MS = 1e300;
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
  histogram: [],
};
const NO_CONTEXT: LoadContext = { ...NO_BOOKS, maxCpuShare: 0, maxEventLoopDelayMs: 0, maxQueueDepth: 0, nodeSamples: 0 };

type Keyed<T> = T & { readonly window: number };

/** Latency and saturation against the objective, or against what is usual; throughput. Three statements for all windows asked. */
export const loadAnalyzer: Analyzer = {
  name: "load",
  rule: LOAD_RULE,
  schedule: ({ load, allowedLateness }) => ({ window: load.window, delayMs: allowedLateness }),
  async judge(monitored, windows, store, now, asked) {
    const first = windows[0];
    if (first === undefined) return [];
    const { config } = monitored;
    const degraded = await badBefore(store, monitored, "load", [LATENCY, SATURATION], first, asked);
    const parameters = rangeOf(monitored, [...degraded.historyWindows(first, config.load.window, config.timeZone), ...windows]);
    const loads = await byWindow<WindowLoad>(store, loadSql, parameters);
    const contexts = await byWindow<LoadContext>(store, contextSql, parameters);
    const all = [...loads].map(([start, load]) => ({ ...load, start }));
    const findings: Finding[] = [];
    for (const window of windows) {
      const judgements = judgeLoad({
        monitored,
        window,
        load: loads.get(window.start) ?? NO_LOAD,
        context: contexts.get(window.start) ?? NO_CONTEXT,
        before: all.filter(({ start }) => start >= window.start - REACH_MS && start < window.start),
        degraded: degraded.bySubject,
        alpha: analyzerBudget(config.falseAlarmsPerMonth, window.end - window.start),
      });
      const judged = judgements.map((judgement) => makeFinding("load", monitored, window, now, judgement));
      degraded.add(judged);
      findings.push(...judged);
    }
    return findings;
  },
};

function rangeOf({ config, schema }: Monitored, windows: readonly Window[]) {
  const { objective, saturationInFlight } = config.load;
  const range = { from: windows[0]?.start ?? 0, to: windows.at(-1)?.end ?? 0, starts: windows.map((window) => window.start) };
  return { ...range, model: config.model, version: schema.version, latencyMs: objective?.latency ?? MAX_MS, saturation: saturationInFlight };
}

async function byWindow<T>(store: Store, sql: string, parameters: Readonly<Record<string, unknown>>): Promise<ReadonlyMap<number, T>> {
  const rows = await store.query<Keyed<T>>(sql, parameters);
  return new Map(rows.map(({ window, ...rest }) => [window, rest as unknown as T]));
}
