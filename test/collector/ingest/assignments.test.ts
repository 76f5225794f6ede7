import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Collector, startCollector } from "../../../collector/ingest/collector.ts";
import { ingestCounters } from "../../../collector/ingest/ingest-counters.ts";
import type { Log, StoredMessage, Subscription } from "../../../collector/log/log.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { inferenceMessage } from "./support/messages.ts";
import { emptyTables, exactly, storedRows } from "./support/stored-rows.ts";

const TOPIC = "tidemark.inferences";
const LINGER_MS = 200;
const { meter, logger } = createTelemetry(silentLogger);

let clickhouse: TestClickHouse;
let logs = 0;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(() => emptyTables(clickhouse.store));

/** A log whose partitions are handed out by the test. */
async function startByHand(): Promise<{ readonly collector: Collector; readonly subscription: Subscription; readonly logId: string }> {
  const given = Promise.withResolvers<Subscription>();
  const log: Log = {
    append: () => Promise.resolve(),
    subscribe(subscription) {
      given.resolve(subscription);
      return Promise.resolve({ lag: () => Promise.resolve(0n), [Symbol.asyncDispose]: () => Promise.resolve() });
    },
    partitions: () => Promise.resolve(1),
    ends: () => Promise.resolve(new Map()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const collector = await startCollector({
    log,
    store: clickhouse.store,
    config: { maxBatchBytes: 1_000_000, lingerMs: LINGER_MS, concurrency: 2 },
    counters: ingestCounters(meter, logger),
  });
  return { collector, subscription: await given.promise, logId: `by-hand-${++logs}` };
}

const messages = (from: number, to: number): StoredMessage[] =>
  Array.from({ length: to - from }, (_, index) => ({ ...inferenceMessage(from + index), offset: BigInt(from + index) }));
const boundaries = async (): Promise<number> => (await clickhouse.store.query("SELECT DISTINCT token FROM ingest_batches")).length;

test("a partition that is assigned anew while rows wait: they go in by its new holder's batch alone", async () => {
  const { collector, subscription, logId } = await startByHand();
  await using _ = collector;
  expect(await subscription.position(TOPIC, 0, logId)).toBeUndefined();
  await subscription.onBatch({ topic: TOPIC, partition: 0, messages: messages(0, 10) });
  expect(await subscription.position(TOPIC, 0, logId)).toBeUndefined();
  await sleep(2 * LINGER_MS);
  expect(await boundaries()).toBe(0);
  await subscription.onBatch({ topic: TOPIC, partition: 0, messages: messages(0, 30) });
  await collector.caughtUp();
  expect(await storedRows(clickhouse.store)).toEqual(exactly(30));
  expect(await boundaries()).toBe(1);
});

test("a partition that is another's: what waits of it is left to that one", async () => {
  const { collector, subscription, logId } = await startByHand();
  await using _ = collector;
  await subscription.position(TOPIC, 0, logId);
  await subscription.onBatch({ topic: TOPIC, partition: 0, messages: messages(0, 10) });
  subscription.released?.(TOPIC, 0);
  await sleep(2 * LINGER_MS);
  await collector.caughtUp();
  expect(await boundaries()).toBe(0);
  expect((await storedRows(clickhouse.store)).rows).toBe(0);
});
