import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AlertState, FindingBrief } from "../../../alerts/lifecycle/alert-state.ts";
import { saveAlerts, saveNotifications } from "../../../alerts/store/alert-store.ts";
import { renderMessage } from "../../../alerts/render/message.ts";
import { toFindingRow } from "../../../analyzers/findings/finding-rows.ts";
import { createApp } from "../../../dashboards/app.ts";
import { startDashboards, type Dashboards } from "../../../dashboards/server.ts";
import { noBrowser, startBrowser } from "../../support/browser.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { bad, makeFinding } from "../support/make-finding.ts";
import { testParts } from "../support/test-parts.ts";

const finding = makeFinding(12, { ...bad, model: "flight-delay", summary: "temperature is 24.3 °F higher on average than in training." });
const brief: FindingBrief = { ...finding, chart: null };

/** A firing alert on temperature. */
function alertState(alertId: string, more: Partial<AlertState> = {}): AlertState {
  const { windowStart: start, windowEnd: end } = finding;
  return {
    alertId,
    rule: "drift",
    scope: alertId,
    stage: "firing",
    analyzer: "drift",
    model: "flight-delay",
    version: "1",
    cause: "trueShift",
    severity: "warning",
    members: { temperature: { windows: [{ start, end, revision: 1, status: "bad" }], finding: brief } },
    startedTime: start,
    firedTime: end,
    resolvedTime: null,
    updatedTime: end,
    revision: 1,
    notified: 1,
    lastNotifiedTime: end,
    acknowledgement: null,
    silencedUntil: null,
    acceptance: null,
    ...more,
  };
}

let clickhouse: TestClickHouse;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await clickhouse.store.insert("findings", [toFindingRow(finding)]);
  await saveAlerts(clickhouse.store, [alertState("open"), alertState("typed"), alertState("shut", { stage: "resolved", resolvedTime: finding.windowEnd })]);
  await saveNotifications(clickhouse.store, [
    {
      notification_id: "open-email-firing",
      alert_id: "open",
      channel: "email",
      receiver: "oncall@example.org",
      status: "delivered",
      attempts: 1,
      error: "",
      event: "firing",
      event_time: finding.windowEnd,
      updated_time: finding.windowEnd,
      revision: 1,
      subject: brief.summary,
    },
  ]);
  app = createApp(testParts(clickhouse.store));
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const text = async (path: string): Promise<string> => (await (await app.request(path)).text()).replaceAll("\u202f", " ");

describe("the page of an alert", () => {
  test("says what happened, since when, what can be done and who was told, with the message as delivered", async () => {
    const body = await text("/alerts/open");
    for (const said of [
      "Temperature shifted, since 12 April.",
      "Temperature is 24.3 °F higher on average than in training.",
      "The first bad window begins.",
      "1 message: firing (oncall@example.org).",
      "The message as it was sent.",
      'href="/reports/flight-delay#temperature"',
    ])
      expect(body).toContain(said);
  });

  test("every link of a message leads to a page that has the place named", async () => {
    const { link, buttons } = renderMessage(alertState("open"), "firing", "http://localhost");
    for (const url of [link, ...buttons].map((each) => new URL(each.url))) {
      const response = await app.request(url.pathname);
      expect([url.href, response.status, (await response.text()).includes(`id="${decodeURIComponent(url.hash.slice(1))}"`)]).toEqual([url.href, 200, true]);
    }
  });

  test("one that is resolved has no forms, but the places that its messages named", async () => {
    const body = await text("/alerts/shut");
    expect([body.includes("<form"), body.includes('id="acknowledge"'), body.includes('id="silence"')]).toEqual([false, true, true]);
  });

  test("one that is not there is a page that says so", async () => {
    const response = await app.request("/alerts/nope");
    expect([response.status, (await response.text()).includes("There is no such alert.")]).toEqual([404, true]);
  });
});

describe("what its forms post", () => {
  const own = "http://localhost";
  const cases: [string, string, string | undefined, string, number][] = [
    ["without an Origin is refused", "/alerts/open/acknowledge", undefined, "by=ada", 403],
    ["from a page elsewhere is refused", "/alerts/open/acknowledge", "https://evil.example", "by=ada", 403],
    ["from a page without an origin is refused", "/alerts/open/silence", "null", "for=1d", 403],
    ["without a name is wrong", "/alerts/open/acknowledge", own, "by=+", 400],
    ["for a time not offered is wrong", "/alerts/open/silence", own, "for=ever", 400],
    ["to an alert that is not there finds none", "/alerts/nope/silence", own, "for=1d", 404],
    ["to a resolved one is too late", "/alerts/shut/acknowledge", own, "by=ada", 409],
  ];
  test.each(cases)("%s", async (_, path, origin, body, status) => {
    const headers = { "content-type": "application/x-www-form-urlencoded", ...(origin !== undefined && { origin }) };
    const response = await app.request(path, { method: "POST", body, headers });
    expect(response.status).toBe(status);
    if (status !== 403)
      expect([response.headers.get("content-type"), await response.text()]).toEqual(["text/html; charset=UTF-8", expect.stringContaining("<h1>")]);
    if (status === 404) expect(await text(path.replace(/\/\w+$/, ""))).toContain("There is no such alert.");
    expect(await text("/alerts/open")).toContain("Nobody looks after it yet.");
  });
});

if (noBrowser !== undefined) console.warn(`skipping the browser's tests: ${noBrowser}`);
describe.skipIf(noBrowser !== undefined)("in a browser without scripts", () => {
  let server: Dashboards;
  let browser: Browser;
  beforeAll(async () => {
    server = await startDashboards(testParts(clickhouse.store));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
  });

  test("somebody takes it and keeps it quiet, and the page says so", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${server.address}/alerts/typed#acknowledge`);
    await page.getByLabel("Your name").fill("Ada");
    await page.keyboard.press("Enter");
    await page.getByText("Ada looks after it. It is not told again").waitFor();
    expect(page.url()).toBe(`${server.address}/alerts/typed#acknowledge`);
    await page.getByLabel("For").selectOption("1d");
    await page.getByRole("button", { name: "Silence" }).click();
    await page.getByText(/^Silenced until/).waitFor();
    await context.close();
  });

  test("the new normal is asked for by keyboard alone, and what is wrong with it is said where it was asked", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const page = await context.newPage();
    await page.goto(`${server.address}/alerts/typed`);
    await page.getByRole("button", { name: "Silence" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.type("Ada");
    await page.getByLabel("From").fill("2013-01-02");
    await page.getByLabel("to, included").fill("2013-01-03");
    await page.getByRole("button", { name: "Compare with these days" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("It served no rows from 2013-01-02 to 2013-01-03").waitFor();
    expect(await page.getByLabel("Who says so").inputValue()).toBe("Ada");
    expect(await page.getByLabel("From").inputValue()).toBe("2013-01-02");
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    await context.close();
  });
});
