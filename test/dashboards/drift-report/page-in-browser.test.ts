import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DriftReport } from "../../../analyzers/report/drift-report.ts";
import { renderReportHtml } from "../../../dashboards/drift-report/render-report-html.ts";
import { renderReportJunit } from "../../../dashboards/drift-report/render-report-junit.ts";
import { noBrowser, startBrowser } from "../../support/browser.ts";
import { duplicates, makeRelation, makeTogether } from "./support/make-between.ts";
import { UGLY, makeColumn, makeReport, makeUgly, makeUnknown, makeWide } from "./support/make-report.ts";

const REPORTS: Readonly<Record<string, DriftReport>> = {
  six: makeReport([...makeWide(5, 2).columns, makeUnknown("few")]),
  mixed: makeReport([...makeWide(25, 13).columns, makeColumn("small", { by: "distribution", material: false }), makeUnknown("few")], { minEffect: 0.1 }),
  thousand: makeWide(1000, 30),
  ugly: makeUgly(),
  between: makeReport(makeWide(4, 0).columns, {
    relations: [makeRelation({ columns: UGLY.slice(-2), detail: UGLY.at(-2) ?? "" }), duplicates, makeRelation({ drifted: false })],
    multivariate: [makeTogether(), makeTogether({ method: "mmd", statistic: null, note: "w".repeat(300) })],
  }),
};
const made = { at: Date.UTC(2026, 10, 21, 7), version: "0.1.0", command: "tidemark report --reference ref.parquet --current cur.parquet --format html" };
const LIGHT = { width: 1280, colorScheme: "light" } as const;

