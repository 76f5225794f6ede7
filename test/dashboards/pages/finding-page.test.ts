import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMonitorBaselines } from "../../../analyzers/baseline/monitor-baselines.ts";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { errorsAnalyzer } from "../../../analyzers/errors/analyzer.ts";
import { loadAnalyzer } from "../../../analyzers/load/analyzer.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { createRunner } from "../../../analyzers/monitoring/runner.ts";
import { withBaselines } from "../../../analyzers/monitoring/with-baselines.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { createApp } from "../../../dashboards/app.ts";
import { dashboardsConfig } from "../../../dashboards/dashboards-config.ts";
import { copyableSql, windowOf } from "../../../dashboards/read/evidence-queries.ts";
import { queryFindings } from "../../../dashboards/read/finding-query.ts";
import { rowsCsv } from "../../../dashboards/pages/finding/rows-table.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { RECORDED_DAYS, START, upgradeDay, upgradeTables } from "../../fixtures/upgrade/rows.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { testParts } from "../support/test-parts.ts";

const DAY = 86_400_000;
/** A Monday, three weeks before the baseline ends. */
const FIRST_DAY = 21;
const ANALYZERS = [driftAnalyzer, decayAnalyzer, errorsAnalyzer, loadAnalyzer];
const schema = modelSchema.parse({
  name: "eta",
  version: "1",
  task: "binary",
  score: "p",
  features: [
    { name: "kelvin", type: "numeric", unit: "K" },
    { name: "kind", type: "categorical" },
  ],
});
const config = monitorConfig.parse({
  model: "eta",
  baseline: { from: "2026-03-23", to: "2026-04-12", name: "winter" },
  errors: { window: "1d" },
  load: { window: "1d", objective: {} },
});

let clickhouse: TestClickHouse;
let app: ReturnType<typeof createApp>;
/** What this version says of two weeks of served rows, in which the kelvins rose and requests failed. */
let findings: readonly Finding[];
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const { store } = clickhouse;
  const days = Array.from({ length: RECORDED_DAYS - FIRST_DAY }, (_, day) => upgradeDay(FIRST_DAY + day)).flat();
  for (const [table, rows] of Object.entries(upgradeTables(days, "eta"))) await store.insert(table, rows);
  const clock = new ReplayClock(START + RECORDED_DAYS * DAY + DAY / 2);
  const baselines = await openMonitorBaselines(
    store,
    config.baseline,
    { schema, timeZone: "UTC", window: "1d" },
    { pathOf: (file) => file, now: () => clock.now() },
  );
  const analyzers = ANALYZERS.map((analyzer) => withBaselines(analyzer, new Map([["eta", baselines]])));
  const runner = createRunner({ store, monitored: [{ config, schema, baseline: baselines.initial }], analyzers, clock });
  await runner.runUntilCaughtUp();
  findings = await queryFindings(store, { withEvidence: true });
  app = createApp(
    testParts(store, {
      clock,
      config: dashboardsConfig.parse({}),
      models: [{ config, schema }],
      recompute: async (finding) => (await verifyFindings(store, ANALYZERS, [finding]))[0] as Awaited<ReturnType<typeof verifyFindings>>[number],
    }),
  );
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const find = (analyzer: Finding["analyzer"], subject: string, day: number): Finding => {
  const found = findings.find((finding) => finding.analyzer === analyzer && finding.subject === subject && finding.windowStart === START + day * DAY);
  if (found === undefined) throw new Error(`no finding of ${analyzer} ${subject} on day ${day}`);
  return found;
};
const page = async (path: string): Promise<string> => (await app.request(path)).text();

const cases: [Finding["analyzer"], string, number, string][] = [
  ["drift", "kelvin", 53, "rows"],
  ["drift", "kind", 50, "rows"],
  ["drift", "p", 50, "rows"],
  ["decay", "accuracy", 42, "labelled"],
  ["errors", "all", 55, "requests"],
  ["load", "latency", 55, "requests"],
];

