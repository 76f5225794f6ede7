import { describe, expect, test } from "vitest";
import { createApp } from "../../dashboards/app.ts";
import { overviewPage } from "../../dashboards/pages/overview/overview-page.ts";
import { awayStore, testParts } from "./support/test-parts.ts";

describe("an overview that has not all models", () => {
  const page = async (part: { page: number; from: number; to: number; models: number }) =>
    (await overviewPage("All is well", [], part)).toString().replaceAll(/\s+/g, " ");

  test("says that its sentence is of these alone, and links to the others", async () => {
    const text = await page({ page: 2, from: 26, to: 50, models: 60 });
    expect(text).toContain("Models 26 to 50 of 60, the watched ones first; what is said above is of these alone.");
    expect(text).toContain('href="/?page=1"');
    expect(text).toContain('href="/?page=3"');
  });

  test.each([
    ["the first of several links on", { page: 1, from: 1, to: 25, models: 60 }, [false, true]],
    ["the last links back", { page: 3, from: 51, to: 60, models: 60 }, [true, false]],
    ["one that has all says nothing", { page: 1, from: 1, to: 25, models: 25 }, [false, false]],
  ])("%s", async (_, part, [before, after]) => {
    const text = await page(part);
    expect([text.includes("Those before"), text.includes("Those after")]).toEqual([before, after]);
    expect(text.includes("of these alone")).toBe(part.models > 25);
  });
});

test.each(["0", "-1", "x", "1e9", "99999999"])("?page=%s is no page", async (page) => {
  const app = createApp(testParts({ ...awayStore, query: () => Promise.resolve([]) }));
  expect((await app.request(`/?page=${page}`)).status).toBe(400);
});
