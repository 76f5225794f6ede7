/**
 * Milliseconds of a drift verdict on 25 features (20 numbers, 5 categories) over a day of one and of ten million rows, read from the rollups, as a ratio to the exact Kolmogorov–Smirnov distance of
 * the 20 numbers alone over a million rows each side, in the same engine and run.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Monitored } from "../analyzers/monitoring/analyzer.ts";
import { buildRange } from "../analyzers/baseline/build-range.ts";
import { driftAnalyzer } from "../analyzers/drift/analyzer.ts";
import { judgeWindows } from "../analyzers/drift/judge-windows.ts";
import { loadWindows } from "../analyzers/drift/load-windows.ts";
import { monitorConfig } from "../analyzers/monitoring/monitor-config.ts";
import { WINDOW_MS } from "../analyzers/windows/window.ts";
import { createStore } from "../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, migrate } from "../collector/clickhouse/migrate.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { exactDistances, makeExactRows } from "./rollups/exact-distances.ts";
import { benchSchema, CATEGORIES, NUMBERS, registerBenchGrids, serveRollups, serveRows } from "./rollups/serve-rollups.ts";

const DAY = WINDOW_MS["1d"];
const START = Date.UTC(2026, 0, 1);
const BASELINE_DAYS = 40;
const RUNS = 9;
const EXACT_RUNS = 3;
const WINDOW = { start: START + BASELINE_DAYS * DAY, end: START + (BASELINE_DAYS + 1) * DAY };

export default async function rollups(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const engine = stack.use(await startEmbeddedEngine({ directory: join(directory, "clickhouse") }));
  const options = { url: engine.url, username: engine.username, password: engine.password, requestTimeout: 300_000, maxExecutionTime: 300_000 };
  await createDatabase(options);
  const store = stack.use(createStore(options));
  await migrate(store);
  const million = await verdictOver(store, 1_000_000);
  const tenMillion = await verdictOver(store, 10_000_000);
  const few = await fewRows(store);
  await makeExactRows(store, 1_000_000);
  const exact = await timed(EXACT_RUNS, () => exactDistances(store));
  const ratio = (milliseconds: number): number => Number((milliseconds / median(exact)).toFixed(4));
  return {
    columns: `${NUMBERS} numbers, ${CATEGORIES} categories`,
    inTheTime:
      "loadWindows and judgeWindows of one day: its rollups by the hour, scored rows, coverage, every check, Holm, findings; withContext: the eight days before it as well, as the analyzer asks for a live window",
    notInTheTime:
      "the baseline (40 days, from rollups) and its nulls, prepared by one verdict before; rollup rows are made by INSERT ... SELECT from numbers(), not from raw rows: the day by the minute, the days before it by the hour (smoother than sampled rows, so the verdicts themselves mean nothing)",
    oneMillionRows: { ...million, ratio: ratio(million.milliseconds) },
    tenMillionRows: { ...tenMillion, ratio: ratio(tenMillion.milliseconds) },
    tenThousandRows: {
      what: "loadWindows of one day of 10,000 real rows, from the rows (what auto does up to there) and from the rollups; milliseconds",
      ...few,
    },
    baseline: {
      name: "exact two-sample Kolmogorov–Smirnov of the 20 numbers, 1,000,000 rows a side in plain columns, one query",
      milliseconds: Math.round(median(exact)),
    },
    target: "under 100 ms each",
  };
}

async function verdictOver(store: Store, rowsPerDay: number) {
  const model = `bench-${rowsPerDay}`;
  const schema = benchSchema(model);
  await registerBenchGrids(store, model);
  await serveRollups(store, { model, start: START / 1000, steps: BASELINE_DAYS * 24, stepSeconds: 3600, rowsPerStep: rowsPerDay / 24 });
  await serveRollups(store, { model, start: WINDOW.start / 1000, steps: 1440, stepSeconds: 60, rowsPerStep: rowsPerDay / 1440 });
  const config = monitorConfig.parse({ model, baseline: { from: "2026-01-01", to: "2026-02-09" } });
  const baseline = await buildRange(store, { name: "range", schema, timeZone: "UTC", from: "2026-01-01", to: "2026-02-09", exclude: [] }, START);
  const monitored: Monitored = { config, schema, baseline };
  const now = WINDOW.end + config.allowedLateness;
  const alone = async () => judgeWindows(monitored, await loadWindows(store, monitored, [WINDOW]), 0, now);
  const withContext = () => driftAnalyzer.judge(monitored, [WINDOW], store, now);
  const findings = await withContext();
  const [first] = await alone();
  if (findings.length !== NUMBERS + CATEGORIES || first === undefined || first.rows < rowsPerDay * 0.99 || first.verdict === "noData")
    throw new Error(`expected ${NUMBERS + CATEGORIES} verdicts over ${rowsPerDay} rows, got ${findings.length} over ${first?.rows}: ${first?.summary}`);
  const loading = await timed(RUNS, () => loadWindows(store, monitored, [WINDOW]));
  const whole = await timed(RUNS, alone);
  const live = await timed(RUNS, withContext);
  const [counts] = await store.query<{ minutes: number; hours: number }>(
    `SELECT (SELECT count() FROM feature_buckets_1m WHERE model = {model: String} AND minute >= toDateTime({from: Int64})) AS minutes,
      (SELECT count() FROM feature_buckets_1h WHERE model = {model: String} AND hour >= toDateTime({from: Int64})) AS hours`,
    { model, from: WINDOW.start / 1000 },
  );
  return {
    milliseconds: Number(median(whole).toFixed(1)),
    loadWindows: Number(median(loading).toFixed(1)),
    withContext: Number(median(live).toFixed(1)),
    runs: whole.map(Math.round),
    rollupRows: { byTheMinute: counts?.minutes, byTheHour: counts?.hours },
  };
}

/** What reading a small window from its rows costs. */
async function fewRows(store: Store) {
  const model = "bench-few";
  const schema = benchSchema(model);
  await registerBenchGrids(store, model);
  await serveRows(store, { model, start: START, rows: 20_000, milliseconds: 2 * DAY });
  const baseline = await buildRange(store, { name: "range", schema, timeZone: "UTC", from: "2026-01-01", to: "2026-01-01", exclude: [] }, START);
  const load = (source: "rows" | "rollups") => {
    const config = monitorConfig.parse({ model, baseline: { from: "2026-01-01", to: "2026-01-01" }, drift: { source } });
    return () => loadWindows(store, { config, schema, baseline }, [{ start: START + DAY, end: START + 2 * DAY }]);
  };
  const [[rows], [rollups]] = [await load("rows")(), await load("rollups")()];
  if (rows?.rows !== 10_000 || !isDeepStrictEqual(rows, rollups))
    throw new Error(`expected the same 10,000 rows from rows and rollups, got ${rows?.rows} and ${rollups?.rows}`);
  return { fromRows: Number(median(await timed(RUNS, load("rows"))).toFixed(1)), fromRollups: Number(median(await timed(RUNS, load("rollups"))).toFixed(1)) };
}

async function timed(runs: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