describe.each(cases)("the page of a verdict: %s of %s", (analyzer, subject, day, counts) => {
  test("the SQL on it, copied, counts what the verdict was given on", async () => {
    const finding = find(analyzer, subject, day);
    const sql = copyableSql(windowOf(finding));
    expect(sql).not.toMatch(/\{\w+: /);
    const [counted] = await clickhouse.store.query<Record<string, number>>(sql);
    expect(counted?.[counts]).toBe(finding.rows);
    const body = await page(`/findings/${finding.findingId}`);
    expect(body).toContain(`counts <b>${finding.rows}</b> now`);
    expect(body.replaceAll("&#39;", "'").replaceAll("&gt;", ">").replaceAll("&lt;", "<")).toContain(sql);
  });

  test("says it in words, leads to its JSON, its windows before and after and twenty rows of each side, as CSV too", async () => {
    const finding = find(analyzer, subject, day);
    const body = await page(`/findings/${finding.findingId}`);
    expect(body).toContain(`href="/api/v1/findings/${finding.findingId}"`);
    expect(body).toMatch(/rel="prev"/);
    expect(body.match(/<summary>(20|All \d+) rows<\/summary>/g)?.length).toBe(2);
    for (const side of ["window", "reference"]) {
      const response = await app.request(`/findings/${finding.findingId}/rows.csv?side=${side}`);
      expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
      expect((await response.text()).trimEnd().split("\r\n")).toHaveLength(21);
    }
  });

  test("computes it again and says that it is equal", async () => {
    expect(await page(`/findings/${find(analyzer, subject, day).findingId}?recompute=yes`)).toContain("Equal to the last digit.");
  });
});

test("the report says how the running window stands: its rows, what it needs, when it is judged, its columns against the baseline", async () => {
  const body = await page("/reports/eta");
  expect(body).toMatch(/The running window began 28 April: 0 of the 50 rows it needs so far; judged at 29 April 00:05\./);
  await clickhouse.store.insert("inferences", [...upgradeTables(upgradeDay(RECORDED_DAYS).slice(0, 20), "eta").inferences]);
  const now = await page("/reports/eta");
  expect(now).toMatch(/The running window began 28 April: \d+ of the 50 rows it needs so far/);
  expect(now).toContain("Its columns so far against winter: provisional, it decides nothing and alerts nobody");
  expect(now).toMatch(/<th scope=row>kelvin<td>\d+<td>mean 30\d, 29\d in winter<td>\d/);
  expect((await page("/reports/eta?to=2026-04-20")).includes("The running window")).toBe(false);
});

test("a verdict that was changed in the store comes out otherwise, and the page says in what", async () => {
  const finding = find("drift", "kelvin", 52);
  await clickhouse.store.command(
    "INSERT INTO findings SELECT * REPLACE (revision + 1 AS revision, 0.1 AS statistic) FROM findings FINAL WHERE finding_id = {id: String}",
    { id: finding.findingId },
  );
  const body = await page(`/findings/${finding.findingId}?recompute=yes`);
  expect(body).toContain("It comes out otherwise.");
  expect(body).toMatch(/<th scope=row>statistic<td>0\.1<td>/);
});

test("the beginning of an id is enough; one that is nobody's is a page that says so", async () => {
  const { findingId } = find("drift", "kelvin", 53);
  expect(await page(`/f/${findingId.slice(0, 10)}`)).toContain(`/api/v1/findings/${findingId}`);
  for (const id of ["0123456789", "abc", "%00"]) {
    const response = await app.request(`/f/${id}`);
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining("There is no such finding.")]);
  }
  expect((await app.request(`/findings/${findingId}/rows.csv?side=left`)).status).toBe(400);
});

test("every cell, point and word of the report leads somewhere that is there", async () => {
  const body = await page("/reports/eta");
  const hrefs = [...new Set([...body.matchAll(/href="?([^"\s>]+)/g)].map(([, href]) => href ?? ""))].filter(
    (href) => href.startsWith("/") && !href.startsWith("/api"),
  );
  expect(hrefs.filter((href) => href.startsWith("/f/")).length).toBeGreaterThan(20);
  expect(body).not.toContain("/api/v1/findings/");
  const glossary = await page("/glossary");
  for (const href of hrefs.filter((each, index) => !each.startsWith("/f/") || index % 10 === 0)) {
    expect([href, (await app.request(href.split("#")[0] ?? "")).status]).toEqual([href, 200]);
    if (href.startsWith("/glossary#")) expect(glossary).toContain(`id="${href.slice(10)}"`);
  }
});

test("CSV: quotes and line ends are kept, and no cell is a formula", () =>
  expect(rowsCsv([{ a: 'say "x", y', b: -1.5, c: "=1+1", d: null }])).toBe('a,b,c,d\r\n"say ""x"", y",-1.5,\'=1+1,\r\n'));
