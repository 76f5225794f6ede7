import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeclaredFile } from "../../../analyzers/data/files/declared-file.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { type CompareOptions, compareDataSets } from "../../../analyzers/report/compare-data-sets.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { zipped } from "../data/support/write-table.ts";
import { plainComparison } from "./support/plain-comparison.ts";

/** Inputs as people have them, a few hundred rows a side; what is right of each: what a column is, whether it moved, what is said. */
let folder: string;
let plain: CompareOptions;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-odd-"));
  plain = await plainComparison();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const noStore = (): Promise<never> => Promise.reject(new Error("no database is needed for a small file"));
const ROWS = 400;

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function compared(reference: string, current: string, declared: DeclaredFile = {}) {
  const sides = [await openDataFile(noStore, reference, declared), await openDataFile(noStore, current, declared)] as const;
  return compareDataSets(...sides, plain);
}

/** A column `x` of the values of a side, beside one that never changes. */
function csv(value: (random: () => number, row: number) => string, seed: number, { delimiter = ",", end = "\n" } = {}): string {
  const random = seededRandom(seed);
  const rows = Array.from({ length: ROWS }, (_, row) => `${value(random, row)}${delimiter}k${row % 7}${end}`);
  return `x${delimiter}k${end}${rows.join("")}`;
}

const two = (value: number): string => String(value).padStart(2, "0");
const day = (random: () => number, from: number, days: number): Date => new Date(Date.UTC(2024, 0, 1) + 864e5 * Math.floor(from + days * random()));

interface Case {
  readonly name: string;
  /** A value; `moved` says of which side. */
  readonly value: (random: () => number, moved: boolean, row: number) => string;
  readonly type: string;
  /** Whether the moved side is drifted. Default yes. */
  readonly seen?: boolean;
  readonly delimiter?: string;
}

describe("values in the writings that people use: the same is unchanged, a shift is seen", () => {
  const n = (random: () => number, moved: boolean): number => 5000 + 900 * (random() + random() - 1) + (moved ? 400 : 0);
  const cases: readonly Case[] = [
    { name: "thousands with commas", type: "numeric", value: (r, m) => `"${n(r, m).toLocaleString("en-US", { maximumFractionDigits: 0 })}"` },
    {
      name: "thousands with points, decimal commas",
      type: "numeric",
      delimiter: ";",
      value: (r, m) => n(r, m).toLocaleString("de-DE", { minimumFractionDigits: 2 }),
    },
    { name: "thousands with narrow blanks", type: "numeric", delimiter: ";", value: (r, m) => n(r, m).toLocaleString("fr-FR", { minimumFractionDigits: 2 }) },
    { name: "thousands with apostrophes", type: "numeric", value: (r, m) => n(r, m).toFixed(2).replace(/^(\d)/, "$1'") },
    { name: "accounting parentheses", type: "numeric", value: (r, m) => `"(${n(r, m).toLocaleString("en-US", { minimumFractionDigits: 2 })})"` },
    { name: "a currency behind", type: "numeric", value: (r, m) => `${n(r, m).toFixed(2)} €` },
    { name: "a currency's code in front", type: "numeric", value: (r, m) => `USD ${n(r, m).toFixed(2)}` },
    { name: "a minus sign behind", type: "numeric", value: (r, m) => `${n(r, m).toFixed(2)}-` },
    { name: "a typographic minus", type: "numeric", value: (r, m) => `−${n(r, m).toFixed(2)}` },
    { name: "percent", type: "numeric", value: (r, m) => `${(n(r, m) / 100).toFixed(1)} %` },
    { name: "scientific notation", type: "numeric", value: (r, m) => n(r, m).toExponential(3) },
    { name: "scientific notation with a decimal comma", type: "numeric", delimiter: ";", value: (r, m) => n(r, m).toExponential(3).replace(".", ",") },
    {
      name: "two-digit years",
      type: "datetime",
      value: (r, m) => {
        const d = day(r, m ? 200 : 0, 200);
        return `${two(d.getUTCDate())}.${two(d.getUTCMonth() + 1)}.${String(d.getUTCFullYear()).slice(2)}`;
      },
    },
    {
      name: "dates with offsets of their zones",
      type: "datetime",
      value: (r, m, row) =>
        `${day(r, m ? 200 : 0, 200)
          .toISOString()
          .slice(0, 19)}${["+02:00", "-0500", "Z", "+00"][row % 4]}`,
    },
    { name: "ISO weeks", type: "categorical", value: (r, m) => `2024-W${two(1 + Math.floor((m ? 26 : 0) + 26 * r()))}-${1 + Math.floor(7 * r())}` },
    { name: "days of the year", type: "categorical", value: (r, m) => `2024-${String(1 + Math.floor((m ? 180 : 0) + 180 * r())).padStart(3, "0")}` },
    {
      name: "compact dates",
      type: "numeric",
      value: (r, m) =>
        day(r, m ? 200 : 0, 200)
          .toISOString()
          .slice(0, 10)
          .replaceAll("-", ""),
    },
    {
      name: "German months",
      type: "categorical",
      value: (r, m) => {
        const d = day(r, m ? 180 : 0, 180);
        return `${d.getUTCDate()}. ${["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"][d.getUTCMonth()]} ${d.getUTCFullYear()}`;
      },
    },
    {
      name: "French months",
      type: "categorical",
      value: (r, m) => {
        const d = day(r, m ? 180 : 0, 180);
        return `${d.getUTCDate()} ${["janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."][d.getUTCMonth()]} ${d.getUTCFullYear()}`;
      },
    },
    {
      name: "times of day",
      type: "datetime",
      value: (r, m) => `${two(Math.floor((m ? 12 : 6) + 6 * r()))}:${two(Math.floor(60 * r()))}:${two(Math.floor(60 * r()))}`,
    },
    { name: "epoch milliseconds", type: "numeric", value: (r, m) => String(Math.floor(1.7e12 + (m ? 1e10 : 0) + 2e10 * r())) },
    { name: "codes with leading zeros", type: "categorical", value: (r, m) => String(Math.floor(9 * r()) + (m ? 3 : 0)).padStart(4, "0") },
    { name: "truth in several words", type: "boolean", value: (r, m) => (r() < (m ? 0.7 : 0.4) ? "Yes" : "no") },
    { name: "truth as T and F", type: "boolean", value: (r, m) => (r() < (m ? 0.7 : 0.4) ? "T" : "F") },
    { name: "integers beyond 2^53", type: "numeric", value: (r, m) => `90071992547${m ? 5 : 4}${String(Math.floor(1e8 * r())).padStart(8, "0")}` },
    { name: "lists of numbers", type: "vector", value: (r, m) => `"[${[0, 1, 2].map(() => (r() + (m ? 2 : 0)).toFixed(3)).join(", ")}]"` },
    { name: "hexadecimal ids", type: "text", seen: false, value: (r) => Math.floor(2 ** 40 * r()).toString(16) },
  ];
  test.each(cases)("$name", async ({ name, value, type, seen = true, delimiter = "," }) => {
    const file = (side: string, seed: number, moved: boolean): Promise<string> =>
      put(
        `${name.replaceAll(/\W/g, "-")}/${side}.csv`,
        csv((random, row) => value(random, moved, row), seed, { delimiter }),
      );
    const [reference, same, other] = [await file("reference", 1, false), await file("same", 2, false), await file("moved", 3, true)];
    const [unchanged, changed] = [await compared(reference, same), await compared(reference, other)];
    const told = (report: typeof changed) =>
      report.columns.filter(({ name: column }) => column === "x").map((column) => [column.type, column.verdict, column.note ?? ""])[0] ?? [];
    const [[sameType, sameVerdict], [, movedVerdict, note]] = [told(unchanged), told(changed)];
    expect([sameType, sameVerdict === "drifted"]).toEqual([type, false]);
    if (seen) expect([movedVerdict, note]).toEqual(["drifted", ""]);
  });
});

