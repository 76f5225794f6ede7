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

describe("what one file spells otherwise than another keeps to the schema of either", () => {
  /** 400 rows of `n` and `c`, which is written by a number from 0 to 1. */
  const written = (seed: number, write: (value: number) => string, shift = 0): string => {
    const random = seededRandom(seed);
    return `n,c\n${Array.from({ length: 400 }, (_, row) => `${row % 7},${write(random() + shift)}`).join("\n")}\n`;
  };
  const held = async (learned: string, checked: string): Promise<readonly unknown[]> => {
    const own = await learnFrom("learned.csv", learned);
    return checkAgainstSchema(own, await readChecked(await open("checked.csv", checked), own)).map(({ column, kind }) => [column, kind]);
  };

  const SPELLED = [
    ["True", "False"],
    ["1", "0"],
    ["yes", "no"],
    ["Y", "N"],
    ["t", "f"],
    ["on", "off"],
    ["1.0", "0.0"],
  ] as const;
  test.each(SPELLED.flatMap((one) => SPELLED.map((other) => [one.join("/"), other.join("/"), one, other] as const)))(
    "truth values: %s, then %s",
    async (_, _other, one, other) => {
      const spell =
        ([yes, no]: readonly [string, string]) =>
        (value: number): string =>
          value < 0.3 ? yes : no;
      expect(await held(written(1, spell(one)), written(2, spell(other)))).toEqual([]);
    },
  );

  test.each([
    ["a word that is none", (value: number) => (value < 0.3 ? "yes" : value < 0.5 ? "maybe" : "no")],
    ["numbers that are none", (value: number) => String(Math.floor(3 * value))],
  ])("truth values: %s is named", async (_, write) => {
    expect(
      await held(
        written(1, (value) => String(value < 0.3)),
        written(2, write),
      ),
    ).toEqual([["c", "boolTypeUnexpectedString"]]);
  });

  const day = (value: number): Date => new Date(Date.UTC(2025, 0, 1) + Math.floor(value * 11) * 864e5);
  const TIMES = [
    ["year first, with slashes", (value: number) => `${day(value).toISOString().slice(0, 10).replaceAll("-", "/")} 8:30 AM`],
    ["day first", (value: number) => `${day(value + 1.5).getUTCDate()}.1.2025`],
    ["day or month first", (value: number) => `${String(day(value).getUTCDate()).padStart(2, "0")}/01/2025`],
    ["months by name", (value: number) => `${day(value).getUTCDate()} Jan 2025`],
    ["without signs", (value: number) => `202501${String(day(value).getUTCDate()).padStart(2, "0")}T083000Z`],
  ] as const;
  test.each(TIMES.flatMap(([name, write]) => TIMES.map(([other, rewrite]) => [name, other, write, rewrite] as const)))(
    "times: %s, then %s",
    async (_, _other, write, rewrite) => {
      expect((await learnFrom("learned.csv", written(1, write))).columns[1]?.type).toBe("time");
      expect(await held(written(1, write), written(2, rewrite))).toEqual([]);
    },
  );

  test("infinite numbers keep to a schema that has learned of them, ten times as many do not", async () => {
    const write =
      (share: number) =>
      (value: number): string =>
        value < share ? "-Infinity" : value.toFixed(4);
    expect(await held(written(1, write(0.05)), written(2, write(0.05)))).toEqual([]);
    expect(await held(written(1, write(0.05)), written(2, write(0.5)))).toEqual([["c", "floatTypeHasInf"]]);
    expect(await held(written(1, write(0)), written(2, write(0.05)))).toEqual([["c", "floatTypeHasInf"]]);
  });

  test("codes with leading zeros are text, as report has them", async () => {
    const own = await learnFrom(
      "learned.csv",
      written(1, (value) => `00${Math.floor(value * 4)}`),
    );
    expect(own.columns[1]).toMatchObject({ type: "text", values: ["000", "001", "002", "003"] });
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
