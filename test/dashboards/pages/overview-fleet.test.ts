import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toFindingRow } from "../../../analyzers/findings/finding-rows.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { fleetModel, seedFleet } from "../../../bench/overview/seed-fleet.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { createApp } from "../../../dashboards/app.ts";
import { queryBadWindows, queryColumns, queryStandings, queryStrips } from "../../../dashboards/read/overview-queries.ts";
import { strengthOf } from "../../../dashboards/words/strength.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { seeded } from "../support/random.ts";
import { makeFinding } from "../support/make-finding.ts";
import { testParts } from "../support/test-parts.ts";

const DAY = 86_400_000;
const END = Date.UTC(2013, 3, 30);

/** The store, and how many queries it was asked since the last look. */
function counting(store: Store): { readonly store: Store; readonly asked: () => number } {
  let queries = 0;
  return {
    store: {
      ...store,
      query: (...given) => ((queries += 1), store.query(...given)),
      read: (...given) => store.read(...given),
      command: (...given) => store.command(...given),
      insert: (...given) => store.insert(...given),
    },
    asked: () => {
      const asked = queries;
      queries = 0;
      return asked;
    },
  };
}

async function pageOf(store: Store, path: string): Promise<{ text: string; queries: number; models: string[] }> {
  const counted = counting(store);
  const app = createApp({ ...testParts(counted.store, { models: [] }), clock: { now: () => END + 1 } });
  const response = await app.request(path);
  const text = await response.text();
  expect([path, response.status]).toEqual([path, 200]);
  return { text, queries: counted.asked(), models: [...text.matchAll(/<h2><a href="\/reports\/([^"]+)"/g)].map(([, name = ""]) => name) };
}

describe("the overview of 30 models x 100 columns", () => {
  let clickhouse: TestClickHouse;
  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
    await seedFleet(clickhouse.store, { models: 30, features: 100, days: 10, end: END });
  });
  afterAll(() => clickhouse[Symbol.asyncDispose]());

  test("asks as few queries for 25 models as for one, and one search for those it finds", async () => {
    const [all, one] = [await pageOf(clickhouse.store, "/"), await pageOf(clickhouse.store, "/?q=MODEL-002")];
    expect([all.models.length, one.models]).toEqual([25, ["model-002"]]);
    expect(all.queries).toBe(one.queries);
    expect(all.queries).toBeLessThanOrEqual(11);
  });

  test("the models that fire stand on the first page, however far back in the list; the sentence counts them of all", async () => {
    const { models, text } = await pageOf(clickhouse.store, "/");
    expect(models.slice(0, 6).toSorted()).toEqual([2, 7, 12, 17, 22, 27].map(fleetModel));
    expect(text).toMatch(/<h1>\s*model-002, model-007 and 4 more are as right as expected; inputs shifted, 6 alerts firing\./);
    const second = await pageOf(clickhouse.store, "/?page=2");
    expect(second.models.length).toBe(5);
    expect(second.text).toContain("of these alone");
  });

  test("a card's sentence and since are its report's; its page is small", async () => {
    const { text } = await pageOf(clickhouse.store, `/?q=${fleetModel(2)}`);
    const report = await pageOf(clickhouse.store, `/reports/${fleetModel(2)}`);
    const first = /<h1>([^<]+)<\/h1>/.exec(report.text)?.[1] ?? "";
    expect(first).toContain("since 27 April");
    expect(text).toContain(first);
    expect(Buffer.byteLength((await pageOf(clickhouse.store, "/")).text)).toBeLessThan(100_000);
  });

  test("blind columns are counted as ones that nothing can be said of", async () => {
    const columns = (await queryColumns(clickhouse.store, [fleetModel(1)], { from: END - 30 * DAY, to: END })).get(fleetModel(1)) ?? [];
    expect(columns.filter(({ blind }) => blind).map(({ name }) => name)).toEqual(["feature_0007", "feature_0057"]);
    expect((await pageOf(clickhouse.store, `/?q=${fleetModel(1)}`)).text).toMatch(
      /98 columns unchanged\. Of 2 \(feature_0007 and feature_0057\) we can’t tell/,
    );
  });
});

