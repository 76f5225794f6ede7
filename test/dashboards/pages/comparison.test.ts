import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../dashboards/app.ts";
import { compareColumns, type ComparedRow } from "../../../dashboards/pages/report/compare-columns.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { END } from "../support/half-year.ts";
import { testParts } from "../support/test-parts.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const numbers = (side: "this" | "other", buckets: ComparedRow["buckets"], grid = 1): ComparedRow => ({ side, name: "x", grid, buckets, categories: [] });
const categories = (side: "this" | "other", given: ComparedRow["categories"]): ComparedRow => ({ side, name: "c", grid: 0, buckets: [], categories: given });

describe("two sides of a column", () => {
  test("alike they are 0 apart, whatever their sizes", () => {
    const [column] = compareColumns([numbers("this", [[1, 10, 10], [2, 30, 60]]), numbers("other", [[1, 1, 1], [2, 3, 6]])]); // prettier-ignore
    expect(column).toMatchObject({ rows: 40, otherRows: 4, mean: 1.75, otherMean: 1.75, deviations: 0, distance: 0 });
  });

  test("apart: the mean in its unit and in the other side's standard deviations, D of the distribution functions", () => {
    const [column] = compareColumns([numbers("this", [[3, 10, 30]]), numbers("other", [[1, 5, 5], [3, 5, 15]])]); // prettier-ignore
    expect(column).toMatchObject({ mean: 3, otherMean: 2, deviations: 1, distance: 0.5 });
  });

  test("of a mix: the share of rows that moved; the largest changes first", () => {
    const [column] = compareColumns([categories("this", [["a", 5], ["new", 5]]), categories("other", [["a", 9], ["b", 1]])]); // prettier-ignore
    expect(column?.distance).toBeCloseTo(0.5, 12);
    expect(column?.distribution).toEqual({ kind: "categorical", categories: ["new", "a", "b"], reference: [0, 0.9, 0.1], current: [0.5, 0.5, 0] });
  });

  test.each([
    ["only this period", [numbers("this", [[1, 1, 1]])]],
    ["only the other side", [categories("other", [["a", 1]])]],
  ])("that %s has are left out", (_, rows) => expect(compareColumns(rows)).toEqual([]));

  test("a bucket whose values are all one has its standard deviations left out", () => {
    expect(compareColumns([numbers("this", [[2, 1, 2]]), numbers("other", [[1, 1, 1]])])[0]).toMatchObject({ deviations: null, distance: 1 });
  });

  test("shares add up to one with the tails, distances lie in 0 to 1, order of buckets does not matter", () => {
    const bucket = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 1000 })).map(([at, rows]) => [at, rows, at * rows] as const);
    const side = fc.uniqueArray(bucket, { minLength: 1, maxLength: 40, selector: ([at]) => at });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const [column] = compareColumns([numbers("this", a), numbers("other", b)]);
        const [again] = compareColumns([numbers("other", b.toReversed()), numbers("this", a.toReversed())]);
        expect(again?.distance).toBeCloseTo(column?.distance ?? -1, 9);
        expect(column?.distance).toBeGreaterThanOrEqual(0);
        expect(column?.distance).toBeLessThanOrEqual(1);
        const { distribution } = column ?? {};
        if (distribution?.kind !== "numeric") throw new Error("expected numbers");
        for (const of of ["reference", "current"] as const)
          expect(distribution[of].reduce((x, y) => x + y, 0) + distribution.tails[of][0] + distribution.tails[of][1]).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("a report beside another time", () => {
  let clickhouse: TestClickHouse;
  let app: ReturnType<typeof createApp>;
  const from = END - 7 * DAY;
  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
    const row = (time: number, version: string, bucket: number, rows: number, total: number) => ({
      hour: Math.floor(time / HOUR) * 3600,
      model: "flight-delay",
      version,
      variant: "",
      feature: "temperature",
      kind: "feature",
      grid: 1,
      bucket,
      rows,
      total,
    });
    await clickhouse.store.insert("feature_buckets_1h", [
      row(from + DAY, "1", 7, 10, 700),
      row(from + DAY, "2", 8, 10, 800),
      row(from - DAY, "1", 5, 20, 1000),
      row(from - 8 * DAY, "1", 1, 99, 99),
    ]);
    app = createApp(testParts(clickhouse.store));
  });
  afterAll(() => clickhouse[Symbol.asyncDispose]());

  const PERIOD = `from=${from}&to=${END}`;
  const comparison = async (compare: string) =>
    ((await (await app.request(`/reports/flight-delay.json?${PERIOD}&compare=${compare}`)).json()) as { comparison: { columns: object[] } | null }).comparison;

  test("the period before is as long and ends where this one begins", async () => {
    expect(await comparison("previous")).toMatchObject({
      from: from - 7 * DAY,
      to: from,
      columns: [{ name: "temperature", rows: 20, otherRows: 20, mean: 75, otherMean: 50 }],
    });
  });

  test("beside a version stand the period's other rows", async () => {
    expect((await comparison("version:2"))?.columns).toMatchObject([{ rows: 10, otherRows: 10, mean: 70, otherMean: 80 }]);
  });

  test("beside the baseline alone nothing else is read", async () => expect(await comparison("baseline")).toBeNull());

  test("the page draws it, says that it alerts nobody, and keeps the period in its links", async () => {
    const body = (await (await app.request(`/reports/flight-delay?${PERIOD}&compare=previous`)).text()).replaceAll(/\s+/g, " ");
    for (const said of [
      "Beside the period before",
      "it decides nothing and alerts nobody",
      "+25.0 °F on average (50.0 to 75.0 °F)",
      `href="?${PERIOD.replace("&", "&amp;")}&amp;compare=baseline"`,
    ])
      expect(body).toContain(said);
    expect(await (await app.request(`/reports/flight-delay?${PERIOD}&compare=version:9`)).text()).toContain("Nothing can be compared: version 9");
  });

  test.each(["yesterday", "version:", "version"])("?compare=%s is no comparison", async (compare) => {
    const response = await app.request(`/reports/flight-delay?compare=${compare}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("baseline, previous or version:V is right")]);
  });
});
