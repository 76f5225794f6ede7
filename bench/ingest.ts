/** Rows a second from the log to ClickHouse with both rollups, as a ratio to inserting the same bytes straight into the same table: what boundaries, deduplication and the log's reading cost. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, migrate } from "../collector/clickhouse/migrate.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { startCollector } from "../collector/ingest/collector.ts";
import { ingestCounters } from "../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../collector/log/embedded/embedded-log.ts";
import type { LogMessage } from "../collector/log/log.ts";
import { createTelemetry, silentLogger } from "../telemetry.ts";

const ROWS = 200_000;
const ROWS_A_MESSAGE = 20;
const ROWS_A_BATCH = 20_000;
const RUNS = 3;
const START = Date.UTC(2026, 0, 1);

/** One scored row of 20 numbers and 5 categories. Event time goes at the pace of heavy traffic, a row a millisecond, so that a batch spans seconds as it would live. */
function line(n: number): string {
  const numbers = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`n${index}`, Math.sin(n * (index + 1)) * 10 ** (index % 4)]));
  const categories = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`c${index}`, `level${(n * (index + 3)) % (5 + index)}`]));
  const row = {
    event_time: START + n,
    received_time: START + n,
    model: "bench",
    version: "1",
    variant: "",
    request_id: `r${n}`,
    row_number: 0,
    feature_numbers: numbers,
    feature_categories: categories,
    feature_vectors: {},
    missing_features: [],
    prediction_numbers: { score: 0.5 },
    prediction_categories: {},
  };
  return `${JSON.stringify(row)}\n`;
}

export default async function ingest(): Promise<object> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const engine = stack.use(await startEmbeddedEngine({ directory: join(directory, "clickhouse") }));
  const options = { url: engine.url, username: engine.username, password: engine.password };
  await createDatabase(options);
  const store = stack.use(createStore(options));
  await migrate(store);
  const lines = Array.from({ length: ROWS }, (_, n) => line(n));
  const straight: number[] = [];
  const collected: number[] = [];
  // In turn, so that a machine that slows down slows both.
  for (let run = 0; run < RUNS; run += 1) {
    straight.push(await insertStraight(store, lines));
    collected.push(await collect(store, join(directory, `log-${run}`), lines));
  }
  const [straightRate, collectedRate] = [median(straight), median(collected)];
  return {
    rows: ROWS,
    columns: "20 numbers, 5 categories, with bucket, category and missing rollups",
    collectorRowsPerSecond: Math.round(collectedRate),
    baseline: { name: `same lines inserted straight, ${ROWS_A_BATCH} rows an insert, one at a time`, rowsPerSecond: Math.round(straightRate) },
    ratio: Number((collectedRate / straightRate).toFixed(3)),
    runs: { collector: collected.map(Math.round), baseline: straight.map(Math.round) },
  };
}

async function insertStraight(store: Store, lines: readonly string[]): Promise<number> {
  await empty(store);
  const started = performance.now();
  for (let start = 0; start < lines.length; start += ROWS_A_BATCH)
    await store.insert("inferences", Buffer.from(lines.slice(start, start + ROWS_A_BATCH).join("")));
  return rate(started);
}

async function collect(store: Store, directory: string, lines: readonly string[]): Promise<number> {
  await empty(store);
  await using log = await openEmbeddedLog({ directory });
  const messages = Array.from({ length: lines.length / ROWS_A_MESSAGE }, (_, index): LogMessage => {
    const value = Buffer.from(lines.slice(index * ROWS_A_MESSAGE, (index + 1) * ROWS_A_MESSAGE).join(""));
    return { key: `m${index}`, producer: "bench", sequence: BigInt(index), value };
  });
  for (let start = 0; start < messages.length; start += 1_000) await log.append("tidemark.inferences", messages.slice(start, start + 1_000));
  await using telemetry = createTelemetry(silentLogger);
  const started = performance.now();
  await using collector = await startCollector({
    log,
    store,
    counters: ingestCounters(telemetry.meter, telemetry.logger),
    config: {
      maxBatchBytes: 16 * 1024 * 1024,
      lingerMs: 200,
      concurrency: 2,
    },
  });
  await collector.caughtUp();
  const speed = rate(started);
  const [stored] = await store.query<{ rows: number; rolledUp: number }>(
    "SELECT count() AS rows, (SELECT sum(rows) FROM feature_buckets_1m WHERE feature = 'n0') AS rolledUp FROM inferences",
  );
  if (stored?.rows !== ROWS || stored.rolledUp !== ROWS) throw new Error(`expected ${ROWS} rows and as many rolled up, found ${JSON.stringify(stored)}`);
  return speed;
}

async function empty(store: Store): Promise<void> {
  for (const table of ["inferences", "feature_buckets_1m", "feature_categories_1m", "feature_missing_1m"]) await store.command(`TRUNCATE TABLE ${table}`);
}

const rate = (started: number): number => (ROWS * 1000) / (performance.now() - started);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
