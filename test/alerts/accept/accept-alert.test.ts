import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alertsConfig } from "../../../alerts/alerts-config.ts";
import { createAlertsRunner } from "../../../alerts/alerts-runner.ts";
import { loadChannels } from "../../../alerts/channel.ts";
import { saveAlerts } from "../../../alerts/store/alert-store.ts";
import { openMonitorBaselines } from "../../../analyzers/baseline/monitor-baselines.ts";
import { savePin } from "../../../analyzers/baseline/pins.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { loadFindings } from "../../../analyzers/findings/findings.ts";
import { markJudged } from "../../../analyzers/monitoring/judged-windows.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { createRunner, type Runner } from "../../../analyzers/monitoring/runner.ts";
import { withBaselines } from "../../../analyzers/monitoring/with-baselines.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { createApp } from "../../../dashboards/app.ts";
import { randomOf } from "../../analyzers/drift/synthetic.ts";
import { serveRows, type ServedRow } from "../../analyzers/baseline/serve-rows.ts";
import { testParts } from "../../dashboards/support/test-parts.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { type HttpReceiver, startHttpReceiver } from "../../support/http-receiver.ts";
import { aFinding } from "../a-finding.ts";
import { anAlert } from "../an-alert.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1);
/** Of the first thirty days the baseline is made; from then on it is ten kelvin warmer and a has another name. */
const CALM = 30;
const ROWS = 80;
const MODEL = "eta";
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
const config = monitorConfig.parse({ model: MODEL, baseline: { from: "2026-03-01", to: "2026-03-30", name: "spring" }, drift: { minRows: 70 } });
const models = [{ config, schema }];
const clock = new ReplayClock(START);
const channels = await loadChannels();

let clickhouse: TestClickHouse;
let store: Store;
let hook: HttpReceiver;
let judging: Runner;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  ({ store } = clickhouse);
  hook = await startHttpReceiver();
  await serve(0, CALM);
  const use = { schema, timeZone: "UTC", window: "1d" as const };
  const baselines = await openMonitorBaselines(store, config.baseline, use, { pathOf: (file) => file, now: () => START });
  judging = createRunner({
    store,
    monitored: [{ config, schema, baseline: baselines.initial }],
    analyzers: [withBaselines(driftAnalyzer, new Map([[MODEL, baselines]]))],
    clock,
  });
  await markJudged(store, MODEL, "drift", [{ start: START + 25 * DAY, end: START + 26 * DAY, seen: 0, labels: 0 }], START);
});
afterAll(async () => {
  await hook[Symbol.asyncDispose]();
  await clickhouse[Symbol.asyncDispose]();
});

function day(number: number): readonly ServedRow[] {
  const random = randomOf(number + 1);
  const warm = number >= CALM;
  return Array.from({ length: ROWS }, (_, row) => ({
    at: START + number * DAY + row * (DAY / ROWS),
    numbers: { kelvin: (warm ? 300 : 290) + 2 * random.normal() },
    categories: { kind: random.uniform() < 0.6 ? (warm ? "z" : "a") : "b" },
    predictions: { p: random.uniform() },
  }));
}

async function serve(from: number, to: number): Promise<void> {
  for (let number = from; number < to; number += 1) await serveRows(store, MODEL, day(number));
}

/** Everything that is due on the morning after day `to` is judged, alerted and told. */
async function live(to: number): Promise<void> {
  clock.advanceTo(START + to * DAY + 3_600_000);
  await judging.runUntilCaughtUp();
  const receivers = [{ name: "hook", channel: "webhook", url: hook.url, secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], allowPrivateAddresses: true }];
  const parsed = alertsConfig(channels).parse({ receivers });
  await using alerts = createAlertsRunner({ store, clock, config: parsed, channels, links: { baseUrl: "https://tidemark.example" } });
  await alerts.runUntilCaughtUp();
  await alerts.deliverPending();
}

const app = () => createApp(testParts(store, { models, clock, deliveries: () => Promise.resolve([]) }));
const page = async (path: string): Promise<string> => (await app().request(path)).text();

