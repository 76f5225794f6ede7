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
import { END } from "../support/half-year.ts";
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
    silence: null,
    falseAlarm: null,
    acceptance: null,
    ...more,
  };
}

let clickhouse: TestClickHouse;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await clickhouse.store.insert("findings", [toFindingRow(finding)]);
  await saveAlerts(clickhouse.store, [
    alertState("open"),
    alertState("typed"),
    alertState("false"),
    alertState("shut", { stage: "resolved", resolvedTime: finding.windowEnd }),
  ]);
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

  test("one that is resolved can be called false and nothing else, but has the places that its messages named", async () => {
    const body = await text("/alerts/shut");
    expect([...body.matchAll(/action="([^"]+)"/g)].map(([, action]) => action)).toEqual(["/alerts/shut/false-alarm"]);
    expect([body.includes('id="acknowledge"'), body.includes('id="silence"')]).toEqual([true, true]);
  });

  test("one that is not there is a page that says so", async () => {
    const response = await app.request("/alerts/nope");
    expect([response.status, (await response.text()).includes("There is no such alert.")]).toEqual([404, true]);
  });
});

describe("what was said of an alert", () => {
  const post = (action: string, body: object) =>
    app.request(`/api/v1/alerts/false/${action}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });

  test("by the API: who, until when and why stand wherever the alert does; a false alarm is counted and changes no verdict", async () => {
    const verdicts = async () => (await app.request("/api/v1/findings?model=flight-delay")).json();
    const before = await verdicts();
    const until = END + 86_400_000;
    expect((await post("acknowledge", { by: "ada", reason: "asked the airport" })).status).toBe(200);
    expect((await post("silence", { until, by: "bob", reason: "a <b>holiday</b>" })).status).toBe(200);
    expect(await (await post("false-alarm", { by: "eve", reason: "sensor replaced" })).json()).toEqual({
      alertId: "false",
      falseAlarm: { by: "eve", time: END, reason: "sensor replaced" },
    });
    const said = [
      "acknowledged by ada, 1 July 00:00: asked the airport",
      "silenced until 2 July 00:00 by bob, 1 July 00:00: a &lt;b&gt;holiday&lt;/b&gt;",
      "marked as a false alarm by eve, 1 July 00:00: sensor replaced",
    ];
    for (const path of ["/", "/reports/flight-delay", "/alerts/false"])
      for (const words of said) expect((await text(path)).toLowerCase()).toContain(words.toLowerCase());
    expect(await text("/reports/flight-delay")).toContain("marked as a false alarm");
    const { alerts } = (await (await app.request("/api/v1/alerts?model=flight-delay&state=firing")).json()) as {
      alerts: { alertId: string; labels: object }[];
    };
    expect(alerts.find(({ alertId }) => alertId === "false")?.labels).toMatchObject({
      acknowledged_reason: "asked the airport",
      silenced_by: "bob",
      silenced_until: new Date(until).toISOString(),
      false_alarm_by: "eve",
    });
    expect(await verdicts()).toEqual(before);
  });

  test("a mark is taken back; an unknown alert is none", async () => {
    expect(await (await post("false-alarm", { by: "eve", withdrawn: true })).json()).toEqual({ alertId: "false", falseAlarm: null });
    expect(await text("/alerts/false")).not.toContain("arked as a false alarm by");
    const unknown = await app.request("/api/v1/alerts/nope/false-alarm", {
      method: "POST",
      body: JSON.stringify({ by: "eve" }),
      headers: { "content-type": "application/json" },
    });
    expect(unknown.status).toBe(404);
  });

  test("messages about its end say who looked after it, or that it was false", () => {
    const word = { by: "ada", time: 0, why: "asked the airport." };
    const ended = (more: Partial<AlertState>) =>
      renderMessage(alertState("x", { stage: "resolved", resolvedTime: finding.windowEnd, ...more }), "resolved", "http://localhost").facts[2].text;
    expect(ended({ acknowledgement: word })).toBe("Nothing; ada looked after it: asked the airport.");
    expect(ended({ falseAlarm: { ...word, why: "" } })).toBe("Nothing: ada says that it was a false alarm.");
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
    ["with a reason over 1,024 letters is wrong", "/alerts/open/acknowledge", own, `by=ada&reason=${"x".repeat(1025)}`, 400],
    ["that it was false, from a page elsewhere, is refused", "/alerts/open/false-alarm", "https://evil.example", "by=ada", 403],
    ["that it was false, by nobody, is wrong", "/alerts/open/false-alarm", own, "by=", 400],
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
    await page.locator("#acknowledge-reason").fill("asked the airport");
    await page.keyboard.press("Enter");
    await page.getByText("Ada looks after it: asked the airport. It is not told again").waitFor();
    expect(page.url()).toBe(`${server.address}/alerts/typed#acknowledge`);
    await page.getByLabel("For").selectOption("1d");
    await page.locator("#silence-reason").fill("a holiday");
    await page.getByRole("button", { name: "Silence" }).click();
    await page.getByText(/It is silent until .*, says Ada: a holiday\./).waitFor();
    await page.goto(`${server.address}/alerts/typed#false-alarm`);
    await page.getByLabel("Who says that it was").fill("Ada");
    await page.locator("#false-alarm-reason").fill("the sensor was replaced");
    await page.keyboard.press("Enter");
    await page.getByText("Ada says that nothing was wrong: the sensor was replaced.").waitFor();
    expect(page.url()).toBe(`${server.address}/alerts/typed#false-alarm`);
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
