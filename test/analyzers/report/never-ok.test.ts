import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { type CompareOptions, compareDataSets } from "../../../analyzers/report/compare-data-sets.ts";
import type { ReportColumn } from "../../../analyzers/report/drift-report.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { plainComparison } from "./support/plain-comparison.ts";

/** Values that cannot be compared, or that are only in part, are never called unchanged. */
let folder: string;
let plain: CompareOptions;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-never-"));
  plain = await plainComparison();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noStore = (): Promise<never> => Promise.reject(new Error("no database is needed for a small file"));

/** Column `x` of a comparison of two files. */
async function compared(reference: string, current: string, ending = "csv"): Promise<ReportColumn | undefined> {
  const sides = await Promise.all(
    [reference, current].map(async (content, place) => {
      const path = join(folder, `${place}.${ending}`);
      await writeFile(path, content);
      return openDataFile(noStore, path);
    }),
  );
  const [left, right] = sides;
  if (left === undefined || right === undefined) throw new RangeError("both sides are there");
  return (await compareDataSets(left, right, plain)).columns.find(({ name }) => name === "x");
}

/** 600 rows; `x` by a number that is 2,000 to 2,500, or 500 more. */
function side(seed: number, shift: number, write: (value: number) => string): string {
  const random = seededRandom(seed);
  return `n,x\n${Array.from({ length: 600 }, (_, row) => `${row % 7},${write(2000 + 500 * random() + shift)}`).join("\n")}\n`;
}

const two = (value: number): string => String(value).padStart(2, "0");
const moment = (value: number): string => new Date(Date.UTC(2025, 0, 1) + (value - 2000) * 864e4).toISOString();

describe("a shift is drift, in whatever writing", () => {
  const cases: readonly [string, string, (value: number) => string][] = [
    ["numbers after 10 % of a word", "numeric", (value) => (value % 10 < 1 ? "NA" : value.toFixed(2))],
    ["decimal commas in quotes", "numeric", (value) => `"${value.toFixed(2).replace(".", ",")}"`],
    ["percent", "numeric", (value) => `${value.toFixed(1)} %`],
    ["money with thousands", "numeric", (value) => `"$${value.toFixed(2).replace(/(\d)(\d{3}\.)/, "$1,$2")}"`],
    ["the basic form of ISO 8601", "datetime", (value) => `${moment(value).slice(0, 19).replaceAll(/[-:]/g, "")}Z`],
    [
      "a web server's log",
      "datetime",
      (value) => `${moment(value).slice(8, 10)}/${new Date(moment(value)).toUTCString().slice(8, 11)}/2025:${moment(value).slice(11, 19)} +0000`,
    ],
    [
      "a clock of twelve hours",
      "datetime",
      (value) =>
        `${moment(value).slice(0, 10)} ${two(Number(moment(value).slice(11, 13)) % 12 || 12)}:30 ${Number(moment(value).slice(11, 13)) < 12 ? "AM" : "PM"}`,
    ],
  ];
  test.each(cases)("%s", async (_, type, write) => {
    const column = await compared(side(1, 0, write), side(2, 500, write));
    expect([column?.type, column?.verdict]).toEqual([type, "drifted"]);
    expect((await compared(side(1, 0, write), side(3, 0, write)))?.verdict).toBe("ok");
  });
});

describe("what tells nothing is noData, and says why", () => {
  test("texts without words that all differ, of one length", async () => {
    const write = (value: number): string => `k${String(Math.floor(value * 1e9) % 1e6).padStart(6, "0")}`;
    const column = await compared(side(1, 0, write), side(2, 0, write));
    expect([column?.verdict, column?.note]).toEqual(["noData", expect.stringContaining("nearly all values differ; an id?")]);
  });

  test("the same of another length is drift", async () => {
    expect(
      (
        await compared(
          side(1, 0, (value) => `k${value.toFixed(6)}`),
          side(2, 0, (value) => `k${value.toFixed(12)}`),
        )
      )?.verdict,
    ).toBe("drifted");
  });

  test("one currency, then another", async () => {
    const column = await compared(
      side(1, 0, (value) => `$${value.toFixed(2)}`),
      side(2, 0, (value) => `EUR ${value.toFixed(2)}`),
    );
    expect([column?.verdict, column?.note]).toEqual(["noData", "the reference is written in $, the current data in €; one unit would be right"]);
  });

  test("several currencies in one column", async () => {
    const write = (value: number): string => `${value % 3 < 1 ? "$" : "€"}${value.toFixed(2)}`;
    const column = await compared(side(1, 0, write), side(2, 0, write));
    expect([column?.verdict, column?.note]).toEqual([
      "noData",
      expect.stringMatching(/^its numbers are written in several units: € \(\d+ rows\), \$ \(\d+ rows\); one unit/),
    ]);
  });

  test.each([
    [1, 1, "noData"],
    [3, 3, "noData"],
    [5, 5, "ok"],
    [1, 600, "ok"],
  ])("%i rows against %i: %s", async (left, right, verdict) => {
    const rows = (count: number): string => Array.from({ length: count }, (_, row) => `{"x":${row},"y":"a"}`).join("\n");
    const column = await compared(rows(left), rows(right), "jsonl");
    expect(column?.verdict).toBe(verdict);
    if (verdict === "noData") expect(column?.summary).toBe("x cannot be judged: there are so few rows that no difference could have shown.");
  });
});
