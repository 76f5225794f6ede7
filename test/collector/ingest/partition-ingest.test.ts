import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { ingestCounters } from "../../../collector/ingest/ingest-counters.ts";
import { PartitionIngest } from "../../../collector/ingest/partition-ingest.ts";
import type { StoredMessage } from "../../../collector/log/log.ts";
import { TidemarkError } from "../../../errors.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { faultyStore } from "./support/faulty-store.ts";
import { inferenceMessage } from "./support/messages.ts";
import { emptyTables, exactly, storedRows } from "./support/stored-rows.ts";

/** A time that no test waits for. */
const NEVER_MS = 3_600_000;

let clickhouse: TestClickHouse;
let logs = 0;
let place: { readonly logId: string; readonly topic: string; readonly partition: number };
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(async () => {
  await emptyTables(clickhouse.store);
  place = { logId: `log-${++logs}`, topic: "tidemark.inferences", partition: 0 };
});

/** Messages of 500 bytes each. */
const messages = (from: number, to: number): StoredMessage[] =>
  Array.from({ length: to - from }, (_, index) => {
    const message = inferenceMessage(from + index);
    const spaces = Buffer.alloc(500 - message.value.length, " ");
    return { ...message, value: Buffer.concat([message.value.subarray(0, -1), spaces, Buffer.from("\n")]), offset: BigInt(from + index) };
  });

async function ingestOf(maxBatchBytes: number, store: Store = clickhouse.store, stopping = new AbortController().signal): Promise<PartitionIngest> {
  const { meter, logger } = createTelemetry(silentLogger);
  const config = { maxBatchBytes, lingerMs: NEVER_MS, concurrency: 1 };
  return PartitionIngest.open(place, { store, config, counters: ingestCounters(meter, logger), refused: () => undefined, stopping, limit: (task) => task() });
}

/** Writes the batches of some messages down, whose rows do not go in: the store is away, and the collector gives up. */
async function leaveUnstored(some: readonly StoredMessage[]): Promise<void> {
  const stop = new AbortController();
  const away = faultyStore(clickhouse.store, {
    async before(table) {
      if (table !== "incoming_inferences") return;
      stop.abort();
      throw new TidemarkError("unavailable", "away");
    },
  });
  const ingest = await ingestOf(5_000, away, stop.signal);
  await ingest.add(some);
}

/** The batches written down, first to last offset. */
async function batches(): Promise<string[]> {
  const rows = await clickhouse.store.query<{ batch: string }>(
    "SELECT DISTINCT concat(toString(first_offset), '-', toString(last_offset)) AS batch FROM ingest_batches ORDER BY first_offset",
  );
  return rows.map(({ batch }) => batch);
}

test("a batch holds what fits to the byte; what is left of full ones waits for more; what is larger by itself is a batch of its own", async () => {
  const exact = await ingestOf(5_000);
  await exact.add(messages(0, 25));
  expect(await batches()).toEqual(["0-9", "10-19"]);
  await exact.flush();
  expect(await batches()).toEqual(["0-9", "10-19", "20-24"]);
  const [large, ...after] = messages(25, 29);
  if (large === undefined) throw new Error("no message");
  const value = Buffer.concat([large.value, Buffer.alloc(6_000, " \n")]);
  await exact.add([{ ...large, value }, ...after]);
  await exact.flush();
  expect(await batches()).toEqual(["0-9", "10-19", "20-24", "25-25", "26-28"]);
  expect((await storedRows(clickhouse.store)).different).toBe(29);
});

test("messages wait until they fill a batch, to the byte", async () => {
  const ingest = await ingestOf(5_000);
  await ingest.add(messages(0, 9));
  expect(await batches()).toEqual([]);
  await ingest.add(messages(9, 10));
  expect(await batches()).toEqual(["0-9"]);
  // What went in waits no longer: the next batch fills anew.
  await ingest.add(messages(10, 19));
  expect(await batches()).toEqual(["0-9"]);
  await ingest.flush();
  expect(await storedRows(clickhouse.store)).toEqual(exactly(19));
});

test("a batch to be repeated of which retention has taken a part is held to be stored; what follows it goes in", async () => {
  await leaveUnstored(messages(0, 10));
  expect(await batches()).toEqual(["0-9"]);
  const second = await ingestOf(5_000);
  expect(second.position).toBe(0n);
  await second.add(messages(4, 20));
  await second.flush();
  expect(await storedRows(clickhouse.store)).toMatchObject({ rows: 10, different: 10, x: 145 });
  expect(await batches()).toEqual(["0-9", "10-19"]);
});

test("a batch is repeated when all of it has come, the last message with it, not before", async () => {
  await leaveUnstored(messages(0, 10));
  const second = await ingestOf(5_000);
  await second.add(messages(0, 9));
  await second.flush();
  expect((await storedRows(clickhouse.store)).rows).toBe(0);
  await second.add(messages(9, 10));
  await second.flush();
  expect(await storedRows(clickhouse.store)).toEqual(exactly(10));
});
