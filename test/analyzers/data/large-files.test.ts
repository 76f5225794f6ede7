import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataSet } from "../../../analyzers/data/data-set.ts";
import type { DeclaredFile } from "../../../analyzers/data/files/declared-file.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { plainSql } from "../../../analyzers/data/plain-sql.ts";
import { learnSchema } from "../../../analyzers/schema/learn-schema.ts";
import { readFacts } from "../../../analyzers/schema/read-data.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-large-"));
  clickhouse = await startTestClickHouse();
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const store = () => Promise.resolve(clickhouse.store);
/** Everything is too large to be held. */
const LOADED = { heldBytes: 4, heldWideBytes: 4, heldDocumentBytes: 1e6 };

async function texts(data: DataSet): Promise<Readonly<Record<string, readonly (string | null)[]>>> {
  const names = [...data.columns.keys()];
  const { store: engine, table, parameters, rowNumber } = await data.tableOf(names);
  const columns = names.map((name) => data.columns.get(name)).filter((column) => column !== undefined);
  const rows = await engine.query<{ cells: readonly (string | null)[] }>(
    `SELECT [${columns.map((column) => `toString(${plainSql(column).sql})`).join(", ")}] AS cells FROM ${table} ORDER BY ${rowNumber}`,
    parameters,
  );
  return Object.fromEntries(names.map((name, place) => [name, rows.map(({ cells }) => cells[place] ?? null)]));
}

describe("what is loaded into the database reads as what is held in memory", () => {
  const cases: readonly [string, string, string | Buffer, DeclaredFile?][] = [
    ["comma", "a.csv", "id,city,price\n1,Bonn,1.5\n2,,NA\n3,Paris,-2\n"],
    ["semicolon and decimal comma", "b.csv", "id;city;price\n1;Bonn;1,5\n2;Köln;\n3;Paris;-2.000,25\n"],
    ["Latin-1", "c.csv", Buffer.from("id,city\n1,Köln\n2,Zürich\n", "latin1")],
    ["UTF-16", "d.csv", Buffer.from("\ufeffid\tcity\n1\tKöln\n2\tZürich\n", "utf16le")],
    ["gzip", "e.csv.gz", gzipSync("id,city\n1,Köln\n2,Zürich\n")],
    ["quotes and line ends in names and values", "f.csv", '"the\nid",o\'k,"b\\s"\n1,"x, ""y""",z\n2,"line\nend",NA\n'],
    ["no header", "g.csv", "1,x\n2,y\n"],
    ["names twice, numbers of rows", "h.csv", ",a,a\n0,1,x\n1,2,y\n"],
    ["money and day first", "i.csv", 'price,day\n"$1,234.50",31/01/2025\n$7,02/01/2025 8:00 PM\n'],
    ["months by name, before 1900 and after 2299", "j.csv", "n,day\n1,2 Jan 1850\n2,31 December 9999\n"],
    ["JSON lines, with a key that only later rows have", "k.jsonl", '{"id":1,"o\'k":"x"}\n{"id":2,"late":true}\n'],
    ["declared missing", "l.csv", "a,b\n-999,NA\n1,x\n", { missing: ["-999", "NA"] }],
  ];
  test.each(cases)("%s", async (_, file, content, declared = {}) => {
    await writeFile(join(folder, file), content);
    const [held, loaded] = [await openDataFile(store, join(folder, file), declared), await openDataFile(store, join(folder, file), declared, LOADED)];
    expect([...held.columns.values()].some((column) => column.held === null)).toBe(false);
    expect([...loaded.columns.values()].some((column) => column.held !== null)).toBe(false);
    const natures = ({ columns }: DataSet): readonly unknown[] => [...columns].map(([name, { nature }]) => [name, nature]);
    expect(natures(loaded)).toEqual(natures(held));
    const seconds = (all: Readonly<Record<string, readonly (string | null)[]>>): unknown =>
      JSON.parse(JSON.stringify(all).replaceAll(/(\d) (\d{2}:\d{2}:\d{2})\.000/g, "$1T$2Z"));
    expect(seconds(await texts(loaded))).toEqual(seconds(await texts(held)));
    const learned = async (data: DataSet) => {
      const { rows, facts } = await readFacts(data);
      return learnSchema("x", rows, facts).columns.map(({ name, type }) => [name, type]);
    };
    expect(await learned(loaded)).toEqual(await learned(held));
    await held.close();
    await loaded.close();
  });

  test.each([
    ["too many values", "a,b\n1,2\n4,5,6\n", /bad\.csv: line 3: it has 3 values/],
    ["an open quote", 'a,b\n1,2\n3,"4\n5,6\n', /bad\.csv: line 3: a quote opens and never closes/],
    ["a quote that swallows rows", ['a,b\n1,"x\n', "2,y\n".repeat(6), '3,z"\n4,w\n'].join(""), /bad\.csv: line 2: a quoted value in column 2 spans 8 lines/],
  ])("bad rows are named by their line: %s", async (_, content, message) => {
    await writeFile(join(folder, "bad.csv"), content);
    await expect(openDataFile(store, join(folder, "bad.csv"), {}, LOADED)).rejects.toThrow(message);
  });

  test("nothing that was made stays", async () => {
    const left = await clickhouse.store.query<{ name: string }>("SELECT name FROM system.tables WHERE name LIKE 'file\\_%'");
    expect(left).toEqual([]);
  });
});

describe("formats that say what they hold", () => {
  test.each([
    ["Parquet", "x.parquet"],
    ["Arrow", "x.arrow"],
    ["ArrowStream", "y.arrow"],
    ["ORC", "x.orc"],
    ["Avro", "x.avro"],
  ])("%s: names, structs, dates and numbers", async (format, file) => {
    const path = join(folder, file);
    const names = format === "Avro" ? ["o_k", "b_s"] : ["`o'k`", "`b\\\\s`"];
    await clickhouse.store.command(
      `INSERT INTO FUNCTION file({path: String}, '${format}') SELECT toFloat64(number) AS ${names[0]}, concat('t', toString(number)) AS ${names[1]}${format === "Avro" ? "" : ", CAST((number, 'x'), 'Tuple(age Float64, city String)') AS user"} FROM numbers(3)`,
      { path },
    );
    const data = await openDataFile(store, path);
    expect([...data.columns].map(([name, { nature }]) => [name, nature])).toEqual([
      [format === "Avro" ? "o_k" : "o'k", "number"],
      [format === "Avro" ? "b_s" : "b\\s", "string"],
      ...(format === "Avro"
        ? []
        : [
            ["user_age", "number"],
            ["user_city", "string"],
          ]),
    ]);
    expect(data.rows).toBe(3);
    await data.close();
  });
});
