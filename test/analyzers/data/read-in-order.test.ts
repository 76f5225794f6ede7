import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { levelsInOrder, numbersInOrder, type OrderedColumn, readInOrder, timesInOrder } from "../../../analyzers/data/read-in-order.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { delimited, type WrittenColumn, writtenByEngine } from "./support/write-table.ts";

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-order-"));
  clickhouse = await startTestClickHouse();
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** More than the database takes in one block; it is handed Parquet in one query, which holds fewer. */
const [ROWS, FEW] = [70_000, 4_000];
const START = Date.UTC(2026, 0, 1);
const columnsOf = (rows: number): readonly WrittenColumn[] => [
  { name: "number", kind: "number", values: Array.from({ length: rows }, (_, row) => (row % 7 === 3 ? null : ((row * 7919) % 1000) / 10)) },
  {
    name: "class",
    kind: "text",
    values: Array.from({ length: rows }, (_, row) => (row % 11 === 5 ? null : (["red", "green", "blue"][(row * 31) % 3] ?? null))),
  },
  { name: "truth", kind: "truth", values: Array.from({ length: rows }, (_, row) => row % 5 < 2) },
  { name: "time", kind: "time", values: Array.from({ length: rows }, (_, row) => START + row * 60_000) },
];

describe("columns in the order of the rows, wherever they lie", () => {
  test.each([
    { name: "CSV, held", writing: "csv", rows: FEW, limits: undefined },
    { name: "CSV, loaded into the database", writing: "csv", rows: ROWS, limits: { heldBytes: 4, heldWideBytes: 4, heldDocumentBytes: 1e6 } },
    { name: "Parquet, in its place", writing: "parquet", rows: FEW, limits: undefined },
  ])("$name", async ({ writing, rows, limits }) => {
    const columns = columnsOf(rows);
    const store = () => Promise.resolve(clickhouse.store);
    const path = join(folder, `table.${writing}`);
    await (writing === "csv" ? writeFile(path, delimited(columns, ",", "\n")) : writtenByEngine(columns, path, "Parquet", clickhouse.store));
    const data = await openDataFile(store, path, {}, limits);
    const read = await readInOrder(data, ["number", "class", "truth", "time"]);
    const of = (name: string): OrderedColumn => {
      const column = read.get(name);
      if (column === undefined) throw new Error(`no column ${name}`);
      return column;
    };
    expect(numbersInOrder(of("number")).length).toBe(rows);
    expect([...numbersInOrder(of("number"))]).toEqual(columns[0]?.values.map((value) => value ?? Number.NaN));
    const { codes, levels } = levelsInOrder(of("class"));
    expect(Array.from(codes, (code) => levels[code] ?? null)).toEqual(columns[1]?.values);
    const truths = levelsInOrder(of("truth"));
    expect(Array.from(truths.codes, (code) => truths.levels[code]?.toLowerCase() === "true")).toEqual(columns[2]?.values);
    expect([...timesInOrder(of("time"))]).toEqual(columns[3]?.values);
    await data.close();
  });
});
