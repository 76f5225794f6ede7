import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { ingestCounters } from "../../../collector/ingest/ingest-counters.ts";
import { PartitionIngest } from "../../../collector/ingest/partition-ingest.ts";
import type { StoredMessage } from "../../../collector/log/log.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { faultyStore } from "./support/faulty-store.ts";
import { inferenceMessage } from "./support/messages.ts";
import { emptyTables, exactly, storedRows } from "./support/stored-rows.ts";

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

const messages = (from: number, to: number): StoredMessage[] =>
  Array.from({ length: to - from }, (_, index) => ({ ...inferenceMessage(from + index), offset: BigInt(from + index) }));
const sizeOf = (count: number): number => messages(0, count).reduce((sum, { value }) => sum + value.length, 0);

/** A collector's hold on the partition, with batches of about so many messages. */
async function collectorOf(store: Store, batch: number): Promise<PartitionIngest> {
  const { meter, logger } = createTelemetry(silentLogger);
  return PartitionIngest.open(place, {
    store,
    config: { maxBatchBytes: sizeOf(batch), lingerMs: 3_600_000, concurrency: 1 },
    counters: ingestCounters(meter, logger),
    refused: () => undefined,
    stopping: new AbortController().signal,
    limit: (task) => task(),
  });
}

/** Stops, as SIGSTOP would, at its first insert of a table; `stopped` resolves when it has, `resume` lets it go on. */
function stoppable(table: string, when: "before" | "after") {
  const [stopped, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const stop = async (into: string): Promise<void> => {
    if (into !== table) return;
    stopped.resolve();
    await resumed.promise;
  };
  return { store: faultyStore(clickhouse.store, when === "before" ? { before: stop } : { after: stop }), stopped: stopped.promise, resume: resumed.resolve };
}

const POINTS = [
  { table: "ingest_batches", when: "before" },
  { table: "ingest_batches", when: "after" },
  { table: "incoming_inferences", when: "before" },
  { table: "incoming_inferences", when: "after" },
] as const;

describe.each(POINTS)("stopped $when its insert of $table, while another goes on", ({ table, when }) => {
  test.each([
    { rule: "with smaller batches", other: 30, seen: 100 },
    { rule: "with larger batches", other: 170, seen: 300 },
    { rule: "as far as it was itself", other: 100, seen: 100 },
  ])("$rule: none lost, none twice; and none when it is handed more afterwards", async ({ other, seen }) => {
    const { store, stopped, resume } = stoppable(table, when);
    const first = await collectorOf(store, 100);
    void first.add(messages(0, 100));
    const flushed = first.flush();
    await stopped;
    const second = await collectorOf(clickhouse.store, other);
    await second.add(messages(Number(second.position ?? 0), seen));
    await second.flush();
    expect(await storedRows(clickhouse.store)).toEqual(exactly(seen));
    resume();
    await flushed;
    expect(await storedRows(clickhouse.store)).toEqual(exactly(seen));
    // Both are handed all that follows, as two are that both hold the partition for theirs.
    await Promise.all([first.add(messages(100, 400)).then(() => first.flush()), second.add(messages(seen, 400)).then(() => second.flush())]);
    await first.flush();
    await second.flush();
    expect(await storedRows(clickhouse.store)).toEqual(exactly(400));
  });
});

test("one that is told that the partition is another's begins nothing more", async () => {
  const { store, stopped, resume } = stoppable("ingest_batches", "after");
  const first = await collectorOf(store, 50);
  void first.add(messages(0, 100));
  const flushed = first.flush();
  await stopped;
  const retired = first.retire();
  resume();
  await Promise.all([flushed, retired]);
  expect((await storedRows(clickhouse.store)).rows).toBe(0);
  const second = await collectorOf(clickhouse.store, 50);
  expect(second.position).toBe(0n);
  await second.add(messages(0, 100));
  await second.flush();
  expect(await storedRows(clickhouse.store)).toEqual(exactly(100));
});

test("any number at once on one partition, each with batches of its own size, handed everything: each row once", async () => {
  const collectors = await Promise.all([7, 20, 33, 64].map((batch) => collectorOf(clickhouse.store, batch)));
  await Promise.all(
    collectors.map(async (collector, index) => {
      for (let from = 0; from < 400; from += 40 + 10 * index) {
        await collector.add(messages(from, Math.min(400, from + 40 + 10 * index)));
        await collector.flush();
      }
      await collector.flush();
    }),
  );
  for (const collector of collectors) await collector.flush();
  expect(await storedRows(clickhouse.store)).toEqual(exactly(400));
});

test("a log that lost its end and gave the offsets again: what stands there now is stored, what stood there stays stored, each once, over a restart too", async () => {
  const before = await collectorOf(clickhouse.store, 1_000);
  await before.add(messages(0, 100));
  await before.flush();
  // Of a hundred messages the first sixty are left; sixty others follow under the same offsets and beyond.
  const standing = [...messages(0, 60), ...messages(100, 160).map((message) => ({ ...message, offset: message.offset - 40n }))];
  for (let start = 0; start < 2; start++) {
    const after = await collectorOf(clickhouse.store, 1_000);
    await after.add(standing.filter(({ offset }) => offset >= (after.position ?? 0n)));
    await after.flush();
    expect(await storedRows(clickhouse.store)).toEqual(exactly(160));
  }
  const last = await collectorOf(clickhouse.store, 1_000);
  await last.add(standing.filter(({ offset }) => offset >= (last.position ?? 0n)));
  await last.add(messages(160, 200).map((message) => ({ ...message, offset: message.offset - 40n })));
  await last.flush();
  expect(await storedRows(clickhouse.store)).toEqual(exactly(200));
});
