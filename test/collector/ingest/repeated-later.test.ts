import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore } from "../../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, migrate, type Migration, readMigrations } from "../../../collector/clickhouse/migrate.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { ingestCounters } from "../../../collector/ingest/ingest-counters.ts";
import { PartitionIngest } from "../../../collector/ingest/partition-ingest.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { inferenceMessage } from "./support/messages.ts";
import { storedRows } from "./support/stored-rows.ts";

const PLACE = { logId: "log", topic: "tidemark.inferences", partition: 0 };
const ROWS = 7;
const messages = Array.from({ length: ROWS }, (_, n) => ({ ...inferenceMessage(n), offset: BigInt(n) }));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-repeated-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Starts the engine on the test's data, does something, and stops it. */
async function onceUp(migrations: readonly Migration[], act: (store: Store) => Promise<void>): Promise<void> {
  await using engine = await startEmbeddedEngine({ directory });
  await createDatabase(engine);
  await using store = createStore(engine);
  await migrate(store, migrations);
  await act(store);
}

/** What a collector does that begins with the newest boundary and is handed everything. */
async function collect(store: Store): Promise<void> {
  const { meter, logger } = createTelemetry(silentLogger);
  const ingest = await PartitionIngest.open(PLACE, {
    store,
    config: { maxBatchBytes: 1_000_000, lingerMs: 3_600_000, concurrency: 1 },
    counters: ingestCounters(meter, logger),
    refused: () => undefined,
    stopping: new AbortController().signal,
    limit: (task) => task(),
  });
  await ingest.add(messages);
  await ingest.flush();
}

/** Rows of every table that scored rows come to. */
async function everywhere(store: Store): Promise<object> {
  const [counts] = await store.query<object>(
    `SELECT (SELECT sum(rows) FROM feature_buckets_1m) AS buckets, (SELECT sum(rows) FROM feature_buckets_1h) AS hourlyBuckets, (SELECT sum(rows) FROM feature_categories_1m) AS categories,
       (SELECT sum(rows) FROM feature_categories_1h) AS hourlyCategories, (SELECT sum(rows) FROM scored_rows_1m) AS scored`,
  );
  return { ...(await storedRows(store)), ...counts };
}

const ONCE = {
  rows: ROWS,
  different: ROWS,
  rolledUp: ROWS,
  buckets: 2 * ROWS,
  hourlyBuckets: 2 * ROWS,
  categories: ROWS,
  hourlyCategories: ROWS,
  scored: ROWS,
};

test("the newest batch is repeated at every start, and is there once in every table after restarts of the engine, the first after its tables were made among them", async () => {
  const migrations = await readMigrations();
  for (let start = 0; start < 3; start++)
    await onceUp(migrations, async (store) => {
      await collect(store);
      expect(await everywhere(store)).toMatchObject(ONCE);
    });
});

test("a batch from before rows were parsed by a table of their own is repeated as it went in: there once after the upgrade, and after the next start", async () => {
  const migrations = await readMigrations();
  await onceUp(migrations.slice(0, 12), async (store) => {
    const token = "log/tidemark.inferences/0/0-6";
    const row = {
      log_id: "log",
      topic: PLACE.topic,
      partition: 0,
      first_offset: "0",
      last_offset: "6",
      token,
      producers_before: {},
      producers_after: { p: "6" },
      written_time: Date.now(),
    };
    await store.insert("ingest_batches", [row], { token: "after log/tidemark.inferences/0" });
    await store.insert("inferences", Buffer.concat(messages.map(({ value }) => value)), { token });
    expect(await everywhere(store)).toMatchObject(ONCE);
  });
  for (let start = 0; start < 2; start++)
    await onceUp(migrations, async (store) => {
      await collect(store);
      expect(await everywhere(store)).toMatchObject(ONCE);
    });
});
