import { Validator } from "@seriousme/openapi-schema-validator";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AlertState } from "../../../alerts/lifecycle/alert-state.ts";
import { saveAlerts } from "../../../alerts/store/alert-store.ts";
import { createApp } from "../../../dashboards/app.ts";
import { startDashboards, type Dashboards } from "../../../dashboards/server.ts";
import { noBrowser, startBrowser } from "../../support/browser.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { END, INJECTED } from "../support/half-year.ts";
import { seedHalfYear } from "../support/seed.ts";
import { awayStore, testParts } from "../support/test-parts.ts";

const REPORT = "/reports/flight-delay";

let clickhouse: TestClickHouse;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  await seedHalfYear(clickhouse.store);
  app = createApp(testParts(clickhouse.store));
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const get = async <T>(path: string): Promise<T> => (await (await app.request(path)).json()) as T;

describe("the API over half a year", () => {
  test("the OpenAPI document is valid 3.1 and names every route", async () => {
    const document = await get<{ openapi: string; paths: Record<string, unknown> }>("/openapi.json");
    expect(await new Validator().validate(document)).toEqual({ valid: true });
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).sort()).toEqual([
      "/api/v1/alerts",
      "/api/v1/alerts/{alertId}/accept",
      "/api/v1/alerts/{alertId}/acknowledge",
      "/api/v1/alerts/{alertId}/false-alarm",
      "/api/v1/alerts/{alertId}/silence",
      "/api/v1/annotations",
      "/api/v1/episodes",
      "/api/v1/findings",
      "/api/v1/findings/{findingId}",
      "/api/v1/labels",
      "/api/v1/models",
    ]);
  });

  test("models: name, zone and traffic", async () => {
    const { models } = await get<{ models: object[] }>("/api/v1/models");
    expect(models).toMatchObject([{ model: "flight-delay", watched: true, timeZone: "America/New_York", requests: 63_295 }]);
  });

  test("findings: pages by cursor give every finding once, newest first", async () => {
    const path = "/api/v1/findings?analyzer=drift&subject=temperature&limit=50";
    const seen: { findingId: string; windowStart: number }[] = [];
    for (let next: string | null = ""; next !== null;) {
      const page: { findings: typeof seen; next: string | null } = await get(next === "" ? path : `${path}&cursor=${next}`);
      seen.push(...page.findings);
      ({ next } = page);
    }
    expect([seen.length, new Set(seen.map((finding) => finding.findingId)).size]).toEqual([136, 136]);
    expect(seen.map((finding) => finding.windowStart)).toEqual(seen.map((finding) => finding.windowStart).toSorted((a, b) => b - a));
  });

  const filters: [string, string, number][] = [
    ["by verdict", "verdict=decayed", 2],
    ["by time, windows that reach into it", "analyzer=drift&subject=carrier&from=2013-03-20T12:00:00-04:00&to=2013-03-22T00:00:00-04:00", 2],
    ["of a model that is not there", "model=other", 0],
  ];
  test.each(filters)("findings %s", async (_, query, count) => {
    expect((await get<{ findings: object[] }>(`/api/v1/findings?${query}`)).findings.length).toBe(count);
  });

  test("one finding has its evidence and inputs; one that is not there is a 404 problem", async () => {
    const [first] = (await get<{ findings: { findingId: string }[] }>("/api/v1/findings?analyzer=drift&limit=1")).findings;
    expect(await get(`/api/v1/findings/${first?.findingId ?? ""}`)).toMatchObject({
      evidence: { distribution: expect.anything() },
      inputs: { baseline: "training" },
    });
    const missing = await app.request("/api/v1/findings/nope");
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  });

  test("a wrong parameter is a 400 problem", async () => {
    const paths = ["/api/v1/findings?limit=0", "/api/v1/findings?analyzer=weather", "/api/v1/findings?cursor=x", "/api/v1/findings?from=yesterday"];
    for (const path of paths) {
      const response = await app.request(path);
      expect([path, response.status, response.headers.get("content-type")]).toEqual([path, 400, "application/problem+json"]);
    }
  });

  test("episodes: the renamed carrier from day to day, marked as injected", async () => {
    const { episodes } = await get<{ episodes: { subject: string; cause: string }[] }>("/api/v1/episodes");
    expect(episodes.find((episode) => episode.cause === "renamedCategory")).toMatchObject({
      subject: "carrier",
      since: INJECTED.renamed[0],
      until: INJECTED.renamed[1],
      injected: true,
    });
    expect(episodes.find((episode) => episode.cause === "conceptDrift")).toMatchObject({ analyzer: "decay", severity: "critical", injected: false });
  });

  test.each(["episodes", "alerts"])("%s: limit gives the newest so many", async (list) => {
    const read = async (query: string) => (await get<Record<string, object[]>>(`/api/v1/${list}${query}`))[list] ?? [];
    const all = await read("?limit=1000");
    expect(all.length).toBeGreaterThan(2);
    expect(await read("?limit=2")).toEqual(all.slice(0, 2));
  });

  test("alerts with their notifications", async () => {
    const { alerts } = await get<{ alerts: { notifications: object[] }[] }>("/api/v1/alerts?state=firing");
    expect(alerts).toMatchObject([
      {
        subject: "temperature",
        state: "firing",
        notifications: [
          { channel: "email", status: "delivered" },
          { channel: "webhook", status: "failed", attempts: 8 },
        ],
      },
    ]);
  });

  const wishes: [string, string, object, number][] = [
    ["acknowledging an alert that is not there", "/api/v1/alerts/nope/acknowledge", { by: "ada" }, 404],
    ["silencing one that is not there", "/api/v1/alerts/nope/silence", { until: END }, 404],
    ["accepting one that is not there", "/api/v1/alerts/nope/accept", { by: "ada" }, 404],
    ["accepting by nobody", "/api/v1/alerts/a5/accept", {}, 400],
    ["acknowledging by nobody", "/api/v1/alerts/a5/acknowledge", {}, 400],
    ["silencing until a word", "/api/v1/alerts/a5/silence", { until: "soon" }, 400],
  ];
  test.each(wishes)("%s is a problem", async (_, path, body, status) => {
    const response = await app.request(path, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });

  test("an alert can be acknowledged and silenced, and says so", async () => {
    const alert: AlertState = {
      alertId: "open",
      rule: "drift",
      scope: "s",
      stage: "pending",
      analyzer: "drift",
      model: "other",
      version: "1",
      cause: null,
      severity: "warning",
      members: {},
      startedTime: 0,
      firedTime: null,
      resolvedTime: null,
      updatedTime: 0,
      revision: 1,
      notified: 0,
      lastNotifiedTime: null,
      acknowledgement: null,
      silencedUntil: null,
      silence: null,
      falseAlarm: null,
      acceptance: null,
    };
    await saveAlerts(clickhouse.store, [alert]);
    const post = async (action: string, body: object) =>
      (
        await app.request(`/api/v1/alerts/open/${action}`, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } })
      ).json();
    expect(await post("acknowledge", { by: "ada" })).toEqual({ alertId: "open", acknowledgedBy: "ada", silencedUntil: null });
    expect(await post("silence", { until: END })).toEqual({ alertId: "open", acknowledgedBy: "ada", silencedUntil: END });
  });

  test("ready and metrics", async () => {
    expect([(await app.request("/readyz")).status, await (await app.request("/metrics")).text()]).toEqual([200, expect.stringContaining("tidemark_up 1")]);
  });
});