if (noBrowser !== undefined) console.warn(`skipping the browser's tests: ${noBrowser}`);
describe.skipIf(noBrowser !== undefined)("a report in a browser", () => {
  let browser: Browser;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tidemark-report-page-"));
    for (const [name, report] of Object.entries(REPORTS)) await writeFile(join(directory, `${name}.html`), renderReportHtml(report, made));
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(directory, { recursive: true });
  });

  interface Options {
    readonly width: number;
    readonly colorScheme: "light" | "dark";
    readonly javaScriptEnabled?: boolean;
  }

  /** Opens a report and hands it over; nothing may complain and nothing but the file may be asked for. */
  async function visit<T>(name: string, { width, ...options }: Options, look: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => void (/^(file|data):/.test(request.url()) ? 0 : complaints.push(request.url())));
    await page.goto(pathToFileURL(join(directory, `${name}.html`)).href);
    const result = await look(page);
    await context.close();
    expect(complaints).toEqual([]);
    return result;
  }

  const rows = (page: Page): Promise<string[]> => page.locator(".drift > tbody > tr:visible bdi").allInnerTexts();

  const views = Object.keys(REPORTS).flatMap((name) => [1280, 390].map((width) => ({ name, width })));
  test.each(views)("$name at $width pixels: light and dark, nothing to scroll sideways, even unfolded", async ({ name, width }) => {
    const result = await visit(name, { ...LIGHT, width }, async (page) => {
      if (name !== "thousand") await page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
      const background = (): Promise<unknown> => page.evaluate("getComputedStyle(document.body).backgroundColor");
      const light = await background();
      await page.emulateMedia({ colorScheme: "dark" });
      return [await page.evaluate("document.documentElement.scrollWidth"), light, await background()];
    });
    expect(result).toEqual([width, "rgb(255, 255, 255)", "rgb(20, 23, 27)"]);
  });

  test.each(Object.keys(REPORTS))("%s: every chart has a text, every field a label, every table its headers, no id twice", async (name) => {
    const result = await visit(name, LIGHT, (page) =>
      page.evaluate(`({
        mute: [...document.querySelectorAll("svg")].filter((svg) => !svg.parentElement.closest("svg") && svg.getAttribute("aria-hidden") !== "true" && !svg.getAttribute("aria-label")).length,
        unlabelled: [...document.querySelectorAll("input, select")].filter((field) => field.labels.length === 0).length,
        headless: [...document.querySelectorAll("table")].filter((table) => table.querySelector("th[scope=col]") === null).length,
        namelessRows: [...document.querySelectorAll("tbody > tr")].filter((row) => row.querySelector("th[scope=row]") === null).length,
        landmarks: ["header", "main", "footer", "h1"].filter((name) => document.querySelectorAll(name).length !== 1),
        twice: [...document.querySelectorAll("[id]")].map((element) => element.id).filter((id, index, all) => all.indexOf(id) !== index),
      })`),
    );
    expect(result).toEqual({ mute: 0, unlabelled: 0, headless: 0, namelessRows: 0, landmarks: [], twice: [] });
  });

  test("columns stay a table for who listens to it, though drawn as a grid", async () => {
    const snapshot = await visit("six", LIGHT, (page) => page.locator(".drift").first().ariaSnapshot());
    for (const part of ['table "Columns that changed, by what matters"', 'columnheader "Column"', 'rowheader "n00 ◆ changed numeric"', "cell"])
      expect(snapshot).toContain(part);
  });

  test("few columns need no search", async () => expect(await visit("six", LIGHT, (page) => page.locator("form").count())).toBe(0));

  test("without scripts: every column is there, unchanged ones unfold, no tools that do not work", async () => {
    const result = await visit("mixed", { ...LIGHT, javaScriptEnabled: false }, async (page) => {
      const shown = (await rows(page)).length;
      await page.locator("#unchanged > summary").click();
      return { shown, unfolded: (await rows(page)).length, tools: await page.locator("form").isVisible() };
    });
    expect(result).toEqual({ shown: 15, unfolded: 27, tools: false });
  });

  test("search: by name and by category, in the folded ones too; Escape brings all back", async () => {
    const result = await visit("mixed", LIGHT, async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("N2");
      const byName = await rows(page);
      await page.locator("input[type=search]").fill("level3");
      const byCategory = (await rows(page)).length;
      await page.locator("input[type=search]").fill("nothing of that name");
      const none = [await page.locator("output").innerText(), await page.locator(".drift:visible, #unchanged:visible").count()];
      await page.keyboard.press("Escape");
      return { byName, byCategory, none, after: (await rows(page)).length, folded: await page.locator("#unchanged").getAttribute("open") };
    });
    expect(result).toMatchObject({ byName: ["n20", "n21", "n22", "n23"], none: ["No column fits.", 0], after: 15, folded: null });
    expect(result.byCategory).toBeGreaterThan(0);
  });

  const filters: [string, string, string, number][] = [
    ["what matters", "status", "changed", 13],
    ["all that changed", "status", "changed minor", 14],
    ["small changes", "status", "minor", 1],
    ["what cannot be told", "status", "cantTell", 1],
    ["unchanged ones, unfolded", "status", "unchanged", 12],
    ["a type", "type", "boolean", 1],
  ];
  test.each(filters)("filter: %s", async (_, field, value, count) => {
    const result = await visit("mixed", LIGHT, async (page) => {
      await page.locator(`select[name=${field}]`).selectOption(value);
      return [(await rows(page)).length, await page.locator("output").innerText()];
    });
    expect(result).toEqual([count, `${count} of 27 columns`]);
  });

  test("order: by name and back to what matters", async () => {
    const result = await visit("mixed", LIGHT, async (page) => {
      const before = await rows(page);
      await page.locator("select[name=order]").selectOption("name");
      const byName = await rows(page);
      await page.locator("select[name=order]").selectOption("2");
      const byMissing = (await rows(page))[0];
      await page.locator("select[name=order]").selectOption("");
      return { before, byName, byMissing, after: await rows(page) };
    });
    expect(result.after).toEqual(result.before);
    expect(result.byName).toEqual(result.before.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })));
    expect(result.byMissing).toBe("numeric_feature_with_a_long_name_3");
  });

  test("the keyboard reaches content, tools, each row's details and the fold, in that order", async () => {
    const reached = await visit("mixed", LIGHT, async (page) => {
      const names: string[] = [];
      for (let step = 0; step < 21; step += 1) {
        await page.keyboard.press("Tab");
        names.push(await page.evaluate<string>("document.activeElement.getAttribute('name') ?? document.activeElement.textContent.slice(0, 12)"));
      }
      return names;
    });
    expect(reached.slice(0, 6)).toEqual(["To the conte", "find", "status", "type", "order", "How sure"]);
    expect(reached.slice(5, 20)).toEqual(Array.from({ length: 15 }, () => "How sure"));
    expect(reached[20]).toMatch(/^\s*12 columns /);
  });

  test("a thousand columns: rows out of sight are not laid out, all are found", async () => {
    const result = await visit("thousand", LIGHT, async (page) => {
      await page.locator("input[type=search]").fill("n999");
      return [await rows(page), await page.evaluate("getComputedStyle(document.querySelector('.many tr[data-s]')).contentVisibility")];
    });
    expect(result).toEqual([["n999"], "auto"]);
  });

  test("JUnit's XML is read by a parser, whatever the names", async () => {
    const counts = await visit("six", LIGHT, (page) =>
      page.evaluate(`(() => {
        const xml = new DOMParser().parseFromString(${JSON.stringify(renderReportJunit(makeUgly()))}, "application/xml");
        return ["parsererror", "testsuites > testsuite > testcase[name]", "testcase > failure[message]"].map((path) => xml.querySelectorAll(path).length);
      })()`),
    );
    expect(counts).toEqual([0, 16, 8]);
  });
});