async function accept(alertId: string, body: object): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const headers = { "content-type": "application/json" };
  const response = await app().request(`/api/v1/alerts/${alertId}/accept`, { method: "POST", body: JSON.stringify(body), headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Kept {
  readonly id: string;
  readonly state: string;
  readonly subject: string;
  readonly labels: Readonly<Record<string, string>>;
}

function alerts(): Promise<readonly Kept[]> {
  return store.query<Kept>(
    "SELECT alert_id AS id, state, subject, mapFilter((key, value) -> key != 'progress', labels) AS labels FROM alerts FINAL WHERE model = {model: String} ORDER BY started_time, subject",
    { model: MODEL },
  );
}

async function idOf(subject: string): Promise<string> {
  return (await alerts()).find((alert) => alert.subject === subject)?.id ?? "";
}

async function findings(from: number, to: number): Promise<readonly Finding[]> {
  return (await loadFindings(store, { model: MODEL, analyzer: "drift", from: START + from * DAY, to: START + to * DAY })).filter(
    ({ windowStart }) => windowStart >= START + from * DAY && windowStart < START + to * DAY,
  );
}

const namesOf = (found: readonly Finding[]): readonly string[] => [...new Set(found.map(({ inputs }) => (inputs["baseline"] as { name: string }).name))];

describe("this is the new normal", () => {
  test("two columns change: two alerts fire", async () => {
    await serve(CALM, CALM + 3);
    await live(CALM + 3);
    expect((await alerts()).map(({ state, subject }) => [state, subject])).toEqual([
      ["firing", "kelvin"],
      ["firing", "kind"],
    ]);
  });

  test("days are proposed once it has lasted seven", async () => {
    expect(await page(`/alerts/${await idOf("kelvin")}`)).toContain("It has not lasted 7 whole days yet, so none are proposed.");
    expect((await accept(await idOf("kelvin"), { by: "ada" })).body["detail"]).toMatch(
      /since it began on 2026-03-31 fewer than 7 whole days are judged \(the last is 2026-04-02\)/,
    );
    await serve(CALM + 3, CALM + 9);
    await live(CALM + 9);
    expect(await page(`/alerts/${await idOf("kelvin")}`)).toMatch(
      /name="from" type="date" required value="2026-03-31"[^]*name="to" type="date" required value="2026-04-08"/,
    );
  });

  const wrong: [string, object, number, RegExp][] = [
    [
      "days by which it would still be an alert",
      { by: "ada", from: "2026-03-05", to: "2026-03-14" },
      409,
      /compared with 2026-03-05 to 2026-03-14 it is not well either: .*kelvin/,
    ],
    ["a day without rows", { by: "ada", from: "2025-03-05", to: "2025-03-14" }, 400, /it served no rows from 2025-03-05 to 2025-03-14/],
    [
      "days that are not over",
      { by: "ada", to: "2026-04-09" },
      400,
      /2026-04-09 is not over, or its windows are not judged yet; the last whole day is 2026-04-08/,
    ],
    ["days in the wrong order", { by: "ada", from: "2026-04-03", to: "2026-04-02" }, 400, /to 2026-04-02 is before from 2026-04-03/],
    ["a word for a day", { by: "ada", from: "soon" }, 400, /from \\"soon\\" is no day/],
    ["a day that no month has", { by: "ada", from: "2026-02-30" }, 400, /from \\"2026-02-30\\" is no day/],
    ["more than 400 days", { by: "ada", from: "2024-01-01" }, 400, /are 829 days; expected at most 400/],
    ["nobody", { from: "2026-04-01" }, 400, /parameters are not valid|by/],
  ];
  test.each(wrong)("%s is a problem with a sentence, and nothing is changed", async (_, body, status, detail) => {
    const answer = await accept(await idOf("kelvin"), body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringMatching(detail)]);
    expect((await alerts()).map(({ labels }) => labels["accepted_by"])).toEqual([undefined, undefined]);
  });

  test("too few rows are a problem that says how many are needed", async () => {
    const few = { config: { ...config, drift: { ...config.drift, minRows: 1000 } }, schema };
    const headers = { "content-type": "application/json" };
    const response = await createApp(testParts(store, { models: [few], clock })).request(`/api/v1/alerts/${await idOf("kelvin")}/accept`, {
      method: "POST",
      body: JSON.stringify({ by: "ada" }),
      headers,
    });
    expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringMatching(/have 720 rows; at least 1000 are needed \(drift.minRows\)/) });
  });

  test("an alert that is not there, one of errors, one of another model and one of another version have no new normal", async () => {
    const alert = { ...anAlert([aFinding(0)]), model: MODEL, version: "1" };
    await saveAlerts(store, [
      { ...alert, alertId: "errors", analyzer: "errors" },
      { ...alert, alertId: "other", model: "other" },
      { ...alert, alertId: "old", version: "0" },
    ]);
    const said = await Promise.all(["nope", "errors", "other", "old"].map(async (id) => (await accept(id, { by: "ada" })).body));
    expect(said.map(({ status, detail }) => [status, detail])).toEqual([
      [404, expect.stringMatching(/there is no such alert/)],
      [400, expect.stringMatching(/it is about errors, which no baseline is for/)],
      [400, expect.stringMatching(/no monitor is configured for other/)],
      [400, expect.stringMatching(/it is about version 0 of eta, and 1 is configured/)],
    ]);
    await store.command("ALTER TABLE alerts DELETE WHERE alert_id IN ('errors', 'other', 'old') SETTINGS mutations_sync = 2");
  });

  test("the form says in the page what is wrong with it, keeps what was typed, and takes nothing from another page", async () => {
    const id = await idOf("kelvin");
    const post = (origin: string, form: Record<string, string>) =>
      app().request(`http://127.0.0.1/alerts/${id}/accept`, { method: "POST", headers: { origin }, body: new URLSearchParams(form).toString() });
    expect((await post("http://evil.example", { by: "ada" })).status).toBe(403);
    const refused = await post("http://127.0.0.1", { by: "Ada", from: "2026-03-05", to: "2026-03-14" });
    const text = await refused.text();
    expect(refused.status).toBe(409);
    expect(text).toMatch(/role="alert"[^]*Compared with 2026-03-05 to 2026-03-14 it is not well either/);
    expect(text).toContain('value="Ada"');
    expect(text).toContain('value="2026-03-05"');
  });

  test("accepted, it and the other that is well by those days are resolved, and everybody is told who, what and when", async () => {
    const told = hook.requests.length;
    const [kelvin, kind] = [await idOf("kelvin"), await idOf("kind")];
    const answer = await accept(kelvin, { by: "Ada" });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        alertId: kelvin,
        acceptedBy: "Ada",
        since: START + CALM * DAY,
        baseline: { name: "2026-03-31 to 2026-04-08", rows: 9 * ROWS, days: 9 },
        alsoAccepted: [kind],
      },
    });
    expect(await page(`/alerts/${kelvin}`)).toContain("Ada said so on");
    await live(CALM + 9);
    expect((await alerts()).map(({ state, labels }) => [state, labels["accepted_by"], labels["baseline"]])).toEqual([
      ["resolved", "Ada", "2026-03-31 to 2026-04-08"],
      ["resolved", "Ada", "2026-03-31 to 2026-04-08"],
    ]);
    const sent = hook.requests.slice(told).map(({ body }) => JSON.parse(body) as { type: string; data: { summary: string; accepted: object } });
    expect(sent.map(({ type }) => type)).toEqual(["alert.resolved", "alert.resolved"]);
    expect(sent.map(({ data }) => data.summary)).toContain(
      "Resolved for eta: kelvin had shifted since 31 March 2026; Ada said on 9 April 2026 01:00 that it is the new normal: windows since then are compared with 2026-03-31 to 2026-04-08 (UTC).",
    );
    expect(sent[0]?.data.accepted).toMatchObject({ by: "Ada", baseline: "2026-03-31 to 2026-04-08" });
    expect(await page(`/alerts/${kelvin}`)).toContain("Resolved: it is the new normal.");
    expect((await accept(kelvin, { by: "Bo" })).status).toBe(409);
  });

  test("windows since are judged by it and are well; the pages say since when", async () => {
    await serve(CALM + 9, CALM + 12);
    await live(CALM + 12);
    const since = await findings(CALM + 9, CALM + 12);
    expect(namesOf(since)).toEqual(["2026-03-31 to 2026-04-08"]);
    expect(since.filter(({ verdict }) => verdict !== "ok")).toEqual([]);
    expect((await alerts()).map(({ state }) => state)).toEqual(["resolved", "resolved"]);
    const words = "baseline since 31 March 2026: 2026-03-31 to 2026-04-08 (Ada)";
    expect(await page(`/reports/${MODEL}`)).toContain(words);
    expect(await page("/")).toContain(words);
    expect(await (await app().request(`/reports/${MODEL}.json`)).json()).toMatchObject({
      pinned: { baseline: "2026-03-31 to 2026-04-08", by: "Ada", since: START + CALM * DAY },
    });
    expect(await page(`/reports/${MODEL}`)).toContain("new normal by the word of Ada");
  });

  test("what was judged before stays as it was judged, and is verified by the baseline that it recorded", async () => {
    const before = await findings(26, CALM + 9);
    expect(namesOf(before)).toEqual(["spring"]);
    const verified = await verifyFindings(store, [driftAnalyzer], [...before, ...(await findings(CALM + 9, CALM + 12))]);
    expect(verified.filter(({ outcome }) => outcome !== "verified")).toEqual([]);
    expect(verified.length).toBeGreaterThan(40);
  });

  test("rows that come late are judged by what holds for their window: the new normal from the alert's beginning on, the old one before", async () => {
    for (const number of [CALM - 2, CALM + 2]) await serveRows(store, MODEL, day(number).slice(0, 5));
    await live(CALM + 12.1);
    expect(namesOf(await findings(CALM - 2, CALM - 1))).toEqual(["spring"]);
    expect(namesOf(await findings(CALM + 2, CALM + 3))).toEqual(["2026-03-31 to 2026-04-08"]);
    expect((await alerts()).map(({ state }) => state)).toEqual(["resolved", "resolved"]);
  });

  test("what was not meant fires again once the name is released", async () => {
    await savePin(store, { model: MODEL, name: "spring", baselineId: "" }, Date.now() + 1);
    await serve(CALM + 12, CALM + 13);
    await live(CALM + 13);
    expect((await alerts()).map(({ state }) => state)).toEqual(["resolved", "resolved", "firing", "firing"]);
  });
});
