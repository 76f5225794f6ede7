import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataSet } from "../../../analyzers/data/data-set.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { checkAgainstSchema } from "../../../analyzers/schema/check-against-schema.ts";
import type { DataSchema } from "../../../analyzers/schema/data-schema.ts";
import { learnSchema } from "../../../analyzers/schema/learn-schema.ts";
import { readChecked, readFacts } from "../../../analyzers/schema/read-data.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

let clickhouse: TestClickHouse;
let folder: string;
let schema: DataSchema;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-schema-"));
  clickhouse = await startTestClickHouse();
  schema = await learnFrom("training.csv", rows(1));
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function open(file: string, content: string | Buffer): Promise<DataSet> {
  await writeFile(join(folder, file), content);
  return openDataFile(() => Promise.resolve(clickhouse.store), join(folder, file));
}

async function learnFrom(file: string, content: string | Buffer): Promise<DataSchema> {
  const source = await open(file, content);
  const { rows: count, facts } = await readFacts(source);
  return learnSchema(source.name, count, facts);
}

async function anomaliesOf(file: string, content: string | Buffer): Promise<readonly unknown[]> {
  const data = await readChecked(await open(file, content), schema);
  return checkAgainstSchema(schema, data).map(({ column, kind, examples }) => [column, kind, ...examples]);
}

/** Rows of one source: id, plan, age (some away), score, joined, member. */
function rows(seed: number, change: (row: Record<string, string>) => Record<string, string> = (row) => row, count = 2000): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: count }, (_, index) => {
    const row = {
      id: `${seed}-${index}`,
      plan: ["basic", "plus", "pro"][Math.floor(3 * random())] ?? "",
      age: random() < 0.1 ? "" : String(18 + Math.floor(60 * random())),
      score: random().toFixed(5),
      joined: new Date(1.7e12 + 1e9 * random()).toISOString(),
      member: String(random() < 0.5),
    };
    return change(row);
  });
  return `${Object.keys(lines[0] ?? {}).join(",")}\n${lines.map((line) => Object.values(line).join(",")).join("\n")}\n`;
}

describe("data of the same source keep to it, in every format", () => {
  test.each([2, 3, 4])("other rows %i", async (seed) => {
    expect(await anomaliesOf("other.csv", rows(seed))).toEqual([]);
  });

  test("gzip", async () => {
    expect(await anomaliesOf("other.csv.gz", gzipSync(rows(5)))).toEqual([]);
  });

  test("JSON lines, where no value is null and numbers and truth are no text", async () => {
    const [header = "", ...lines] = rows(6).trimEnd().split("\n");
    const names = header.split(",");
    const json = lines.map((line) => {
      const values = line
        .split(",")
        .map((value, column) =>
          value === "" ? null : ["age", "score"].includes(names[column] ?? "") ? Number(value) : names[column] === "member" ? value === "true" : value,
        );
      return JSON.stringify(Object.fromEntries(names.map((name, column) => [name, values[column]])));
    });
    expect(await anomaliesOf("other.jsonl", json.join("\n"))).toEqual([]);
  });
});

describe("what breaks it is named, with values", () => {
  const cases: readonly [string, string, readonly unknown[]][] = [
    [
      "a new value",
      rows(7, (row) => ({ ...row, plan: row["plan"] === "pro" ? "premium" : (row["plan"] ?? "") })),
      [["plan", "enumTypeUnexpectedStringValues", "premium"]],
    ],
    [
      "a column of words where there were few values",
      rows(7, (row) => ({ ...row, plan: `word-${row["id"]}` }), 3000),
      [["plan", "enumTypeUnexpectedStringValues", expect.any(String), expect.any(String), expect.any(String)]],
    ],
    [
      "numbers beyond both ends",
      rows(7, (row) => ({ ...row, score: String(3 * Number(row["score"]) - 1) })),
      [
        ["score", "floatTypeSmallFloat", expect.any(String), expect.any(String), expect.any(String)],
        ["score", "floatTypeBigFloat", expect.any(String), expect.any(String), expect.any(String)],
      ],
    ],
    [
      "one word among the numbers",
      rows(7, (row) => ({ ...row, age: row["id"] === "7-5" ? "old" : (row["age"] ?? "") })),
      [["age", "intTypeNotIntString", "old"]],
    ],
    [
      "fractions of years",
      rows(7, (row) => ({ ...row, age: row["age"] === "" ? "" : String(Number(row["age"]) - 0.5) })),
      [
        ["age", "intTypeSmallInt", "17.5"],
        ["age", "intTypeIntExpected", expect.any(String), expect.any(String), expect.any(String)],
      ],
    ],
    [
      "a column renamed",
      rows(7).replace("plan", "tariff"),
      [
        ["plan", "schemaMissingColumn"],
        ["tariff", "schemaNewColumn"],
      ],
    ],
    ["values that are away", rows(7, (row) => ({ ...row, age: "" })), [["age", "featureTypeNotPresent"]]],
    ["rows sent twice", rows(7, (row) => ({ ...row, id: String(row["id"]).replace(/\d$/, "0") })), [["id", "featureTypeLowUnique"]]],
  ];
  test.each(cases)("%s", async (_, content, expected) => {
    expect(await anomaliesOf("broken.csv", content)).toEqual(expected);
  });
});

test("learned from Parquet and from CSV it is the same, bounds in the precision of the file", async () => {
  await open("training.csv", rows(1));
  const path = join(folder, "training.parquet");
  await clickhouse.store.command(
    `INSERT INTO FUNCTION file({path: String}, 'Parquet') SELECT id, plan, toInt32OrNull(age) AS age, toFloat32(score) AS score, joined, member = 'true' AS member
      FROM file({csv: String}, 'CSVWithNames', 'id String, plan String, age String, score String, joined String, member String')`,
    { path, csv: join(folder, "training.csv") },
  );
  const source = await openDataFile(() => Promise.resolve(clickhouse.store), path);
  const { rows: count, facts } = await readFacts(source);
  const ofParquet = learnSchema("training.csv", count, facts);
  // What was true or false is a number 0 or 1 in this file.
  expect(ofParquet.columns.slice(0, 5)).toEqual(schema.columns.slice(0, 5));
  expect(checkAgainstSchema(ofParquet, await readChecked(source, ofParquet))).toEqual([]);
});

test("unchanged data break their schema in at most 1 % of the cases", async () => {
  const found = [];
  for (let seed = 100; seed < 130; seed++) found.push(...(await anomaliesOf("null.csv", rows(seed, undefined, 300))));
  expect(found).toEqual([]);
});