describe("the pages as text", () => {
  test("the report says what changed, by how much and since when, in its first sentence; it stays under 150 kB", async () => {
    const response = await app.request(REPORT);
    const body = await response.text();
    expect(/<h1>\s*([^<]*?)\s*<\/h1>/.exec(body)?.[1]?.replaceAll("\u202f", " ")).toMatch(
      /^Temperature is \d\d\.\d °F higher on average than in training \(30 June; 95 % .* °F\), since 30 May\.$/,
    );
    expect(Buffer.byteLength(body)).toBeLessThan(150_000);
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self'/);
  });

  test("what a message links to is there: every subject that was found bad has its place in the report", async () => {
    const body = await (await app.request(REPORT)).text();
    const { episodes } = await get<{ episodes: { subject: string }[] }>("/api/v1/episodes?limit=1000");
    const subjects = [...new Set(episodes.map(({ subject }) => subject))];
    expect(subjects.length).toBeGreaterThan(4);
    expect(subjects.filter((subject) => !body.includes(`id="${subject}"`))).toEqual([]);
  });

  test("the report's JSON keeps each realised metric with its interval, window by window", async () => {
    type Realised = Readonly<Record<string, { readonly value: number; readonly low: number; readonly high: number; readonly alert: boolean }>>;
    const { performance } = await get<{ performance: { task: string; windows: { from: string; labelled: number; realised: Realised }[] } }>(`${REPORT}.json`);
    expect(performance.task).toBe("binary");
    expect(performance.windows.filter(({ realised }) => realised["accuracy"]?.alert === true).map(({ from }) => from)).toEqual(["2013-04-22T04:00:00.000Z"]);
    for (const { realised, labelled } of performance.windows) {
      const { value = 0, low = 1, high = 0 } = realised["accuracy"] ?? {};
      expect([low < value, value < high, labelled]).toEqual([true, true, 3150]);
    }
  });

  test("one since everywhere: the report, its JSON, the overview, the alert and the episodes of a firing alert", async () => {
    const since = Date.parse("2013-05-30T00:00-04:00");
    const report = await get<{ headline: { first: string }; problems: { since: number }[]; columns: { since: number }[] }>(`${REPORT}.json`);
    const { episodes } = await get<{ episodes: { subject: string; until: number | null; since: number; earlier: number | null }[] }>(
      "/api/v1/episodes?limit=1000",
    );
    const { alerts } = await get<{ alerts: { startedTime: number }[] }>("/api/v1/alerts?state=firing");
    const episode = episodes.find(({ subject, until }) => subject === "temperature" && until === null);
    expect([report.problems[0]?.since, report.columns[0]?.since, episode?.since, alerts[0]?.startedTime]).toEqual([since, since, since, since]);
    expect(episode?.earlier).toBeLessThan(since);
    expect(report.headline.first).toContain("since 30 May");
    for (const path of ["/", "/alerts/a5"]) expect(await (await app.request(path)).text()).toContain("since 30 May");
  });

  test("the JSON says the same", async () => {
    const report = await get<{ headline: { first: string }; columns: { name: string; status: string }[]; ledger: object }>(`${REPORT}.json`);
    expect(report.columns[0]).toMatchObject({ name: "temperature", status: "firing" });
    expect(report.ledger).toMatchObject({ served: 63_291, sampledOut: 0, lostBeforeLog: 0 });
  });

  const [begun, ended] = INJECTED.renamed;
  test.each([
    { rule: "that began before it and lasts", from: begun + 3_600_000, to: begun + 7_200_000, shown: true },
    { rule: "that ends as it begins", from: ended, to: ended + 3_600_000, shown: true },
    { rule: "that is over, not", from: ended + 1, to: ended + 3_600_000, shown: false },
    { rule: "that begins as it ends, not", from: begun - 3_600_000, to: begun, shown: false },
    { rule: "that begins just before it ends", from: begun - 3_600_000, to: begun + 1, shown: true },
  ])("a period's report has an annotation $rule", async ({ from, to, shown }) => {
    const period = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
    const { annotations } = await get<{ annotations: { text: string }[] }>(`${REPORT}.json?${period}`);
    expect(annotations.some(({ text }) => text.includes("JBU"))).toBe(shown);
  });

  const refused: [string, string][] = [
    ["what is no time", "from=yesterday"],
    ["a period that ends before it begins", "from=2013-04-02&to=2013-04-01"],
    ["a period of nothing", "from=2013-04-01&to=2013-04-01"],
    ["a period without such a name", "period=5y"],
    ["since a deployment, where none was before", "period=deployment&to=2013-03-01"],
  ];
  test.each(refused)("%s is a page that says what would be right", async (_, query) => {
    const response = await app.request(`${REPORT}?${query}`);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      400,
      "text/html; charset=UTF-8",
      expect.stringMatching(/That was not understood\.[^]*(is right|is one)/),
    ]);
  });

  const DAY = 86_400_000;
  test.each([
    { period: "24h", days: 1 },
    { period: "7d", days: 7 },
    { period: "30d", days: 30 },
  ])("?period=$period ends with the newest event, and leads to the one before and back", async ({ period, days }) => {
    const { period: shown } = await get<{ period: { from: number; to: number } }>(`${REPORT}.json?period=${period}`);
    expect(shown.to - shown.from).toBe(days * DAY);
    const body = await (await app.request(`${REPORT}?period=${period}`)).text();
    expect(body).toContain(`href="?from=${shown.from - days * DAY}&to=${shown.from}"`);
    expect(body).not.toMatch(/rel="next"/);
    expect(await (await app.request(`${REPORT}?from=${shown.from - days * DAY}&to=${shown.from}`)).text()).toContain(
      `href="?from=${shown.from}&to=${shown.to}"`,
    );
  });

  test("an annotation that is sent is kept once, listed, and marked on the time axes; a deployment can begin a report", async () => {
    const given = { model: "flight-delay", kind: "deployment", time: "2013-05-20T12:00:00Z", text: "version 2 rolled out", by: "ada" };
    const post = (body: object) =>
      app.request("/api/v1/annotations", { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
    const [first, again] = [await (await post(given)).json(), await (await post(given)).json()];
    expect(first).toEqual(again);
    const { annotations } = await get<{ annotations: { text: string; time: number }[] }>("/api/v1/annotations?model=flight-delay");
    expect(annotations.filter(({ text }) => text === "version 2 rolled out")).toMatchObject([{ time: Date.parse(given.time), until: null, by: "ada" }]);
    expect(await (await app.request(REPORT)).text()).toContain("version 2 rolled out (ada)");
    const { period } = await get<{ period: { from: number } }>(`${REPORT}.json?period=deployment`);
    expect(period.from).toBe(Date.parse(given.time));
    for (const wrong of [{ ...given, until: given.time }, { text: "" }, { ...given, kind: "party" }, { ...given, time: "noon" }])
      expect((await post(wrong)).status).toBe(400);
  });

  test("pages are sent compressed to whoever takes that, and not again while they are the same", async () => {
    const whole = await app.request(REPORT);
    const packed = await app.request(REPORT, { headers: { "accept-encoding": "gzip, br" } });
    expect([whole.headers.get("content-encoding"), packed.headers.get("content-encoding"), packed.headers.get("vary")]).toEqual([
      null,
      "gzip",
      "Accept-Encoding",
    ]);
    expect((await packed.arrayBuffer()).byteLength).toBeLessThan(0.3 * Buffer.byteLength(await whole.text()));
    const tag = whole.headers.get("etag") ?? "";
    expect(tag).toMatch(/^W\/"/);
    expect((await app.request(REPORT, { headers: { "if-none-match": tag } })).status).toBe(304);
  });

  const states: [string, () => ReturnType<typeof createApp>, string, number, string][] = [
    ["an unknown model", () => app, "/reports/nobody", 404, "There is no such model."],
    ["the store away", () => createApp(testParts(awayStore)), REPORT, 503, "The store is away."],
    ["the store away, overview", () => createApp(testParts(awayStore)), "/", 503, "Captured traffic waits in the log"],
    ["no traffic in the period", () => app, `${REPORT}?from=2020-01-01&to=2020-01-02`, 200, "No traffic yet."],
    ["a period in which coverage was low", () => app, `${REPORT}?from=2013-05-20&to=2013-06-04T04:00:00Z`, 200, "Coverage too low."],
    ["an unwatched model", () => createApp(testParts(clickhouse.store, { models: [] })), REPORT, 200, "Not watched."],
  ];
  test.each(states)("%s says why and what to do", async (_, make, path, status, text) => {
    const response = await make().request(path);
    expect([response.status, (await response.text()).includes(text)]).toEqual([status, true]);
  });

  test("a fresh installation: no label, no baseline, nothing to judge by, each said", async () => {
    await using fresh = await startTestClickHouse();
    const body = await (await createApp(testParts(fresh.store)).request(REPORT)).text();
    for (const text of ["No traffic yet.", "No baseline yet.", "No labels yet.", "Nothing can be said of flight-delay yet.", "No alert in this period."])
      expect(body).toContain(text);
    expect(await (await createApp(testParts(fresh.store, { models: [] })).request("/")).text()).toContain("No model is watched yet.");
  });
});

if (noBrowser !== undefined) console.warn(`skipping the browser's tests: ${noBrowser}`);
describe.skipIf(noBrowser !== undefined)("the pages in a browser", () => {
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

  /** Opens a page and hands it over with what its console said and whom it asked. */
  async function visit<T>(
    path: string,
    options: { width: number; colorScheme: "light" | "dark" },
    look: (page: Page) => Promise<T>,
  ): Promise<{ result: T; complaints: string[]; foreign: string[] }> {
    const context = await browser.newContext({ viewport: { width: options.width, height: 900 }, colorScheme: options.colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    const foreign: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => void (request.url().startsWith(server.address) || request.url().startsWith("data:") ? 0 : foreign.push(request.url())));
    await page.goto(server.address + path);
    const result = await look(page);
    await context.close();
    return { result, complaints, foreign };
  }

  const views = [REPORT, "/"].flatMap((path) =>
    [1280, 390].flatMap((width) => (["light", "dark"] as const).map((colorScheme) => ({ path, width, colorScheme }))),
  );
  test.each(views)(
    "$path at $width pixels, $colorScheme: styled, nothing to scroll sideways, no complaint, no foreign request",
    async ({ path, ...options }) => {
      const { result, complaints, foreign } = await visit(path, options, (page) =>
        page.evaluate<{ width: number; background: string; heading: string }>(
          "({ width: document.documentElement.scrollWidth, background: getComputedStyle(document.body).backgroundColor, heading: document.querySelector('h1').textContent.trim() })",
        ),
      );
      expect([complaints, foreign]).toEqual([[], []]);
      expect(result.width).toBe(options.width);
      expect(result.background).toBe(options.colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)");
      expect(result.heading).toMatch(/\.$/);
    },
  );

  test("every chart has a text, every table its headers, the page its landmarks", async () => {
    const { result } = await visit(REPORT, { width: 1280, colorScheme: "light" }, (page) =>
      page.evaluate<{ charts: number; mute: number; headless: number; landmarks: string[]; twice: string[] }>(`({
        charts: document.querySelectorAll("svg[role=img]").length,
        mute: [...document.querySelectorAll("svg")].filter((svg) => !svg.parentElement.closest("svg") && svg.getAttribute("aria-hidden") !== "true" && !svg.getAttribute("aria-label")).length,
        headless: [...document.querySelectorAll("table")].filter((table) => table.querySelector("th[scope]") === null).length,
        landmarks: ["header", "nav[aria-label]", "main", "footer"].filter((name) => document.querySelector(name) === null),
        twice: [...document.querySelectorAll("[id]")].map((element) => element.id).filter((id, index, all) => all.indexOf(id) !== index),
      })`),
    );
    expect(result).toMatchObject({ mute: 0, headless: 0, landmarks: [], twice: [] });
    expect(result.charts).toBeGreaterThan(25);
  });

  test.each([1280, 390])("at %d pixels all time axes share one left edge and one scale", async (width) => {
    const { result } = await visit(REPORT, { width, colorScheme: "light" }, (page) =>
      page.evaluate<{ edges: string[]; drawn: number }>(`(() => {
        document.querySelectorAll("details").forEach((details) => (details.open = true));
        const drawn = [...document.querySelectorAll(".timed > svg, .heat td > *, .strips td > svg, .cols .time td > svg")];
        return { edges: [...new Set(drawn.map((svg) => { const { left, right } = svg.getBoundingClientRect(); return Math.round(left) + " " + Math.round(right); }))], drawn: drawn.length };
      })()`),
    );
    expect(result.drawn).toBeGreaterThan(30);
    expect(result.edges).toEqual([width === 1280 ? "248 1184" : "16 374"]);
  });

  test("the keyboard reaches the content, the pages and the folded rows, in that order", async () => {
    const { result } = await visit(REPORT, { width: 1280, colorScheme: "light" }, async (page) => {
      const reached: string[] = [];
      for (let step = 0; step < 17; step += 1) {
        await page.keyboard.press("Tab");
        reached.push((await page.locator(":focus").innerText()).replaceAll(/\s+/g, " "));
      }
      await page.locator("#section-columns > details > summary").focus();
      await page.keyboard.press("Enter");
      return { reached, open: await page.locator("#section-columns > details").getAttribute("open") };
    });
    expect(result.reached.slice(0, 7)).toEqual(["To the content", "All models", "This as JSON", "API", "Glossary", "24 hours", "7 days"]);
    expect(result.reached.slice(7, 16)).toEqual([
      "30 days",
      "since the last deployment",
      "all",
      "← before",
      "other days",
      "the baseline",
      "also the period before",
      "evidence",
      "alert",
    ]);
    expect(result.reached[16]).toMatch(/more problems? in this period, 5 of them injected$/);
    expect(result.open).toBe("");
  });
});
