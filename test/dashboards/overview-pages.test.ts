import { describe, expect, test } from "vitest";
import { createApp } from "../../dashboards/app.ts";
import { overviewPage, type OverviewPart } from "../../dashboards/pages/overview/overview-page.ts";
import type { ModelCard } from "../../dashboards/pages/overview/overview-view.ts";
import { rankModels } from "../../dashboards/pages/overview/rank-models.ts";
import type { AlertRecord } from "../../dashboards/read/alert-query.ts";
import type { Standing } from "../../dashboards/read/overview-queries.ts";
import { zonedTime } from "../../dashboards/words/zoned-time.ts";
import { awayStore, testParts } from "./support/test-parts.ts";

const listing = (model: string) => ({ model, watched: false, timeZone: "UTC", requests: 1, rows: 1, latest: 1 });

describe("an overview that has not all models", () => {
  const card = (model: string): ModelCard => ({
    listing: listing(model),
    status: "unchanged",
    critical: false,
    headline: { first: `${model} is well.`, rest: "" },
    problems: [],
    alerts: [],
    time: zonedTime("UTC"),
    pinned: null,
    strips: [],
  });
  const page = async (part: Partial<OverviewPart> & { page?: number; search?: string }, shown = 25) => {
    const { page: number = 1, search = "", ...more } = part;
    const whole = { asked: { page: number, search }, first: 1, total: 60, from: 0, to: 1, unwatched: [], unnamed: null, ...more };
    const cards = Array.from({ length: shown }, (_, index) => card(`m${index}`));
    return (await overviewPage("All is well", cards, whole)).toString().replaceAll(/\s+/g, " ");
  };

  test("says that its sentence is of these alone, and links to the others", async () => {
    const text = await page({ page: 2, first: 26 });
    expect(text).toContain("Models 26 to 50 of 60, the worst first; what is said above is of these alone.");
    expect(text).toContain('href="/?page=1"');
    expect(text).toContain('href="/?page=3"');
  });

  test.each([
    ["the first of several links on, and its sentence is of all", { page: 1 }, 25, [false, true, false]],
    ["the last links back", { page: 3, first: 51 }, 10, [true, false, true]],
    ["one that has all says nothing", { total: 25 }, 25, [false, false, false]],
  ])("%s", async (_, part, shown, [before, after, alone]) => {
    const text = await page(part, shown);
    expect([text.includes("those before"), text.includes("those after"), text.includes("of these alone")]).toEqual([before, after, alone]);
  });

  test("a search keeps its words on every page, and is escaped", async () => {
    const text = await page({ search: 'a"b&c', page: 2, first: 26 });
    expect(text).toContain('href="/?q=a%22b%26c&amp;page=3"');
    expect(text).toContain('value="a&quot;b&amp;c"');
    expect(text).not.toContain('a"b');
  });

  test("requests that name no model say what to set; declared models without a monitor what to add, on the first page", async () => {
    const part = { unwatched: ["churn", "price"], unnamed: { ...listing(""), requests: 12 } };
    const text = await page(part);
    for (const said of [
      "12 requests named none",
      "set serving.upstream.model",
      "Declared, but not watched.",
      "churn and price",
      "- model: &quot;churn&quot; baseline: { file: training.csv.gz }",
    ])
      expect(text).toContain(said);
    expect(await page({ ...part, page: 2, first: 26 })).not.toContain("not watched");
  });

  test.each([
    [{ search: "zzz", total: 0 }, "No model is called so."],
    [{ page: 9, first: 201 }, "There is no such page."],
    [{ total: 0 }, "Nothing to show."],
  ])("none of %j says why", async (part, text) => {
    expect(await page(part, 0)).toContain(text);
  });
});

test.each(["0", "-1", "x", "1e9", "99999999"])("?page=%s is no page", async (page) => {
  const app = createApp(testParts({ ...awayStore, query: () => Promise.resolve([]) }));
  expect((await app.request(`/?page=${page}`)).status).toBe(400);
});

test("a search of over 200 letters is refused", async () => {
  const app = createApp(testParts({ ...awayStore, query: () => Promise.resolve([]) }));
  expect((await app.request(`/?q=${"a".repeat(201)}`)).status).toBe(400);
});

describe("the worst model comes first", () => {
  const standing = (model: string, more: Partial<Standing> = {}): Standing => ({
    model,
    lasting: 0,
    first: 0,
    last: 1,
    judged: 1,
    columns: true,
    clear: true,
    metrics: false,
    ...more,
  });
  const alert = (model: string, severity: "warning" | "critical"): AlertRecord => ({ model, severity, state: "firing" }) as AlertRecord;
  const cases: [string, Standing[], AlertRecord[], string[]][] = [
    [
      "what fires before what changed, that before what nothing can be said of, that before what is well",
      [standing("well"), standing("blind", { clear: false }), standing("changed", { lasting: 1 }), standing("fires")],
      [alert("fires", "warning")],
      ["fires", "changed", "blind", "well"],
    ],
    ["critical before warning", [standing("a"), standing("b")], [alert("a", "warning"), alert("b", "critical")], ["b", "a"]],
    ["more that lasts before less", [standing("a", { lasting: 1 }), standing("b", { lasting: 9 })], [], ["b", "a"]],
    ["not judged is not well", [standing("well"), standing("never", { judged: 0 })], [], ["never", "well"]],
    ["blind columns beside labels that speak are no cause for a look", [standing("b", { clear: false, metrics: true }), standing("a")], [], ["b", "a"]],
    ["equals stay in their order", [standing("b"), standing("a")], [], ["b", "a"]],
  ];
  test.each(cases)("%s", (_, standings, alerts, order) => {
    const listings = standings.map(({ model }) => listing(model));
    expect(rankModels(listings, standings, alerts).map((model) => model.listing.model)).toEqual(order);
  });
});