describe("one writing against another", () => {
  const number = (random: () => number): string => (5000 + 900 * random()).toFixed(2);
  test.each([
    ["1/0 against True/False", (r: () => number) => (r() < 0.4 ? "1" : "0"), (r: () => number) => (r() < 0.4 ? "True" : "False")],
    ["yes/no against 1/0", (r: () => number) => (r() < 0.4 ? "yes" : "no"), (r: () => number) => (r() < 0.4 ? "1" : "0")],
    ["Y/N against true/false", (r: () => number) => (r() < 0.4 ? "Y" : "N"), (r: () => number) => (r() < 0.4 ? "true" : "false")],
    ["plain against thousands", number, (r: () => number) => `"${Number(number(r)).toLocaleString("en-US", { minimumFractionDigits: 2 })}"`],
    ["plain against money", number, (r: () => number) => `$${number(r)}`],
    ["whole against decimals of zero", (r: () => number) => String(Math.floor(90 * r())), (r: () => number) => `${Math.floor(90 * r())}.0`],
    [
      "ISO against day first",
      (r: () => number) => day(r, 0, 300).toISOString().slice(0, 10),
      (r: () => number) => day(r, 0, 300).toISOString().slice(0, 10).split("-").reverse().join("/"),
    ],
  ])("%s is unchanged", async (name, left, right) => {
    const folderName = name.replaceAll(/\W/g, "-");
    const report = await compared(await put(`${folderName}/a.csv`, csv(left, 1)), await put(`${folderName}/b.csv`, csv(right, 1)));
    expect(report.columns.map((column) => [column.name, column.verdict])).toEqual([
      ["x", "ok"],
      ["k", "ok"],
    ]);
  });

  test("codes that lose their zeros are drift", async () => {
    const code = (r: () => number): number => Math.floor(9 * r()) + 1;
    const report = await compared(
      await put(
        "zeros/a.csv",
        csv((r) => two(code(r)), 1),
      ),
      await put(
        "zeros/b.csv",
        csv((r) => String(code(r)), 1),
      ),
    );
    expect(report.columns.find(({ name }) => name === "x")?.drifted).toBe(true);
  });
});

