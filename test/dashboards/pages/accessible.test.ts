import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AlertState } from "../../../alerts/lifecycle/alert-state.ts";
import { renderMessage } from "../../../alerts/render/message.ts";
import { saveAlerts } from "../../../alerts/store/alert-store.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { type Dashboards, startDashboards } from "../../../dashboards/server.ts";
import { anAlert } from "../../alerts/an-alert.ts";
import { noBrowser, startBrowser } from "../../support/browser.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { seedHalfYear } from "../support/seed.ts";
import { testParts } from "../support/test-parts.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");

if (noBrowser !== undefined) console.warn(`skipping the browser's tests: ${noBrowser}`);
describe.skipIf(noBrowser !== undefined)("pages are for everybody", () => {
  let clickhouse: TestClickHouse;
  let server: Dashboards;
  let browser: Browser;
  let finding: Finding;
  let alert: AlertState;
  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
    const findings = await seedHalfYear(clickhouse.store);
    const worst = findings.filter(({ verdict, subject }) => verdict === "drifted" && subject === "temperature").at(-1);
    if (worst === undefined) throw new Error("no shift of the temperature was seeded");
    finding = worst;
    alert = anAlert([finding]);
    await saveAlerts(clickhouse.store, [alert]);
    server = await startDashboards(testParts(clickhouse.store));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
    await clickhouse[Symbol.asyncDispose]();
  });

  const pages: [string, () => string][] = [
    ["the overview", () => "/"],
    ["a report", () => "/reports/flight-delay"],
    ["a report beside the period before", () => "/reports/flight-delay?period=30d&compare=previous"],
    ["a verdict", () => `/findings/${finding.findingId}`],
    ["the glossary", () => "/glossary"],
    ["the API in words", () => "/docs"],
    ["an alert", () => `/alerts/${alert.alertId}`],
  ];

  test.each(pages.flatMap(([what, path]) => [1280, 390].map((width) => ({ what, path, width }))))(
    "$what at $width pixels, light and dark, everything unfolded: axe finds nothing",
    async ({ path, width }) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(server.address + path());
      await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violations(page), colorScheme).toEqual([]);
      }
      await context.close();
    },
  );

  /** The link of a message, then what changed, its rows, the alert, and somebody takes it. @param go follows a link or presses a button, by mouse or keyboard */
  async function walk(by: string, javaScriptEnabled: boolean, go: (page: Page, role: "link" | "button", name: RegExp) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled });
    const page = await context.newPage();
    const { link } = renderMessage(alert, "firing", server.address);
    await page.goto(link.url);
    await page
      .getByText(/temperature/i)
      .first()
      .waitFor();
    await page
      .getByText(/what now|what to do/i)
      .first()
      .waitFor();
    await go(page, "link", /^evidence, recompute: temperature$/);
    await page
      .getByRole("heading", { level: 1 })
      .getByText(/temperature/i)
      .waitFor();
    expect(await page.getByRole("region", { name: "Rows" }).count()).toBeGreaterThan(0);
    await go(page, "link", /^alert: /);
    await page.getByLabel("Your name").focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(by);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("looking at the sensor");
    await go(page, "button", /^(?:I look after it|Take it over)$/);
    await page.getByText(`${by} looks after it: looking at the sensor`).first().waitFor();
    await context.close();
  }

  test("from a message's link to what changed, its rows, what to do, and taken by somebody: three clicks", async () => {
    await walk("Ada", true, (page, role, name) => page.getByRole(role, { name }).first().click());
  });

  test("the same by keyboard alone, without scripts", async () => {
    await walk("Grace", false, async (page, role, name) => {
      const focused = "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()";
      for (let presses = 0; !name.test(String(await page.evaluate(focused))); presses++) {
        if (presses > 40) throw new Error(`the ${role} ${String(name)} is not reached by Tab`);
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
    });
  });
});

/** What axe has to say, each rule with the first places that it is about. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
  return found.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.length}: ${nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary?.slice(0, 200) ?? ""})`)
        .join(" | ")}`,
  );
}
