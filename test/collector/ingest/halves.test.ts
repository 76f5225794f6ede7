import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { TidemarkError } from "../../../errors.ts";
import { batchToken, type Boundary, wayOf } from "../../../collector/ingest/boundary.ts";
import { type BatchPlan, insertBatch } from "../../../collector/ingest/insert-batch.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import type { StoredMessage } from "../../../collector/log/log.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { clickhouseFailure, faultyStore } from "./support/faulty-store.ts";
import { inferenceMessage } from "./support/messages.ts";
import { emptyTables, exactly, storedRows } from "./support/stored-rows.ts";

let clickhouse: TestClickHouse;
let batches = 0;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(() => emptyTables(clickhouse.store));

const place = { logId: "log", topic: "tidemark.inferences", partition: 0 };
const messages = (count: number): StoredMessage[] => Array.from({ length: count }, (_, n) => ({ ...inferenceMessage(n), offset: BigInt(n) }));

function planOf(splits: Set<string> = new Set()): BatchPlan {
  const split = async (piece: string): Promise<boolean> => splits.add(piece) !== undefined;
  return { token: batchToken(place, BigInt(++batches), BigInt(batches), true), way: { parsedFirst: true, halved: true }, splits, doubts: new Map(), split };
}

const insert = (store: Store, rows: readonly StoredMessage[], plan: BatchPlan) =>
  insertBatch({ store, topic: place.topic, partition: 0, now: Date.now(), refused: () => undefined }, rows, plan);

test("a boundary says by which way its batch goes in; one of an older release goes straight into its table, whole", () => {
  const boundary = (token: string): Boundary => ({
    ...place,
    firstOffset: 0n,
    lastOffset: 9n,
    token,
    splits: [],
    producersBefore: new Map(),
    producersAfter: new Map(),
  });
  expect(wayOf(boundary(batchToken(place, 0n, 9n, true)))).toEqual({ parsedFirst: true, halved: true });
  expect(wayOf(boundary(batchToken(place, 0n, 9n, false)))).toEqual({ parsedFirst: true, halved: false });
  expect(wayOf(boundary("log/tidemark.inferences/0/0-9"))).toEqual({ parsedFirst: false, halved: false });
  expect(wayOf(boundary(`${batchToken(place, 0n, 9n, true)}/anew`))).toEqual({ parsedFirst: false, halved: false });
});

test.each([1, 2, 3, 101])("%i rows go in once, in the table and in the rollup, and once only when they are repeated", async (rows) => {
  const plan = planOf();
  expect(await insert(clickhouse.store, messages(rows), plan)).toEqual({ stored: rows, deadLetters: 0 });
  expect(await insert(clickhouse.store, messages(rows), { ...plan, doubts: new Map() })).toEqual({ stored: rows, deadLetters: 0 });
  expect(await storedRows(clickhouse.store)).toEqual(exactly(rows));
});

test("bad rows of either half go to dead letters, the others in", async () => {
  const rows = messages(100).map((message, n) => (n === 3 || n === 97 ? { ...message, value: Buffer.from("not json\n") } : message));
  const plan = planOf();
  expect(await insert(clickhouse.store, rows, plan)).toEqual({ stored: 98, deadLetters: 2 });
  expect(await insert(clickhouse.store, rows, { ...plan, doubts: new Map() })).toEqual({ stored: 98, deadLetters: 2 });
  expect(await storedRows(clickhouse.store)).toMatchObject({ rows: 98, different: 98, rolledUp: 98 });
  expect(await clickhouse.store.query("SELECT offset FROM dead_letters ORDER BY offset")).toEqual([{ offset: 3 }, { offset: 97 }]);
});

test("a store that goes away under one half: it is thrown when the other half is over, and all is in, once, when it is back", async () => {
  let [asked, underWay] = [0, 0];
  const store = faultyStore(clickhouse.store, {
    async before() {
      underWay += 1;
      if (++asked !== 1) return;
      underWay -= 1;
      throw new TidemarkError("unavailable", "away");
    },
    async after() {
      underWay -= 1;
    },
  });
  const plan = planOf();
  await expect(insert(store, messages(50), plan)).rejects.toMatchObject({ code: "unavailable" });
  expect(underWay).toBe(0);
  expect(await insert(store, messages(50), plan)).toEqual({ stored: 50, deadLetters: 0 });
  expect(await storedRows(clickhouse.store)).toEqual(exactly(50));
});

test("a half that may be at fault itself is given up as a whole after eight tries and goes in by pieces; a restart in between doubles nothing", async () => {
  const splits = new Set<string>();
  const tooMuch = faultyStore(clickhouse.store, {
    async before(table, lines) {
      if (table === "incoming_inferences" && lines > 10) throw clickhouseFailure("241", "Memory limit exceeded");
    },
  });
  const plan = planOf(splits);
  let tries = 0;
  for (; tries < 20; tries++) {
    const outcome = await insert(tooMuch, messages(64), plan).catch((thrown: unknown) => thrown);
    if (!(outcome instanceof Error)) break;
  }
  // The second half fails as often as the first; both are given up at the eighth.
  expect(tries).toBe(7);
  expect([...splits]).toEqual(expect.arrayContaining(["h0-31", "h32-63", "0-15", "32-47"]));
  expect(await insert(clickhouse.store, messages(64), { ...plan, doubts: new Map() })).toMatchObject({ stored: 64 });
  expect(await storedRows(clickhouse.store)).toEqual(exactly(64));
});
