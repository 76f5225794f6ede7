import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeLease } from "../../../collector/clickhouse/lease.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

let clickhouse: TestClickHouse;
let store: Store;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  ({ store } = clickhouse);
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

test("of many that try at once one has it, and keeps it", async () => {
  const leases = Array.from({ length: 8 }, () => storeLease(store, "many"));
  const held = await Promise.all(leases.map((lease) => lease.hold()));
  expect(held.filter(Boolean)).toHaveLength(1);
  expect(await Promise.all(leases.map((lease) => lease.hold()))).toEqual(held);
  for (const lease of leases) await lease[Symbol.asyncDispose]();
});

test("it is had by the next at once when it is given back, and told to both", async () => {
  const told: string[] = [];
  const first = storeLease(store, "given back", { onChange: (ours) => told.push(`first ${ours}`) });
  await using second = storeLease(store, "given back", { onChange: (ours) => told.push(`second ${ours}`) });
  expect([await first.hold(), await second.hold()]).toEqual([true, false]);
  await first[Symbol.asyncDispose]();
  expect(await second.hold()).toBe(true);
  expect(told).toEqual(["first true", "second false", "second true"]);
});

test("a holder that is silent for its term loses it; one that holds on does not", async () => {
  const silent = { ...store, insert: store.insert.bind(store) };
  let writes = 0;
  const dying: Store = {
    ...silent,
    // Writes once and never again, as a process that was stopped.
    insert: async (table, rows, options) => void (++writes === 1 && (await store.insert(table, rows, options))),
  };
  const first = storeLease(dying, "silent", { termMs: 1_000 });
  await using second = storeLease(store, "silent", { termMs: 1_000 });
  expect([await first.hold(), await second.hold()]).toEqual([true, false]);
  await expect.poll(() => second.hold(), { timeout: 10_000 }).toBe(true);
  await expect.poll(() => first.hold(), { timeout: 10_000 }).toBe(false);
  // Renewed by itself, while nobody asks.
  await sleep(2_500);
  expect(await first.hold()).toBe(false);
  expect(await second.hold()).toBe(true);
});

test("a lease of another name is another's", async () => {
  await using one = storeLease(store, "one");
  await using other = storeLease(store, "other");
  expect([await one.hold(), await other.hold()]).toEqual([true, true]);
});
