import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startCollector } from "../../../collector/ingest/collector.ts";
import { ingestCounters } from "../../../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../../../collector/log/embedded/embedded-log.ts";
import type { Log, LogMessage } from "../../../collector/log/log.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { inferenceMessage } from "./support/messages.ts";

const TOPIC = "tidemark.inferences";
const PROCESS = join(import.meta.dirname, "support", "collect-process.ts");
const { meter, logger } = createTelemetry(silentLogger);

let clickhouse: TestClickHouse;
let directory: string;
let log: Log;

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-ingest-"));
  log = await openEmbeddedLog({ directory });
  for (const table of ["inferences", "feature_buckets_1m", "feature_categories_1m", "dead_letters", "ingest_batches"])
    await clickhouse.store.command(`TRUNCATE TABLE ${table}`);
  return async () => {
    await log[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
});

async function collectAll(): Promise<void> {
  await using collector = await startCollector({
    log,
    store: clickhouse.store,
    config: { maxBatchBytes: 40_000, lingerMs: 20, concurrency: 2 },
    counters: ingestCounters(meter, logger),
  });
  await collector.caughtUp();
}

/** Rows of the table, different rows, the sum of x in rows and in the rollup. */
async function stored(): Promise<{ rows: number; different: number; x: number; rolledUp: number; rolledUpX: number }> {
  const [row] = await clickhouse.store.query<{ rows: number; different: number; x: number; rolledUp: number; rolledUpX: number }>(
    `SELECT count() AS rows, uniqExact(request_id) AS different, sum(feature_numbers['x']) AS x,
       (SELECT sum(rows) FROM feature_buckets_1m WHERE feature = 'x') AS rolledUp, (SELECT sum(total) FROM feature_buckets_1m WHERE feature = 'x') AS rolledUpX FROM inferences`,
  );
  return row ?? { rows: 0, different: 0, x: 0, rolledUp: 0, rolledUpX: 0 };
}

const range = (from: number, to: number): LogMessage[] => Array.from({ length: to - from }, (_, index) => inferenceMessage(from + index));
const exactly = (count: number) => ({ rows: count, different: count, x: (count * (count - 1)) / 2, rolledUp: count, rolledUpX: (count * (count - 1)) / 2 });

describe("log to ClickHouse", () => {
  test("every row arrives once, in the table and in the rollup, over a restart", async () => {
    await log.append(TOPIC, range(0, 1_000));
    await collectAll();
    expect(await stored()).toEqual(exactly(1_000));
    await log.append(TOPIC, range(1_000, 1_500));
    await collectAll();
    expect(await stored()).toEqual(exactly(1_500));
  });

  test("what a producer sent again is stored once", async () => {
    await log.append(TOPIC, range(0, 300));
    await log.append(TOPIC, range(200, 300));
    await collectAll();
    await log.append(TOPIC, range(250, 400));
    await collectAll();
    expect(await stored()).toEqual(exactly(400));
  });

  test("a bad row goes to dead letters with its reason, its neighbours into the table", async () => {
    const messages = range(0, 100);
    messages[17] = { ...inferenceMessage(17), value: Buffer.from('{"event_time": "no time", "request_id": "r17"}\n') };
    messages[60] = { ...inferenceMessage(60), value: Buffer.from("not json\n") };
    messages[61] = inferenceMessage(61, { no_such_column: 1 });
    await log.append(TOPIC, messages);
    await collectAll();
    await collectAll();
    expect(await stored()).toMatchObject({ rows: 97, different: 97, rolledUp: 97 });
    const letters = await clickhouse.store.query<{ raw: string; reason: string; offset: number }>(
      "SELECT raw, reason, offset FROM dead_letters ORDER BY offset",
    );
    expect(letters.map(({ offset }) => offset)).toEqual([17, 60, 61]);
    expect(letters[1]?.raw).toBe("not json\n");
    expect(letters[2]?.reason).toContain("no_such_column");
  });

  test("a message of several rows, one of them bad, loses only that one", async () => {
    const value = Buffer.concat([inferenceMessage(0).value, Buffer.from("{broken\n"), inferenceMessage(1).value]);
    await log.append(TOPIC, [{ ...inferenceMessage(0), value }]);
    await collectAll();
    expect(await stored()).toEqual(exactly(2));
  });

  test("kill -9 of the collector at any moment loses and doubles nothing", async () => {
    const total = 6_000;
    const appending = (async () => {
      for (let n = 0; n < total; n += 100) {
        await log.append(TOPIC, range(n, n + 100));
        await sleep(10);
      }
    })();
    for (const lifeMs of [1, 20, 60, 110, 170]) {
      const child = spawn(process.execPath, [PROCESS, clickhouse.url, clickhouse.username, clickhouse.password, clickhouse.database, directory], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const exited = once(child, "exit");
      await once(child.stdout, "data");
      await sleep(lifeMs);
      child.kill("SIGKILL");
      await exited;
    }
    await appending;
    await collectAll();
    expect(await stored()).toEqual(exactly(total));
    const [boundaries] = await clickhouse.store.query<{ batches: number }>("SELECT count() AS batches FROM ingest_batches");
    expect(boundaries?.batches).toBeGreaterThan(5);
  });
});
