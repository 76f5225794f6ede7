/**
 * Seconds of CPU (engine and Node) and bytes of the overview of 100 models x 1,000 features and of one model's report, out of a real embedded engine with a fortnight of verdicts, against the least that any overview has to read, in the same run.
 * `--models N --features N --days N`; `--directory DIR` keeps the store, or takes one that is there.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createNoopMeter } from "@opentelemetry/api";
import type { Store } from "../collector/clickhouse/store.ts";
import { createApp } from "../dashboards/app.ts";
import { dashboardsConfig } from "../dashboards/dashboards-config.ts";
import { silentLogger } from "../telemetry.ts";
import { openBenchStore } from "./engine/bench-store.ts";
import { cpuSeconds } from "./engine/cpu-seconds.ts";
import { fleetModel, seedFleet } from "./overview/seed-fleet.ts";

const DAY_MS = 86_400_000;
const END = Date.UTC(2026, 0, 31);
const RUNS = 3;

export default async function overview(parameters: readonly string[] = []): Promise<object> {
  const { models, features, days, directory } = readOptions(parameters);
  await using stack = new AsyncDisposableStack();
  const filled = directory !== undefined && existsSync(join(directory, "clickhouse"));
  const { store, pid } = await openBenchStore(stack, { kept: directory, patienceMs: 600_000 });
  if (!filled) await seedFleet(store, { models, features, days, end: END });
  const [asked, counted] = countingStore(store);
  const app = createApp(partsOf(counted));
  const read = (path: string, headers: Record<string, string> = {}) =>
    measured(pid, async () => {
      const response = await app.request(path, { headers });
      if (response.status !== 200) throw new Error(`asking ${path}: ${response.status} ${(await response.text()).slice(0, 2000)}`);
      return Buffer.from(await response.arrayBuffer());
    });
  const report = `/reports/${fleetModel(2)}`;
  const result = {
    fleet: { models, features, days, verdicts: (await store.query<{ n: number }>("SELECT toUInt64(count()) AS n FROM findings"))[0]?.n ?? 0 },
    baseline: {
      name: "rows of each model by the newest revision, and the end of its newest window: one query",
      ...(await measured(pid, () => store.query(LEAST))),
    },
    overview: { ...(await read("/")), queries: asked() },
    secondPage: { ...(await read("/?page=2")), queries: asked() },
    search: { ...(await read("/?q=model-04")), queries: asked() },
    report: { ...(await read(report)), queries: asked() },
    reportCompressed: (await read(report, { "accept-encoding": "gzip" })).bytes,
  };
  return {
    ...result,
    ratio: Number((result.overview.cpuSeconds / result.baseline.cpuSeconds).toFixed(2)),
    target: "overview under 1 s of CPU, report of 1,000 columns under 2 MB",
  };
}

const LEAST = "SELECT model, count() AS verdicts, max(window_end) AS newest FROM findings FINAL GROUP BY model ORDER BY model";

function readOptions(parameters: readonly string[]) {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      models: { type: "string", default: "100" },
      features: { type: "string", default: "1000" },
      days: { type: "string", default: "14" },
      directory: { type: "string" },
    },
  });
  return { models: Number(values.models), features: Number(values.features), days: Number(values.days), directory: values.directory };
}

/** The best of a few runs: CPU of the engine and of this process, and wall time to the whole answer. */
async function measured(enginePid: number, work: () => Promise<unknown>) {
  const runs: { engine: number; node: number; wall: number; bytes: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const [engine, node, started] = [await cpuSeconds(enginePid), process.cpuUsage(), performance.now()];
    const answer = await work();
    const wall = (performance.now() - started) / 1000;
    const own = process.cpuUsage(node);
    runs.push({
      engine: (await cpuSeconds(enginePid)) - engine,
      node: (own.user + own.system) / 1e6,
      wall,
      bytes: Buffer.isBuffer(answer) ? answer.byteLength : 0,
    });
  }
  const best = runs.toSorted((a, b) => a.engine + a.node - b.engine - b.node)[0] ?? { engine: 0, node: 0, wall: 0, bytes: 0 };
  const rounded = (value: number): number => Number(value.toFixed(3));
  return {
    cpuSeconds: rounded(best.engine + best.node),
    engineSeconds: rounded(best.engine),
    nodeSeconds: rounded(best.node),
    wallSeconds: rounded(best.wall),
    bytes: best.bytes,
    runs: runs.map(({ engine, node }) => rounded(engine + node)),
  };
}

/** The store with a count of the queries since it was last asked for. */
function countingStore(store: Store): [() => number, Store] {
  let queries = 0;
  const counted: Store = {
    query: (sql, parameters, options) => {
      queries += 1;
      return store.query(sql, parameters, options);
    },
    read: (sql, parameters, options) => store.read(sql, parameters, options),
    command: (sql, parameters) => store.command(sql, parameters),
    insert: (table, rows, options) => store.insert(table, rows, options),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return [
    () => {
      const asked = queries / RUNS;
      queries = 0;
      return asked;
    },
    counted,
  ];
}

function partsOf(store: Store): Parameters<typeof createApp>[0] {
  return {
    store,
    log: {
      append: () => Promise.resolve(),
      subscribe: () => Promise.reject(new Error("subscribing: nothing is read here")),
      partitions: () => Promise.resolve(1),
      ends: () => Promise.resolve(new Map()),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
    clock: { now: () => END + DAY_MS / 24 },
    config: dashboardsConfig.parse({}),
    models: [],
    logger: { ...silentLogger, error: (text, more) => void process.stderr.write(`${text} ${JSON.stringify(more)}\n`) },
    meter: createNoopMeter(),
    metrics: () => Promise.resolve(""),
    wallNow: () => END,
  };
}
