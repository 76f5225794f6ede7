import { afterAll, beforeAll, expect, test } from "vitest";
import { compareDataSets } from "../../../analyzers/report/compare-data-sets.ts";
import { readSample } from "../../../analyzers/relations/read-relations.ts";
import { relationSource } from "../../../analyzers/relations/relation-source.ts";
import { readCategories } from "../../../analyzers/data/read-categories.ts";
import { openStoredRows } from "../../../analyzers/data/open-stored-rows.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { plainComparison } from "../report/support/plain-comparison.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
let clickhouse: TestClickHouse;

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const row = (day: number, n: number): object => ({
    event_time: START + day * DAY + n * 1000,
    received_time: START + day * DAY + n * 1000,
    model: "prices",
    version: "1",
    variant: "",
    request_id: `r${day}-${n}`,
    row_number: 0,
    feature_numbers: { size: ((n * 7919) % 500) + 100 * day, ...(n % 10 === 0 ? {} : { rooms: n % 5 }) },
    feature_categories: { city: ["Oslo", "Lima", "Rome"][n % 3] },
    feature_vectors: { picture: [((n * 31) % 100) / 100, day * 5] },
    missing_features: n % 10 === 0 ? ["rooms"] : [],
    prediction_numbers: { price: n % 7 },
    prediction_categories: {},
  });
  await clickhouse.store.insert(
    "inferences",
    [0, 1].flatMap((day) => Array.from({ length: 300 }, (_, n) => row(day, n))),
  );
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const openDay = (day: number) =>
  openStoredRows(clickhouse.store, { model: "prices", from: START + day * DAY, to: START + (day + 1) * DAY, name: `day ${day}` });

test("captured rows: a column for each feature and prediction, what was sent as missing is missing", async () => {
  const asked = { ...(await plainComparison()), relations: { predictions: ["price"] } };
  const made = await compareDataSets(await openDay(0), await openDay(1), asked);
  expect(made).toMatchObject({ reference: { name: "day 0", rows: 300 }, current: { rows: 300 } });
  expect(Object.fromEntries(made.columns.map(({ name, type, verdict }) => [name, `${type} ${verdict}`]))).toEqual({
    size: "numeric drifted",
    picture: "vector drifted",
    city: "categorical ok",
    rooms: "numeric ok",
    price: "numeric ok",
  });
  expect(made.columns.find(({ name }) => name === "rooms")?.missing).toEqual({ reference: 0.1, current: 0.1 });
  expect(made.columns.find(({ name }) => name === "city")?.sides.reference).toMatchObject({ rows: 300, distinct: 3 });
});

test("a name that came as a number and as a category is the one that most rows have, and no other column reads it", async () => {
  const row = (n: number): object => ({
    event_time: START + 5 * DAY + n * 1000,
    received_time: START + 5 * DAY + n * 1000,
    model: "prices",
    request_id: `both-${n}`,
    row_number: 0,
    feature_numbers: n % 3 === 0 ? { code: n } : {},
    feature_categories: { ...(n % 3 === 0 ? {} : { code: `c${n % 2}` }), zone: `z${n % 5}` },
  });
  await clickhouse.store.insert(
    "inferences",
    Array.from({ length: 60 }, (_, n) => row(n)),
  );
  const day = await openDay(5);
  expect([...day.columns].map(([name, { nature }]) => [name, nature])).toEqual([
    ["code", "string"],
    ["zone", "string"],
  ]);
  const levels = async (name: string) => {
    const column = day.columns.get(name);
    return column === undefined ? null : [...((await readCategories(day, name, column, { truth: null, numbers: false }))?.sample.counts.keys() ?? [])].sort();
  };
  expect([await levels("code"), await levels("zone")]).toEqual([
    ["c0", "c1"],
    ["z0", "z1", "z2", "z3", "z4"],
  ]);
  // Both at once, as the look into strings and the multivariate methods read them.
  const both = await readSample(clickhouse.store, await relationSource(day), ["code", "zone"], 1, 1);
  expect(new Set(both.get("zone"))).toEqual(new Set(["z0", "z1", "z2", "z3", "z4"]));
});

test("a range without rows is said", async () => {
  await expect(openDay(9)).rejects.toThrow('reading day 9: the store has no rows of the model "prices" in that range');
});
