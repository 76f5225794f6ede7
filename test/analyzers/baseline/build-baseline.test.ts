import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import { loadBaseline, saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { baselineConfig } from "../../../analyzers/baseline/baseline-config.ts";
import { buildBaseline } from "../../../analyzers/baseline/build-baseline.ts";
import { bucketOf, columnSample, numericSample } from "../../../analyzers/statistics/sample.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

const schema = modelSchema.parse({
  name: "m",
  version: "1",
  task: "binary",
  score: "p",
  prediction: "class",
  features: [
    { name: "x y", type: "numeric", unit: "°F" },
    { name: "kind", type: "categorical" },
  ],
});
const rows = [
  ["2013-01-01T06:00:00Z", "1.5", "a", "1", "0.9", "1"],
  ["2013-01-01T07:00:00Z", "", "b", "0", "0.25", "0"],
  ["2013-01-02T04:59:00Z", "2.5", "", "", "0.5", "1"],
  ["2013-01-02T05:00:00Z", "nan", "a", "1", "0.25", "0"],
] as const;
const names = ["event_time", "x y", "kind", "truth", "p", "class"] as const;
const csv = [names.join(","), ...rows.map((row) => row.join(","))].join("\n").concat("\n");
const jsonl = rows.map((row) => JSON.stringify(Object.fromEntries(names.map((name, index) => [name, row[index] === "" ? null : row[index]])))).join("\n");

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-baseline-"));
  clickhouse = await startTestClickHouse();
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function build(file: string, content: string | Buffer): Promise<Baseline> {
  const path = join(folder, file);
  await writeFile(path, content);
  return buildBaseline(clickhouse.store, { path, name: "training", schema, timeZone: "America/New_York", label: "truth" });
}

describe("a baseline of four rows", () => {
  test("blocks are days of the zone", async () => {
    const { blocks } = await build("b.csv", csv);
    expect(blocks.map((block) => [new Date(block.start).toISOString(), (block.end - block.start) / 3_600_000, block.rows])).toEqual([
      ["2013-01-01T05:00:00.000Z", 24, 3],
      ["2013-01-02T05:00:00.000Z", 24, 1],
    ]);
  });

  test("for windows of an hour blocks are hours, and performance is still a day's", async () => {
    const path = join(folder, "hours.csv");
    await writeFile(path, csv);
    const hourly = await buildBaseline(clickhouse.store, { path, name: "training", schema, timeZone: "America/New_York", label: "truth", window: "1h" });
    expect(hourly.blocks.map((block) => [new Date(block.start).toISOString(), (block.end - block.start) / 3_600_000, block.rows])).toEqual([
      ["2013-01-01T06:00:00.000Z", 1, 1],
      ["2013-01-01T07:00:00.000Z", 1, 1],
      ["2013-01-02T04:00:00.000Z", 1, 1],
      ["2013-01-02T05:00:00.000Z", 1, 1],
    ]);
    expect(hourly.columns[0]?.blocks.map((block) => block.missing)).toEqual([0, 1, 0, 1]);
    expect(hourly.performance).toEqual((await build("b.csv", csv)).performance);
  });

  test("columns are the features, the score and the predicted class; an empty cell and NaN are missing", async () => {
    const { columns } = await build("b.csv", csv);
    expect(columns.map(({ name, kind, type, unit }) => [name, kind, type, unit])).toEqual([
      ["x y", "feature", "numeric", "°F"],
      ["kind", "feature", "categorical", null],
      ["p", "prediction", "numeric", null],
      ["class", "prediction", "categorical", null],
    ]);
    expect(columns.map((column) => column.blocks.map((block) => block.missing))).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
    expect(columns[1]?.blocks[0]?.counts).toEqual(
      new Map([
        ["a", 1],
        ["b", 1],
      ]),
    );
  });

  test("buckets are those that the grid gives in JavaScript", async () => {
    const { columns } = await build("b.csv", csv);
    const grid = columns[0]?.grid;
    if (!grid || !columns[0]) throw new Error("no grid");
    expect(columns[0].blocks[0]?.counts).toEqual(
      new Map([
        [bucketOf(1.5, grid), 1],
        [bucketOf(2.5, grid), 1],
      ]),
    );
    const sample = columnSample(columns[0], columns[0].blocks);
    const exact = numericSample([1.5, 2.5]);
    if (sample.type !== "numeric") throw new Error("not numeric");
    for (const [index, value] of sample.values.entries()) expect(value).toBeCloseTo(exact.values[index] ?? 0, 1);
  });

  test("performance is over labelled rows", async () => {
    const { performance } = await build("b.csv", csv);
    expect(performance?.map(({ labelled, positives, correct }) => [labelled, positives, correct])).toEqual([
      [2, 1, 2],
      [1, 1, 0],
    ]);
    expect(performance?.[0]?.sumScore).toBeCloseTo(1.15, 12);
    expect(performance?.[0]?.scoresOfPositives[90]).toBe(1);
  });

  test.each([
    ["b.csv.gz", gzipSync(csv)],
    ["b.jsonl", jsonl],
  ] as const)("%s gives the same counts as the CSV", async (file, content) => {
    const [other, same] = [await build(file, content), await build("b.csv", csv)];
    expect({ ...other, id: "", source: "" }).toEqual({ ...same, id: "", source: "" });
  });
});

test("Parquet with real times, numbers and nulls gives the same counts", async () => {
  const path = join(folder, "b.parquet");
  const same = await build("b.csv", csv);
  await clickhouse.store.command(
    `INSERT INTO FUNCTION file({path: String}, 'Parquet') SELECT parseDateTime64BestEffort(event_time, 3, 'UTC') AS event_time, toFloat64OrNull(\`x y\`) AS \`x y\`, nullIf(kind, '') AS kind,
      toInt32OrNull(truth) AS truth, toFloat64(p) AS p, toInt32(class) AS class FROM file({csv: String}, 'CSVWithNames', 'event_time String, \`x y\` String, kind String, truth String, p String, class String')`,
    { path, csv: join(folder, "b.csv") },
  );
  const parquet = await buildBaseline(clickhouse.store, { path, name: "training", schema, timeZone: "America/New_York", label: "truth" });
  expect({ ...parquet, id: "", source: "" }).toEqual({ ...same, id: "", source: "" });
});

test("saved and loaded it is the same; its grids are the rollups'; made again it has the same id", async () => {
  const baseline = await build("b.csv", csv);
  await saveBaseline(clickhouse.store, baseline, 1_000_000);
  expect(await loadBaseline(clickhouse.store, { model: "m", name: "training" })).toEqual(baseline);
  expect(await loadBaseline(clickhouse.store, { model: "m", name: "training", id: baseline.id })).toEqual(baseline);
  expect(await loadBaseline(clickhouse.store, { model: "m", name: "other" })).toBeNull();
  const grids = await clickhouse.store.query("SELECT feature, grid FROM grids WHERE model = 'm' ORDER BY feature");
  expect(grids).toEqual([
    { feature: "p", grid: 1 },
    { feature: "x y", grid: 1 },
  ]);
  expect((await build("b.csv", csv)).id).toBe(baseline.id);
});

test("another file keeps the grids that the rollups use where they are fine enough, and asks for new ones where not", async () => {
  await saveBaseline(clickhouse.store, await build("b.csv", csv), 1_000_000);
  const fine = await build("c.csv", csv.replace("2.5", "99"));
  const coarse = await build("d.csv", csv.replace("1.5", "1000.001").replace("2.5", "1000.002"));
  expect([fine, coarse].map(({ columns }) => [columns[0]?.grid?.grid, columns[2]?.grid?.grid])).toEqual([
    [1, 1],
    [2, 1],
  ]);
});

describe("what cannot be a baseline is refused with a reason", () => {
  const cases: readonly [string, string, string, RegExp][] = [
    ["a column is lacking", "c.csv", "event_time,kind\n2013-01-01T00:00:00Z,a\n", /has no column "x y"; it has event_time, kind/],
    ["no row has a time", "d.csv", csv.replaceAll("2013", "year"), /no row has a time/],
    ["what is no data file", "e.bin", "\u0000\u0001\u0002", /neither its name nor its content say what it is/],
  ];
  test.each(cases)("%s", async (_, file, content, message) => {
    await expect(build(file, content)).rejects.toThrow(message);
  });

  test("a file that is not there", async () => {
    const request = { path: join(folder, "none.csv"), name: "t", schema, timeZone: "UTC" };
    await expect(buildBaseline(clickhouse.store, request)).rejects.toThrow(/there is no such file/);
  });
});

test("a file that the configuration declares is read so: without a header, in Latin-1, with decimal commas and words for missing", async () => {
  const path = join(folder, "declared.txt");
  await writeFile(path, Buffer.from("1,5|é|-999\n-999|b|0,5\n2,5|é|0,25\n", "latin1"));
  const config = baselineConfig.parse({ file: path, inputFormat: "csv", delimiter: "pipe", encoding: "latin1", decimal: ",", noHeader: true, missing: [-999] });
  if (config.kind !== "file") throw new Error("expected a file");
  const features = [
    { name: "f0", type: "numeric" },
    { name: "f1", type: "categorical" },
    { name: "f2", type: "numeric" },
  ];
  const declared = modelSchema.parse({ name: "m", task: "regression", features });
  const { columns } = await buildBaseline(clickhouse.store, {
    path,
    name: "training",
    schema: declared,
    timeZone: "UTC",
    ...(config.declared ? { declared: config.declared } : {}),
  });
  expect(columns.map(({ name, blocks }) => [name, blocks[0]?.missing])).toEqual([
    ["f0", 1],
    ["f1", 0],
    ["f2", 1],
  ]);
  expect(columns[1]?.blocks[0]?.counts).toEqual(
    new Map([
      ["b", 1],
      ["é", 2],
    ]),
  );
});