describe("what the queries of the overview read", () => {
  let clickhouse: TestClickHouse;
  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
  });
  afterAll(() => clickhouse[Symbol.asyncDispose]());

  const TIME = { from: makeFinding(1).windowStart, to: makeFinding(30).windowStart };
  const insert = (findings: readonly Finding[]) => clickhouse.store.insert("findings", findings.map(toFindingRow));
  const insertOlder = (findings: readonly Finding[]) =>
    clickhouse.store.insert(
      "findings",
      findings.map(toFindingRow).map((row) => ({ ...row, blind: null })),
    );

  test("strips: the strength of the worst is the one that pages compute, on both scales; nothing where there is no threshold", async () => {
    const random = seeded(7);
    const findings = Array.from({ length: 28 }, (_, index) => {
      const analyzer = (["drift", "errors", "load", "decay"] as const)[index % 4] ?? "drift";
      const statistic = random() < 0.2 ? null : random();
      const threshold = random() < 0.1 ? null : random() * (random() < 0.2 ? 3 : 0.5);
      const verdict = analyzer === "drift" && random() < 0.5 ? "drifted" : "ok";
      return makeFinding(1 + index, {
        model: "strength",
        analyzer,
        subject: "s",
        statistic,
        threshold,
        verdict,
        pValue: random() < 0.3 ? null : random() ** 8,
      });
    });
    await insert(findings);
    const cells = await queryStrips(clickhouse.store, ["strength"], TIME, DAY / 24);
    const byStart = new Map(cells.map((cell) => [`${cell.analyzer} ${cell.windowStart}`, cell.ratio]));
    for (const finding of findings) {
      const [ratio, wanted] = [byStart.get(`${finding.analyzer} ${finding.windowStart}`) ?? null, strengthOf(finding)?.ratio ?? null];
      if (wanted === null) expect(ratio).toBeNull();
      else expect(ratio).toBeCloseTo(wanted, 9);
    }
  });

  const bad = { verdict: "drifted", material: true, severity: "warning", statistic: 0.5, pValue: 1e-6, cause: "unitChange" } as const;

  test("what was judged again counts as it was judged last", async () => {
    const first = makeFinding(20, { model: "again", findingId: "x", ...bad });
    await insert([first, ...[18, 19, 21].map((day) => makeFinding(day, { model: "again", findingId: `w${day}` }))]);
    expect((await queryStandings(clickhouse.store, TIME)).find(({ model }) => model === "again")?.lasting).toBe(1);
    await insert([{ ...first, revision: 1, verdict: "ok", material: false, statistic: 0.1 }]);
    expect((await queryStandings(clickhouse.store, TIME)).find(({ model }) => model === "again")?.lasting).toBe(0);
    expect((await queryStrips(clickhouse.store, ["again"], TIME, DAY)).filter((cell) => cell.bad)).toEqual([]);
    expect((await queryBadWindows(clickhouse.store, ["again"], { ...TIME, earliest: 0 }, [])).filter(({ material }) => material)).toEqual([]);
  });

  test.each([
    { cause: "unitChange", quiet: 2, lasting: 1 },
    { cause: "unitChange", quiet: 3, lasting: 0 },
    { cause: "trueShift", quiet: 6, lasting: 1 },
    { cause: "trueShift", quiet: 7, lasting: 0 },
  ] as const)("after a $cause, $quiet quiet windows: $lasting that may last", async ({ cause, quiet, lasting }) => {
    const model = `${cause}-${quiet}`;
    const days = Array.from({ length: quiet + 1 }, (_, index) =>
      makeFinding(10 + index, { model, findingId: `${model}-${index}`, ...(index === 0 ? { ...bad, cause } : {}) }),
    );
    await insert(days);
    expect((await queryStandings(clickhouse.store, TIME)).find((standing) => standing.model === model)?.lasting).toBe(lasting);
  });

  test("a verdict that an older version kept is blind by its evidence", async () => {
    const evidence = (value: number) => ({ checks: [], smallestShift: { value, unit: "share" } });
    await insertOlder([
      makeFinding(10, { model: "older", subject: "blind", findingId: "o1", evidence: evidence(0.9) }),
      makeFinding(10, { model: "older", subject: "clear", findingId: "o2", evidence: evidence(0.1) }),
      makeFinding(10, { model: "older", subject: "none", findingId: "o3", verdict: "noData" }),
    ]);
    expect((await queryColumns(clickhouse.store, ["older"], TIME)).get("older")).toEqual([
      { name: "blind", judged: true, verdict: "said", blind: true },
      { name: "clear", judged: true, verdict: "said", blind: false },
      { name: "none", judged: false, verdict: "noData", blind: false },
    ]);
  });

  test("subjects that an alert names are read though others are further beyond", async () => {
    await insert(
      Array.from({ length: 60 }, (_, index) =>
        makeFinding(20, { model: "many", subject: `c${index}`, findingId: `m${index}`, ...bad, statistic: 1 - index / 100 }),
      ),
    );
    const subjects = async (alerted: { model: string; subject: string }[]) =>
      (await queryBadWindows(clickhouse.store, ["many"], { ...TIME, earliest: 0 }, alerted)).map(({ subject }) => subject);
    expect((await subjects([])).toSorted()).toEqual(Array.from({ length: 40 }, (_, index) => `c${index}`).toSorted());
    expect(await subjects([{ model: "many", subject: "c59" }])).toContain("c59");
  });
});