describe("files as people have them are read", () => {
  const text = csv((r) => String(Math.floor(90 * r())), 1);
  const wide = "y".repeat(400_000);
  const cases: readonly [string, string, string | Buffer, { readonly rows?: number; readonly columns?: readonly string[]; readonly said?: RegExp }?][] = [
    ["CSV that is gzip", "gz.csv", gzipSync(text), { said: /gzip/ }],
    ["CSV in a zip", "zip.csv", zipped("t.csv", Buffer.from(text)), { said: /zip/ }],
    ["line ends of old", "cr.csv", text.replaceAll("\n", "\r")],
    ["UTF-16, big end first", "be.csv", Buffer.from(`\ufeff${text}`, "utf16le").swap16(), { said: /UTF-16/ }],
    ["a delimiter at the end of each row", "trail.csv", text.replaceAll("\n", ",\n"), { columns: ["x", "k"] }],
    ["a delimiter at the end of each row but the header's", "trail2.csv", text.replaceAll("\n", ",\n").replace(",\n", "\n"), { columns: ["x", "k"] }],
    ["names that differ by case", "case.csv", "Age,age,AGE\n1,x,2.5\n2,y,3.5\n", { rows: 2, columns: ["Age", "age", "AGE"] }],
    ["NUL in values", "nul.csv", "x,k\n1,a\0b\n2,c\0d\n", { rows: 2 }],
    ["a very long line", "long.csv", `x,k\n1,${wide}\n2,${wide}z\n`, { rows: 2 }],
    ["one column", "one.csv", "x\n1\n2\n3\n", { rows: 3, columns: ["x"] }],
    ["one column of years as names", "year.csv", "x\n\n1\n", { rows: 1 }],
    ["one row", "row.csv", "x,k\n1,a\n", { rows: 1 }],
    ["semicolon, decimal comma, quoted line ends", "semi.csv", 'x;k\n1,5;"a\nb"\n2,5;"c;d"\n', { rows: 2, said: /semicolon; decimal comma/ }],
    ["a total at the end", "total.csv", "k,x\na,1\nb,2\nGrand total,3\n", { rows: 3, said: /looks like a total/ }],
    ["comments of a header's units are rows", "tab.tsv", "x\tk\n1\ta\n2\tb\n", { rows: 2, said: /TSV/ }],
    ["one object a line, of one line", "one.jsonl", '{"user":{"age":1},"geo":{"lat":2}}\n', { rows: 1, columns: ["user_age", "geo_lat"] }],
    ["JSON with a byte order mark", "bom.jsonl", '\ufeff{"x":1}\n{"x":2}\n', { rows: 2, columns: ["x"] }],
    ["JSON lines of arrays", "arrays.jsonl", '[1,"a"]\n[2,"b"]\n', { rows: 2, columns: ["f0", "f1"] }],
    ["a number and its text in JSON", "mixed.json", '[{"x":1},{"x":"2"},{"x":"3.0"}]', { rows: 3 }],
  ];
  test.each(cases)("%s", async (_, file, content, { rows = ROWS, columns = [], said } = {}) => {
    const data = await openDataFile(noStore, await put(`files/${file}`, content));
    expect(data.rows).toBe(rows);
    if (columns.length > 0) expect([...data.columns.keys()]).toEqual(columns);
    if (said !== undefined) expect(data.notes.join("\n")).toMatch(said);
  });

  test("links, and partitions of which some have no value", async () => {
    await put("hive/day=1/p.csv", "x\n1\n2\n");
    await put("hive/day=__HIVE_DEFAULT_PARTITION__/p.csv", "x\n3\n");
    await symlink(join(folder, "hive"), join(folder, "link"));
    await symlink(join(folder, "hive/day=1/p.csv"), join(folder, "file-link.csv"));
    const data = await openDataFile(noStore, join(folder, "link"));
    expect([data.rows, [...data.columns.keys()], data.columns.get("day")?.looks.values]).toEqual([3, ["x", "day"], 3]);
    expect((await openDataFile(noStore, join(folder, "file-link.csv"))).rows).toBe(2);
  });
});

describe("what cannot be read is refused with a sentence", () => {
  test.each([
    ["nothing in it", "empty.csv", "", /it is empty/],
    ["a header alone", "header.csv", "x,k\n", /it has no rows; expected a header and rows under it/],
    ["a header alone, in JSON", "header.json", "[]", /it has no rows|no table/],
    ["a workbook", "book.csv", zipped("xl/workbook.xml", Buffer.from("<x/>")), /it is a workbook or another office document; expected it saved as CSV/],
    ["bzip2", "b.csv.bz2", Buffer.from("BZh91AY&SY"), /packed by bzip2, which is not read; expected it unpacked/],
    ["half of a gzip", "half.csv.gz", gzipSync("x,k\n1,2\n".repeat(500)).subarray(0, 30), /begins as gzip does and cannot be unpacked/],
    ["a picture", "picture.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 1, 2, 3, 4]), /it is no text/],
    ["HTML", "page.csv", "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\n<body>Please sign in</body></html>\n", /web page/],
  ])("%s", async (_, file, content, message) => {
    await expect(openDataFile(noStore, await put(`bad/${file}`, content))).rejects.toThrow(message);
  });
});
