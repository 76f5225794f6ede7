import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelSchema, modelSchema } from "../../../collector/events/model-schema.ts";
import { startCollector } from "../../../collector/ingest/collector.ts";
import { enterLost } from "../../../collector/ingest/enter-lost.ts";
import { ingestCounters } from "../../../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../../../collector/log/embedded/embedded-log.ts";
import type { Log, LogMessage } from "../../../collector/log/log.ts";
import { createTelemetry, silentLogger } from "../../../telemetry.ts";
import { TidemarkError } from "../../../errors.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { until } from "../log/conformance.ts";
import { clickhouseFailure, faultyStore } from "./support/faulty-store.ts";
import { inferenceMessage } from "./support/messages.ts";
import { emptyTables, exactly, storedRows } from "./support/stored-rows.ts";

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
  await emptyTables(clickhouse.store);
  return async () => {
    await log[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
});

async function collectAll(store: Store = clickhouse.store, maxBatchBytes = 40_000, schemas: ReadonlyMap<string, ModelSchema> = new Map()): Promise<void> {
  await using collector = await startCollector({
    log,
    store,
    config: { maxBatchBytes, lingerMs: 20, concurrency: 2 },
    counters: ingestCounters(meter, logger),
    schemas,
  });
  await collector.caughtUp();
}

const stored = () => storedRows(clickhouse.store);
const range = (from: number, to: number): LogMessage[] => Array.from({ length: to - from }, (_, index) => inferenceMessage(from + index));

