import { afterAll, beforeAll, expect, test } from "vitest";
import { applyTableRetention, tableRetention } from "../../../collector/clickhouse/table-retention.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { until } from "../log/conformance.ts";

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const DAY = 86_400_000;
const label = (id: string, observed: number) => ({
  model: "m",
  request_id: id,
  row_number: 0,
  label: "1",
  observed_time: observed,
  received_time: observed,
  source: "test",
});
const ids = async (): Promise<string[]> =>
  (await clickhouse.store.query<{ id: string }>("SELECT request_id AS id FROM labels ORDER BY id")).map(({ id }) => id);
const ttls = async (): Promise<string[]> =>
  (
    await clickhouse.store.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine_full LIKE '% TTL %' ORDER BY name",
    )
  ).map(({ name }) => name);

test("rows older than their table's retention go, others stay; without one all stay", async () => {
  const { store } = clickhouse;
  await store.insert("labels", [label("old", Date.now() - 40 * DAY), label("new", Date.now() - 10 * DAY)]);
  await applyTableRetention(store, {});
  expect(await ttls()).toEqual([]);
  await applyTableRetention(store, tableRetention.parse({ labels: "30d" }));
  expect(await ttls()).toEqual(["labels"]);
  await store.command("OPTIMIZE TABLE labels FINAL");
  await until(async () => (await ids()).length === 1);
  expect(await ids()).toEqual(["new"]);
  await applyTableRetention(store, {});
  expect(await ttls()).toEqual([]);
});

test("every table that may be named has the column by which it is kept", async () => {
  const all = tableRetention.parse(
    Object.fromEntries(
      "requests inferences labels node_samples ledger dead_letters feature_buckets_1m feature_categories_1m feature_missing_1m request_rollup_1m scored_rows_1m feature_buckets_1h feature_categories_1h findings notifications retrainings"
        .split(" ")
        .map((table) => [table, "52w"]),
    ),
  );
  await applyTableRetention(clickhouse.store, all);
  expect(await ttls()).toEqual(Object.keys(all).sort());
  await applyTableRetention(clickhouse.store, {});
});

test("a table that is none is a mistake of the configuration", () => {
  expect(tableRetention.safeParse({ ingest_batches: "1d" }).success).toBe(false);
});
