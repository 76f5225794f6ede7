/**
 * Rows a second from the log to ClickHouse with all rollups, boundaries and deduplication: from the embedded log and from a real Kafka broker, as ratios to ClickHouse's own Kafka engine reading the same topic in the same run
 * and to inserting the same bytes straight into the same table. `npm run bench -- ingest [--rows 400000] [--rounds 3] [--no-kafka]`: each round is another so many rows; merges catch up from round to round, so the last one counts.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Store } from "../collector/clickhouse/store.ts";
import { startCollector } from "../collector/ingest/collector.ts";
import { ingestConfig } from "../collector/ingest/ingest-config.ts";
import { ingestCounters } from "../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../collector/log/embedded/embedded-log.ts";
import { kafkaConfig } from "../collector/log/kafka/kafka-config.ts";
import { openKafkaLog } from "../collector/log/kafka/kafka-log.ts";
import type { Log, LogMessage } from "../collector/log/log.ts";
import { createTelemetry, silentLogger } from "../telemetry.ts";
import { startKafkaBroker } from "../test/support/kafka-broker.ts";
import { openBenchStore } from "./engine/bench-store.ts";
import { cpuSeconds } from "./engine/cpu-seconds.ts";
import { linesBetween, messagesBetween } from "./ingest/bench-rows.ts";
import { readByKafkaEngine, stored } from "./ingest/kafka-engine.ts";

const OPTIONS = {
  rows: { type: "string", default: "400000" },
  rounds: { type: "string", default: "3" },
  "no-kafka": { type: "boolean", default: false },
} as const;
const TOPIC = "tidemark.inferences";
const MESSAGES_AT_ONCE = 1_000;
const ROWS_A_STRAIGHT_INSERT = 20_000;
const TABLES = [
  "inferences",
  "feature_buckets_1m",
  "feature_categories_1m",
  "feature_missing_1m",
  "scored_rows_1m",
  "feature_buckets_1h",
  "feature_categories_1h",
];

interface Round {
  readonly rowsPerSecond: number;
  readonly engineCpuSecondsPerMillion: number;
}

export default async function ingest(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const [rows, rounds] = [Number(values.rows), Number(values.rounds)];
  await using stack = new AsyncDisposableStack();
  const { store, pid, directory } = await openBenchStore(stack);

  /** Fills and times so many rounds; the store is emptied before and holds all of them after. */
  const measure = async (fill: (from: number, to: number) => Promise<void>, move: (from: number, to: number) => Promise<void>): Promise<readonly Round[]> => {
    for (const table of TABLES) await store.command(`TRUNCATE TABLE ${table}`);
    const found: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const [from, to] = [round * rows, (round + 1) * rows];
      await fill(from, to);
      const [started, before] = [performance.now(), await cpuSeconds(pid)];
      await move(from, to);
      const seconds = (performance.now() - started) / 1000;
      found.push({
        rowsPerSecond: Math.round(rows / seconds),
        engineCpuSecondsPerMillion: Number(((((await cpuSeconds(pid)) - before) * 1e6) / rows).toFixed(1)),
      });
      await requireAll(store, to);
    }
    return found;
  };
  const collected = (log: Log): Promise<readonly Round[]> =>
    measure(
      (from, to) => append(log, from, to),
      () => collect(log, store),
    );

  const straight = await measure(
    async () => undefined,
    (from, to) => insertStraight(store, from, to),
  );
  const embedded = await collected(stack.use(await openEmbeddedLog({ directory: join(directory, "log") })));
  const last = (of: readonly Round[]): number => of.at(-1)?.rowsPerSecond ?? 0;
  const common = { rowsARound: rows, columns: "20 numbers, 5 categories, a score; all rollups by minute and hour", embeddedLog: embedded };
  const baseline = { name: `the same lines inserted straight, ${ROWS_A_STRAIGHT_INSERT} rows an insert, one at a time`, rounds: straight };
  if (values["no-kafka"]) return { ...common, baseline, ratio: Number((last(embedded) / last(straight)).toFixed(3)) };

  const broker = stack.use(await startKafkaBroker());
  const kafka = await collected(stack.use(await openKafkaLog(kafkaConfig.parse({ brokers: [broker.brokers] }))));
  for (const table of TABLES) await store.command(`TRUNCATE TABLE ${table}`);
  // All rounds lie in the topic by now: it reads them in one go, which leaves out its start twice.
  const rivalMs = await readByKafkaEngine(store, { brokers: broker.brokers, topic: TOPIC, rows: rows * rounds });
  const rival = Math.round((rows * rounds * 1000) / rivalMs);
  return {
    ...common,
    kafka,
    baseline: { name: "ClickHouse's own Kafka engine, the same topic into the same table and rollups, without boundaries", rowsPerSecond: rival },
    straight: baseline,
    ratio: Number((last(kafka) / rival).toFixed(3)),
    ratios: { embeddedToStraight: Number((last(embedded) / last(straight)).toFixed(3)), embeddedToKafkaEngine: Number((last(embedded) / rival).toFixed(3)) },
  };
}

async function append(log: Log, from: number, to: number): Promise<void> {
  const waiting: LogMessage[] = [];
  for (const message of messagesBetween(from, to)) {
    waiting.push(message);
    if (waiting.length === MESSAGES_AT_ONCE) await log.append(TOPIC, waiting.splice(0));
  }
  await log.append(TOPIC, waiting);
}

async function collect(log: Log, store: Store): Promise<void> {
  await using telemetry = createTelemetry(silentLogger);
  const { linger, ...config } = ingestConfig.parse({});
  await using collector = await startCollector({
    log,
    store,
    counters: ingestCounters(telemetry.meter, telemetry.logger),
    config: { ...config, lingerMs: linger },
  });
  await collector.caughtUp();
}

async function insertStraight(store: Store, from: number, to: number): Promise<void> {
  for (let start = from; start < to; start += ROWS_A_STRAIGHT_INSERT)
    await store.insert("inferences", linesBetween(start, Math.min(to, start + ROWS_A_STRAIGHT_INSERT)));
}

async function requireAll(store: Store, rows: number): Promise<void> {
  const [rolledUp] = await store.query<{ rows: number }>("SELECT sum(rows) AS rows FROM feature_buckets_1m WHERE feature = 'n0'");
  if ((await stored(store)) !== rows || rolledUp?.rows !== rows)
    throw new RangeError(`expected ${rows} rows and as many rolled up, found ${await stored(store)} and ${rolledUp?.rows}`);
}
