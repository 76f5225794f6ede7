import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import type { DeclaredFile } from "../../../analyzers/data/files/declared-file.ts";
import { type CompareOptions, compareDataSets } from "../../../analyzers/report/compare-data-sets.ts";
import type { DriftReport } from "../../../analyzers/report/drift-report.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { createStore } from "../../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../../collector/clickhouse/engine/embedded-engine.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { plainComparison } from "./support/plain-comparison.ts";

/** Inputs that people reported trouble with in other tools; what is right of each. */
const CASES = join(import.meta.dirname, "../../fixtures/reading");

const stack = new AsyncDisposableStack();
let folder: string;
let plain: CompareOptions;
let started: Promise<Store> | undefined;
const store = (): Promise<Store> => (started ??= start());

async function start(): Promise<Store> {
  const engine = stack.use(await startEmbeddedEngine({ directory: join(folder, "engine") }));
  return stack.use(createStore({ ...engine, database: "default" }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-reading-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  plain = await plainComparison();
});
afterAll(() => stack.disposeAsync());

async function compared(reference: string, current: string, declared: DeclaredFile = {}): Promise<DriftReport> {
  const sides = [await openDataFile(store, reference, declared), await openDataFile(store, current, declared)] as const;
  return compareDataSets(...sides, plain);
}

const drifted = ({ columns }: DriftReport): readonly string[] =>
  columns
    .filter((column) => column.drifted)
    .map(({ name }) => name)
    .sort();
const typeOf = ({ columns }: DriftReport, name: string): string | undefined => columns.find((column) => column.name === name)?.type;

describe("each case is read right", () => {
  const cases: readonly {
    readonly name: string;
    readonly ending?: string;
    readonly rows: number;
    readonly drifted?: readonly string[];
    readonly types?: Readonly<Record<string, string>>;
    readonly said?: RegExp;
  }[] = [
    { name: "csv-blank-line-and-total", rows: 601, said: /line 603, column 1, looks like a total/ },
    { name: "csv-bom-crlf", rows: 600, types: { age: "numeric", city: "categorical" } },
    { name: "csv-booleans-spelled", rows: 600, types: { a: "boolean", dd: "boolean" } },
    { name: "csv-currency-shifted", rows: 600, drifted: ["net", "price"], types: { price: "numeric", net: "numeric" } },
    { name: "csv-duplicate-names", rows: 600, drifted: ["amount.1"], said: /the name "amount" is there 2 times/ },
    { name: "csv-no-header", rows: 600, said: /first line looks like values/ },
    { name: "csv-quoted-newlines", rows: 600 },
    { name: "csv-semicolon-decimal-comma", rows: 600, drifted: ["einkommen"], said: /read as CSV; semicolon; decimal comma/ },
    { name: "csv-semicolon-points", rows: 600, drifted: ["income"], said: /semicolon/ },
    { name: "csv-sentinel-dates", rows: 600, drifted: ["ends"], types: { ends: "datetime" } },
    { name: "csv-utf16-both", rows: 600, types: { age: "numeric" }, said: /UTF-16/ },
    { name: "dates-day-first-times-shifted", rows: 600, drifted: ["when"], types: { when: "datetime" }, said: /day first/ },
    { name: "json-columns-orient", ending: ".json", rows: 600, types: { age: "numeric", plan: "categorical" }, said: /columns orient/ },
    { name: "jsonl-nan", ending: ".jsonl", rows: 600, types: { age: "numeric" } },
    { name: "name-apostrophe", rows: 600, types: { "o'k": "numeric" } },
    { name: "name-newline-header", rows: 600, types: { "Total\nAmount": "numeric", "Driver's age": "numeric", plan: "categorical" } },
    { name: "parquet-sentinel-dates", ending: ".parquet", rows: 600, types: { born: "datetime", far: "datetime" } },
    { name: "parquet-struct-shift", ending: ".parquet", rows: 600, drifted: ["user_age"] },
    { name: "parquet-type-changed", ending: ".parquet", rows: 600, drifted: ["a", "n"] },
    { name: "parquet-types", ending: ".parquet", rows: 600, types: { old_date: "datetime", map_k: "numeric", struct_city: "categorical" } },
    { name: "spark-directory", ending: ".parquet", rows: 600, said: /3 parts/ },
  ];
  test.each(cases)("$name", async ({ name, ending = ".csv", rows, drifted: expected = [], types = {}, said }) => {
    const made = await compared(join(CASES, name, `reference${ending}`), join(CASES, name, `current${ending}`));
    expect([made.reference.rows, made.current.rows]).toEqual([rows, rows]);
    expect(drifted(made)).toEqual(expected);
    for (const [column, type] of Object.entries(types)) expect([column, typeOf(made, column)]).toEqual([column, type]);
    if (said !== undefined) expect(made.notes.join("\n")).toMatch(said);
  });

  test("glob-braces: a name with braces that exists is that file", async () => {
    const made = await compared(join(CASES, "glob-braces/reference.csv"), join(CASES, "glob-braces/part{a,b}.csv"));
    expect([made.current.rows, drifted(made)]).toEqual([300, []]);
  });

  test.each([
    ["csv-quote-swallows", /current\.csv: line 102: a quoted value in column 3 spans 301 lines that look like rows/],
    ["csv-stray-quote", /current\.csv: line 102: there is text behind a closing quote/],
  ])("%s is refused, with its line", async (name, message) => {
    await expect(compared(join(CASES, name, "reference.csv"), join(CASES, name, "current.csv"))).rejects.toThrow(message);
    const made = await compared(join(CASES, name, "reference.csv"), join(CASES, name, "current.csv"), { skipBadRows: true });
    expect(made.notes.join("\n")).toMatch(/1 bad row was left out: line 102/);
  });
});

describe("what a column is does not hang on where its values stand", () => {
  const written = async (name: string, header: string, row: (place: number) => string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, `${header}\n${Array.from({ length: 30_000 }, (_, place) => row(place)).join("\n")}\n`);
    return path;
  };

  test("empty at first (late-column-shifted)", async () => {
    const side = (name: string, shift: number): Promise<string> => {
      const random = seededRandom(7);
      return written(name, "old,late_number,late_time", (place) =>
        place < 21_000
          ? `${place % 9},,`
          : `${place % 9},${(50 + 10 * random() + shift).toFixed(6)},${new Date(1.735e12 + shift * 864e6 + 1e10 * random()).toISOString().slice(0, 19)}`,
      );
    };
    const made = await compared(await side("late-a.csv", 0), await side("late-b.csv", 40));
    expect([typeOf(made, "late_number"), typeOf(made, "late_time"), drifted(made)]).toEqual(["numeric", "datetime", ["late_number", "late_time"]]);
  });

  test("numbers first, text after (sorted-codes)", async () => {
    const side = (name: string, letter: string): Promise<string> =>
      written(name, "code,v", (place) => `${place < 21_000 ? 100 * (1 + (place % 3)) : `${letter}${place % 3}X`},${place % 7}`);
    const made = await compared(await side("codes-a.csv", "A"), await side("codes-b.csv", "D"));
    expect([typeOf(made, "code"), drifted(made)]).toEqual(["categorical", ["code"]]);
  });
});
