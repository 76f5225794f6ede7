import { afterAll, beforeAll, expect, test } from "vitest";
import { monitorConfig } from "../../analyzers/monitoring/monitor-config.ts";
import { modelSchema } from "../../collector/events/model-schema.ts";
import { createApp } from "../../dashboards/app.ts";
import { queryAges } from "../../dashboards/read/ages.ts";
import { createTelemetry, silentLogger } from "../../telemetry.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { testParts } from "./support/test-parts.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 31);
const WALL = NOW + DAY;
const watch = (model: string, staleness: object) => ({
  config: monitorConfig.parse({ model, baseline: { file: "none" }, staleness }),
  schema: modelSchema.parse({ name: model, task: "binary", score: "p" }),
});
const watched = [watch("churn", { model: "30d", labels: "7d", data: "1d" }), watch("silent", { data: "1d" })];
let clickhouse: TestClickHouse;

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const { store } = clickhouse;
  const served = (version: string, daysAgo: number) => ({ minute: (NOW - daysAgo * DAY) / 1_000, model: "churn", version, variant: "", rows: 5 });
  await store.insert("scored_rows_1m", [served("1", 90), served("2", 40), served("2", 0.5), served("1", 30)]);
  await store.insert(
    "labels",
    [9, 12].map((days) => ({ model: "churn", request_id: `r${days}`, label: "1", observed_time: NOW - days * DAY, received_time: NOW })),
  );
  await store.insert("baselines", [
    { baseline_id: "b", name: "training", model: "churn", version: "1", source: "f", created_time: WALL - 60 * DAY, document: "{}" },
  ]);
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

test("ages by model: its newest version's, its baseline's, its data's and its labels'; nothing of what never came", async () => {
  const ages = await queryAges(clickhouse.store, watched, { now: NOW, wallNow: WALL });
  expect(ages.get("churn")).toEqual([
    { of: "model", age: 40 * DAY, limit: 30 * DAY },
    { of: "baseline", age: 60 * DAY, limit: null },
    { of: "data", age: DAY / 2, limit: DAY },
    { of: "labels", age: 9 * DAY, limit: 7 * DAY },
  ]);
  expect(ages.get("silent")?.map(({ age }) => age)).toEqual([null, null, null, null]);
});

test("/metrics and the report tell them, and what is older than it may be", async () => {
  await using telemetry = createTelemetry(silentLogger);
  const { meter } = telemetry;
  const parts = testParts(clickhouse.store, { models: watched, meter, metrics: () => telemetry.metrics(), clock: { now: () => NOW }, wallNow: () => WALL });
  const app = createApp(parts);
  const metrics = await (await app.request("/metrics")).text();
  for (const line of [
    'tidemark_age_seconds{model="churn",of="model",otel_scope_name="tidemark"} 3456000',
    'tidemark_age_seconds{model="churn",of="labels",otel_scope_name="tidemark"} 777600',
    'tidemark_age_limit_seconds{model="churn",of="labels",otel_scope_name="tidemark"} 604800',
  ])
    expect(metrics).toContain(line);
  expect(metrics).not.toContain('tidemark_age_seconds{model="silent"');
  const page = await (await app.request("/reports/churn")).text();
  expect(page).toContain(
    "The version is 40 days old; monitors[].staleness.model allows 30 days. The newest label is 9 days old; monitors[].staleness.labels allows 7 days.",
  );
  expect(page).toContain("version 40 days, baseline 60 days, newest row 12 hours, newest label 9 days");
  const json = (await (await app.request("/reports/churn.json")).json()) as { ages: unknown };
  expect(json.ages).toMatchObject({ labels: { ageMs: 9 * DAY, limitMs: 7 * DAY }, baseline: { limitMs: null } });
});
