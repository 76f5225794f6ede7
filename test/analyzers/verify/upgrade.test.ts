import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertsConfig } from "../../../alerts/alerts-config.ts";
import { createAlertsRunner } from "../../../alerts/alerts-runner.ts";
import { loadChannels } from "../../../alerts/channel.ts";
import { openMonitorBaselines } from "../../../analyzers/baseline/monitor-baselines.ts";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { errorsAnalyzer } from "../../../analyzers/errors/analyzer.ts";
import { loadFindings } from "../../../analyzers/findings/findings.ts";
import { loadAnalyzer } from "../../../analyzers/load/analyzer.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { createRunner, type Runner } from "../../../analyzers/monitoring/runner.ts";
import { withBaselines } from "../../../analyzers/monitoring/with-baselines.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import { migrate, readMigrations } from "../../../collector/clickhouse/migrate.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { RECORDED_DAYS, START, upgradeDay, upgradeTables } from "../../fixtures/upgrade/rows.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

// What commit 4a19816 had stored (its last migration is 005), with five alerts open; test/fixtures/upgrade/record.txt says how it was made.
const FIXTURE = new URL("../../fixtures/upgrade/4a19816.json.gz", import.meta.url);
const LAST_MIGRATION = 5;
const DAY = 86_400_000;
const MODEL = "eta";
const ANALYZERS = [driftAnalyzer, decayAnalyzer, errorsAnalyzer, loadAnalyzer];
const schema = modelSchema.parse({
  name: MODEL,
  version: "1",
  task: "binary",
  score: "p",
  features: [
    { name: "kelvin", type: "numeric", unit: "K" },
    { name: "kind", type: "categorical" },
  ],
});
const config = monitorConfig.parse({
  model: MODEL,
  baseline: { from: "2026-03-02", to: "2026-04-12", name: "winter" },
  errors: { window: "1d" },
  load: { window: "1d", objective: {} },
});
const clock = new ReplayClock(START + RECORDED_DAYS * DAY);
const channels = await loadChannels();

let clickhouse: TestClickHouse;
let store: Store;
let judging: Runner;
beforeAll(async () => {
  clickhouse = await startTestClickHouse({ migrations: (await readMigrations()).filter(({ number }) => number <= LAST_MIGRATION) });
  ({ store } = clickhouse);
  const tables = JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString()) as Record<string, object[]>;
  for (const [table, rows] of Object.entries(tables)) if (rows.length > 0) await store.insert(table, rows);
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

/** Days are served and, at noon of the next, all that is due is judged and alerted. */
async function live(from: number, to: number, well: boolean): Promise<void> {
  const days = Array.from({ length: to - from }, (_, index) => upgradeDay(from + index, well));
  for (const [table, rows] of Object.entries(upgradeTables(days.flat(), MODEL))) await store.insert(table, rows);
  clock.advanceTo(START + to * DAY + DAY / 2);
  await judging.runUntilCaughtUp();
  await using alerts = createAlertsRunner({ store, clock, config: alertsConfig(channels).parse({}), channels, links: { baseUrl: "https://tidemark.example" } });
  await alerts.runUntilCaughtUp();
}

const open = async (): Promise<readonly string[]> =>
  (await store.query<{ id: string }>("SELECT alert_id AS id FROM alerts FINAL WHERE state != 'resolved' ORDER BY alert_id")).map(({ id }) => id);
const openNames = async (): Promise<readonly string[]> =>
  (await store.query<{ name: string }>("SELECT name FROM alerts FINAL WHERE state != 'resolved' ORDER BY name")).map(({ name }) => name);
const alertCount = async (): Promise<number> => (await store.query<{ alerts: number }>("SELECT count() AS alerts FROM alerts FINAL"))[0]?.alerts ?? 0;
const revisions = async (until: number): Promise<number> =>
  (
    await store.query<{ revisions: number }>(
      "SELECT sum(revision) AS revisions FROM findings FINAL WHERE window_end <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')",
      {
        until,
      },
    )
  )[0]?.revisions ?? 0;

test("the store is brought up to date, and every alert that was open still is", async () => {
  const before = ["eta: kelvin drifted", "eta: requests fail", "eta: requests fail (in the model server)", "eta: requests wait", "eta: worse than expected"];
  expect(await openNames()).toEqual(before);
  expect((await migrate(store)).map(({ number }) => number)).toEqual(
    (await readMigrations()).map(({ number }) => number).filter((number) => number > LAST_MIGRATION),
  );
  expect(await openNames()).toEqual(before);
  const baselines = await openMonitorBaselines(
    store,
    config.baseline,
    { schema, timeZone: "UTC", window: "1d" },
    { pathOf: (file) => file, now: () => clock.now() },
  );
  const analyzers = ANALYZERS.map((analyzer) => withBaselines(analyzer, new Map([[MODEL, baselines]])));
  judging = createRunner({ store, monitored: [{ config, schema, baseline: baselines.initial }], analyzers, clock });
});

test("each stored finding is verified, or its rule is gone and it says so; none differs", async () => {
  const findings = await loadFindings(store, { model: MODEL });
  const verified = await verifyFindings(store, ANALYZERS, findings);
  const reasons = Map.groupBy(verified, ({ outcome, reason }) =>
    outcome === "cannotVerify" && /which is gone/.test(reason ?? "") ? "the rule is gone" : outcome,
  );
  expect([...reasons.keys()].filter((outcome) => outcome !== "verified" && outcome !== "the rule is gone")).toEqual([]);
  expect(verified).toHaveLength(536);
});

test("days that go on bad continue the same alerts: none fires again, and no window of before is judged again", async () => {
  const [before, judged] = [await open(), await revisions(START + RECORDED_DAYS * DAY)];
  await live(RECORDED_DAYS, RECORDED_DAYS + 2, false);
  expect(await open()).toEqual(before);
  expect(await alertCount()).toBe(7);
  expect(await revisions(START + RECORDED_DAYS * DAY)).toBe(judged);
});

test("once it is well again they resolve as any alert does, and no other fires", async () => {
  await live(RECORDED_DAYS + 2, RECORDED_DAYS + 15, true);
  expect(await openNames()).toEqual([]);
  expect(await alertCount()).toBe(7);
});

test("what was judged since is verified to the digit", async () => {
  const since = (await loadFindings(store, { model: MODEL, from: START + RECORDED_DAYS * DAY, to: START + (RECORDED_DAYS + 20) * DAY })).filter(
    ({ windowStart }) => windowStart >= START + RECORDED_DAYS * DAY,
  );
  const verified = await verifyFindings(store, ANALYZERS, since);
  expect(verified.filter(({ outcome }) => outcome !== "verified").map(({ reason, differences }) => [reason, differences])).toEqual([]);
  expect(verified.length).toBeGreaterThan(100);
});
