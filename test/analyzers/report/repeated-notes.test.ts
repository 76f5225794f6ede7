import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { type CompareOptions, compareDataSets } from "../../../analyzers/report/compare-data-sets.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { plainComparison } from "./support/plain-comparison.ts";

const ROWS = 600;

let clickhouse: TestClickHouse;
let folder: string;
let plain: CompareOptions;
let asked = 0;
const store = (): Promise<Store> => {
  asked += 1;
  return Promise.resolve(clickhouse.store);
};
beforeAll(async () => {
  [clickhouse, plain, folder] = [await startTestClickHouse(), await plainComparison(), await mkdtemp(join(tmpdir(), "tidemark-repeated-"))];
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const random = seededRandom(3);
const measured = (rows: number): string[] => Array.from({ length: rows }, (_, row) => `${normal(random).toFixed(6)},${"abc"[row % 3]}`);
const levels = (rows: number): string[] => Array.from({ length: rows }, (_, row) => `${row % 4},${"abc"[row % 3]}`);
const [first, second] = [measured(ROWS), measured(ROWS)];

async function notesOf(reference: readonly string[], current: readonly string[]): Promise<readonly string[]> {
  const sides = await Promise.all(
    [["a.csv", reference] as const, ["b.csv", current] as const].map(async ([name, rows]) => {
      await writeFile(join(folder, name), `x,c\n${rows.join("\n")}\n`);
      return openDataFile(store, join(folder, name));
    }),
  );
  const [before, now] = sides;
  if (before === undefined || now === undefined) throw new Error("two sides were opened");
  const { notes } = await compareDataSets(before, now, plain);
  return notes.filter((note) => note.includes("repeat"));
}

const thrice = [...second, ...second, ...second];

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  [
    "a file three times over",
    first,
    thrice,
    ["66.7 % of the rows of b.csv repeat another one, 0 % of those of a.csv: is it, or a part of it, there twice, or recorded more coarsely?"],
  ],
  [
    "the reference twice",
    [...first, ...first],
    second,
    ["50.0 % of the rows of a.csv repeat another one, 0 % of those of b.csv: is it, or a part of it, there twice, or recorded more coarsely?"],
  ],
  [
    "a quarter of it twice",
    first,
    [...second, ...second.slice(0, ROWS / 4)],
    ["20.0 % of the rows of b.csv repeat another one, 0 % of those of a.csv: is it, or a part of it, there twice, or recorded more coarsely?"],
  ],
  ["other values, none twice", first, second, []],
  ["both sides twice", [...first, ...first], [...second, ...second], []],
  [
    "rounded: values repeat, rows do as well, by nature",
    first,
    second.map((row) => row.replace(/\.\d+/, "")),
    ["97.3 % of the rows of b.csv repeat another one"],
  ],
  ["few levels, more rows: they repeat by nature", levels(ROWS), levels(10 * ROWS), []],
])("%s", async (_, reference, current, expected) => {
  const notes = await notesOf(reference, current);
  expect(notes).toHaveLength(expected.length);
  for (const [place, words] of expected.entries()) expect(notes[place]).toContain(words);
});

test("where nothing repeats no row is read again, nor a database asked for", async () => {
  asked = 0;
  await notesOf(first, second);
  expect(asked).toBe(0);
});