describe("log to ClickHouse", () => {
  test("every row arrives once, in the table and in the rollup, over a restart", async () => {
    await log.append(TOPIC, range(0, 600));
    await collectAll();
    expect(await stored()).toEqual(exactly(600));
    await log.append(TOPIC, range(600, 900));
    await collectAll();
    expect(await stored()).toEqual(exactly(900));
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

  test("a label that is none of its model's classes, or no number where numbers are predicted, goes to dead letters; where nothing is declared it is kept", async () => {
    const label = (model: string, text: string, place: number): LogMessage => {
      const row = { model, request_id: `l${place}`, row_number: 0, label: text, observed_time: 1.79e12, received_time: 1.79e12, source: "log" };
      return { key: `l${place}`, producer: "labels", sequence: BigInt(place), value: Buffer.from(`${JSON.stringify(row)}\n`) };
    };
    const sent = [
      ["churn", "1"],
      ["churn", " True "],
      ["churn", "banana"],
      ["price", "1e3"],
      ["price", "dear"],
      ["open", "banana"],
      ["stranger", "banana"],
    ] as const;
    await log.append(
      "tidemark.labels",
      sent.map(([model, text], place) => label(model, text, place)),
    );
    const common = { features: [{ name: "x", type: "numeric" as const }], score: "score" };
    const schemas = new Map(
      [
        { ...common, name: "churn", task: "binary", positive: "1", classes: ["0", "1"] },
        { ...common, name: "price", task: "regression" },
        { ...common, name: "open", task: "binary", positive: "yes please" },
      ].map((schema) => [schema.name, modelSchema.parse(schema)]),
    );
    await clickhouse.store.command("TRUNCATE TABLE labels");
    await collectAll(clickhouse.store, 40_000, schemas);
    expect(await clickhouse.store.query("SELECT model, label FROM labels ORDER BY model, label")).toEqual([
      { model: "churn", label: " True " },
      { model: "churn", label: "1" },
      { model: "open", label: "banana" },
      { model: "price", label: "1e3" },
      { model: "stranger", label: "banana" },
    ]);
    expect(await clickhouse.store.query("SELECT reason FROM dead_letters ORDER BY reason")).toEqual([
      { reason: 'reading a label: "banana" is no label of churn; expected one of the classes 0, 1' },
      { reason: 'reading a label: "dear" is no label of price; expected a number' },
    ]);
  });

  test("labels by key go in where they name what their model declares; the others go to dead letters, those of models that are not declared are kept", async () => {
    const label = (row: object, place: number): LogMessage => {
      const whole = { model: "loans", label: "1", observed_time: 1.79e12, received_time: 1.79e12, source: "log", ...row };
      return { key: `k${place}`, producer: "keyed", sequence: BigInt(place), value: Buffer.from(`${JSON.stringify(whole)}\n`) };
    };
    await log.append(
      "tidemark.labels",
      [
        { keys: { loan_id: "A-17" } },
        { keys: { loan_id: 17 } },
        { keys: { loan: "A-17" } },
        { keys: { loan: "A-17" }, withdrawn: 1 },
        { keys: { loan_id: "A-17" }, request_id: "r" },
        { keys: {}, request_id: "r" },
        { keys: { any: "x" }, model: "stranger" },
      ].map(label),
    );
    const schemas = new Map([["loans", modelSchema.parse({ name: "loans", task: "binary", labels: { key: "loan_id" } })]]);
    await clickhouse.store.command("TRUNCATE TABLE labels");
    await clickhouse.store.command("TRUNCATE TABLE dead_letters");
    await collectAll(clickhouse.store, 40_000, schemas);
    expect(await clickhouse.store.query("SELECT model, request_id, keys FROM labels ORDER BY model, request_id, keys['loan_id']")).toEqual([
      { model: "loans", request_id: "", keys: { loan_id: "17" } },
      { model: "loans", request_id: "", keys: { loan_id: "A-17" } },
      { model: "loans", request_id: "r", keys: {} },
      { model: "stranger", request_id: "", keys: { any: "x" } },
    ]);
    expect(await clickhouse.store.query("SELECT reason FROM dead_letters ORDER BY reason")).toEqual([
      { reason: "reading a label: it has keys and a request_id; expected one of the two" },
      { reason: "reading a label: keys: got loan; expected loan_id (models[].labels.key)" },
      { reason: "reading a label: keys: got loan; expected loan_id (models[].labels.key)" },
    ]);
  });

  test("a message of several rows, one of them bad, loses only that one", async () => {
    const value = Buffer.concat([inferenceMessage(0).value, Buffer.from("{broken\n"), inferenceMessage(1).value]);
    await log.append(TOPIC, [{ ...inferenceMessage(0), value }]);
    await collectAll();
    expect(await stored()).toEqual(exactly(2));
  });

  test.each([
    { kind: "that are none", spoil: () => Buffer.from('{"event_time": "no time"}\n'), inserts: 4 },
    { kind: "of a column too many", spoil: (n: number) => inferenceMessage(n, { more: 1 }).value, inserts: 4 },
    { kind: "that only the engine can tell", spoil: (n: number) => inferenceMessage(n, { event_time: "2026-99-99 77:00:00" }).value, inserts: 205 },
  ])(
    "a hundred bad rows $kind in a message of five thousand: found in at most $inserts inserts, the others are in",
    { timeout: 300_000 },
    async ({ spoil, inserts }) => {
      const bad = new Set(Array.from({ length: 100 }, (_, n) => 37 + n * 49));
      const value = Buffer.concat(Array.from({ length: 5_000 }, (_, n) => (bad.has(n) ? spoil(n) : inferenceMessage(n).value)));
      await log.append(TOPIC, [{ ...inferenceMessage(0), value }]);
      let count = 0;
      const store = faultyStore(clickhouse.store, { before: async (table) => void (table === "ingest_batches" || count++) });
      await collectAll(store);
      await collectAll(store);
      expect(await stored()).toMatchObject({ rows: 4_900, different: 4_900, rolledUp: 4_900 });
      expect(await clickhouse.store.query("SELECT count() AS letters FROM dead_letters")).toEqual([{ letters: 100 }]);
      // Both runs together: the second repeats the batch.
      expect(count).toBeLessThanOrEqual(2 * inserts);
    },
  );

  test("a store that fails twice for a boundary and twice for its rows: all rows are in, once", async () => {
    await log.append(TOPIC, range(0, 500));
    const failures = new Map<string, number>();
    await collectAll(
      faultyStore(clickhouse.store, {
        async before(table) {
          failures.set(table, (failures.get(table) ?? 0) + 1);
          if ((failures.get(table) ?? 0) <= 2) throw new TidemarkError("unavailable", "the store is away");
        },
      }),
    );
    expect(await stored()).toEqual(exactly(500));
    expect([...failures.values()].every((tries) => tries > 2)).toBe(true);
  });

  test("a store that stays away is asked again after pauses that double, from 100 ms on", async () => {
    await log.append(TOPIC, range(0, 10));
    const asked: number[] = [];
    const away = faultyStore(clickhouse.store, {
      async before(table) {
        if (table !== "ingest_batches" || asked.push(performance.now()) > 4) return;
        throw new TidemarkError("unavailable", "the store is away");
      },
    });
    await collectAll(away);
    expect(await stored()).toEqual(exactly(10));
    const pauses = asked.slice(1, 5).map((time, index) => time - (asked[index] ?? 0));
    // A timer may be a millisecond early.
    for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThanOrEqual(100 * 2 ** index - 2);
    expect(pauses).toHaveLength(4);
  });

  test("an insert that was made and said to have failed is not made again", async () => {
    await log.append(TOPIC, range(0, 500));
    const seen = new Map<string, number>();
    const after = async (table: string): Promise<void> => {
      seen.set(table, (seen.get(table) ?? 0) + 1);
      if ((seen.get(table) ?? 0) % 2 === 1) throw new TidemarkError("timeout", "the answer was lost");
    };
    await collectAll(faultyStore(clickhouse.store, { after }));
    expect(await stored()).toEqual(exactly(500));
  });

  test("what may be the batch's fault or the store's: after some tries in pieces, what never goes in to dead letters, and a restart in between doubles nothing", async () => {
    await log.append(TOPIC, range(0, 64));
    let broken = false;
    const tooMuch = faultyStore(clickhouse.store, {
      async before(table, lines) {
        if (table !== "incoming_inferences") return;
        if (lines > 16) throw clickhouseFailure("241", "Memory limit exceeded");
        if (broken) throw new TidemarkError("unavailable", "the store went away in the middle");
      },
      async after(table) {
        broken ||= table === "incoming_inferences";
      },
    });
    await using collector = await startCollector({
      log,
      store: tooMuch,
      config: { maxBatchBytes: 1_000_000, lingerMs: 5, concurrency: 2 },
      counters: ingestCounters(meter, logger),
    });
    await until(() => broken);
    await collector[Symbol.asyncDispose]();
    expect((await stored()).rows).toBe(16);
    await collectAll();
    expect(await stored()).toEqual(exactly(64));
  }, 120_000);

  test("a boundary is written, its rows are not, and no message comes after: the next start brings them", async () => {
    await log.append(TOPIC, range(0, 100));
    const away = faultyStore(clickhouse.store, {
      before: (table) => (table === "incoming_inferences" ? Promise.reject(new TidemarkError("unavailable", "away")) : Promise.resolve()),
    });
    {
      await using _ = await startCollector({
        log,
        store: away,
        config: { maxBatchBytes: 1_000_000, lingerMs: 1, concurrency: 2 },
        counters: ingestCounters(meter, logger),
      });
      while ((await clickhouse.store.query("SELECT 1 FROM ingest_batches")).length === 0) await sleep(10);
    }
    expect((await stored()).rows).toBe(0);
    await collectAll();
    expect(await stored()).toEqual(exactly(100));
  });
});

describe("kill -9", () => {
  const points = ["before", "after"].flatMap((when) =>
    ["ingest_batches", "incoming_inferences"].flatMap((table) => [1, 3].map((nth) => `${when} ${table} ${nth} SIGKILL`)),
  );
  test.each(points)("%s: nothing is lost or doubled", { timeout: 180_000 }, async (point) => {
    await log.append(TOPIC, range(0, 400));
    const { url, username, password, database } = clickhouse;
    const child = spawn(process.execPath, [PROCESS, url, username, password, database, directory, point], { stdio: ["ignore", "ignore", "inherit"] });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    const [between] = await clickhouse.store.query<{ boundaries: number }>("SELECT count() AS boundaries FROM ingest_batches");
    // What stood when it was killed is what the point says.
    const nth = Number(point.split(" ")[2]);
    expect(between?.boundaries).toBe(point.startsWith("before ingest_batches") ? nth - 1 : nth);
    await collectAll();
    expect(await stored()).toEqual(exactly(400));
  });
});

// Last, since thousands of parts keep the engine busy for a while.
describe("rows of more than a hundred months, which no insert takes at once", () => {
  test.each([
    { rule: "one batch", messages: (months: readonly LogMessage[]) => [...months] },
    { rule: "one message", messages: (months: readonly LogMessage[]) => [{ ...inferenceMessage(0), value: Buffer.concat(months.map(({ value }) => value)) }] },
  ])(
    "in $rule: they go in, in halves",
    async ({ messages }) => {
      await log.append(TOPIC, messages(Array.from({ length: 104 }, (_, n) => inferenceMessage(n, { event_time: Date.UTC(2000, n, 3) }))));
      await collectAll(clickhouse.store, 1_000_000);
      expect(await stored()).toEqual(exactly(104));
    },
    120_000,
  );
});

test("messages that the log cannot give any more are entered in the books once, however often they are told of; those that were stored before are not", async () => {
  const lost = { topic: TOPIC, partition: 0, logId: "log", from: 10n, to: 25n };
  for (let told = 0; told < 3; told++) await enterLost(clickhouse.store, lost, 20n, Date.now());
  await enterLost(clickhouse.store, lost, 25n, Date.now());
  expect(await clickhouse.store.query("SELECT lost_in_log['inferences'] AS lost, captured FROM ledger WHERE length(lost_in_log) > 0")).toEqual([
    { lost: 5, captured: 0 },
  ]);
});
