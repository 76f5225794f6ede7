import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataSet } from "../../../analyzers/data/data-set.ts";
import type { DeclaredFile } from "../../../analyzers/data/files/declared-file.ts";
import { openDataFile, type ReaderLimits } from "../../../analyzers/data/open-data-file.ts";
import { messageOf } from "../../../errors.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { propertyRuns } from "../../support/property-runs.ts";
import { textsOf } from "./support/texts-of.ts";

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-both-"));
  clickhouse = await startTestClickHouse();
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const HELD: ReaderLimits = { heldBytes: 1e6, heldWideBytes: 1e6, heldDocumentBytes: 1e6 };
/** Everything is too large to be held. */
const LOADED: ReaderLimits = { heldBytes: 4, heldWideBytes: 4, heldDocumentBytes: 1e6 };
const { numRuns, timeout } = propertyRuns(25);

/** All that is read of a file, or what is said of it. */
async function read(path: string, declared: DeclaredFile, limits: ReaderLimits): Promise<unknown> {
  let data: DataSet;
  try {
    data = await openDataFile(() => Promise.resolve(clickhouse.store), path, declared, limits);
  } catch (thrown) {
    return messageOf(thrown);
  }
  try {
    const natures = [...data.columns].map(([name, { nature, readings, fault }]) => [name, nature, readings.map(({ name: reading }) => reading), fault]);
    return { rows: data.rows, natures, notes: data.notes, texts: await textsOf(data) };
  } finally {
    await data.close();
  }
}

async function bothWays(file: string, content: string | Buffer, declared: DeclaredFile = {}): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, content);
  expect(await read(path, declared, LOADED)).toEqual(await read(path, declared, HELD));
}

const word = fc.oneof(
  fc.constantFrom("x", "Köln", "o'k", "a b", "\\N", "\\", "NA", "null", "true", "False", "1", "0", "yes", "Total", "{x}", "[1,2]", "€", "n\u0000l"),
  fc.string({ minLength: 1, maxLength: 5 }).map((text) => text.replaceAll(/["\r\n,;|\t]/g, "_")),
);
/** Cells of a column: mostly of one kind, some of another. */
const column = fc
  .tuple(
    fc.constantFrom("whole", "decimal", "comma", "money", "code", "long", "day", "iso", "truth", "word", "quoted", "tiny"),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.nat(30_000), word), { minLength: 4, maxLength: 30 }),
  )
  .map(([kind, cells]) =>
    cells.map(([chance, number, text]): string => {
      if (chance < 4) return "";
      if (chance < 7) return "NA";
      if (chance < 10 || kind === "word") return text;
      const two = (value: number): string => String(value).padStart(2, "0");
      const kinds: Readonly<Record<string, string>> = {
        whole: String(number - 500),
        decimal: String(number / 8),
        comma: `"${String(number / 8).replace(".", ",")}"`,
        money: `"$${(number / 8).toLocaleString("en-US", { minimumFractionDigits: 2 })}"`,
        code: String(number % 1000).padStart(4, "0"),
        long: `90071992547${two(number % 100)}99${number}`,
        day: `${two(1 + (number % 28))}/${two(1 + (number % 12))}/2025`,
        iso: `20${two(number % 40)}-${two(1 + (number % 12))}-${two(1 + (number % 28))}T${two(number % 24)}:00:00Z`,
        truth: ["True", "False", "yes", "no"][number % 4] ?? "",
        quoted: `"${text.replaceAll('"', '""')}, ""${number}"""`,
        tiny: `${number}e-${number % 300}`,
      };
      return kinds[kind] ?? text;
    }),
  );
const quirk = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  end: fc.constantFrom("\n", "\r\n"),
  blankAt: fc.option(fc.nat(8), { freq: 3 }),
  blanks: fc.constantFrom("", "", " ", "  "),
  around: fc.constantFrom("", "", "", " "),
  trailing: fc.constantFrom("", "", "", "row", "all"),
  raggedAt: fc.option(fc.nat(8), { freq: 6 }),
  brokenAt: fc.option(fc.tuple(fc.nat(8), fc.constantFrom('"open', 'be"hind', '"a" b', '"two\nlines"', '"two\r\nlines"')), { freq: 4 }),
  total: fc.boolean(),
  lastEnd: fc.boolean(),
  names: fc.constantFrom("plain", "twice", "quoted", "lines", "none", "index"),
  how: fc.constantFrom("utf8", "utf8", "bom", "utf16", "latin1", "gzip", "zstd", "old"),
  skipBadRows: fc.boolean(),
});

describe("one file gives the same answer, held in memory or loaded into the database", () => {
  test("delimited text, with whatever people put into it", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(column, { minLength: 1, maxLength: 4 }), quirk, async (columns, odd) => {
        const rows = Math.min(...columns.map(({ length }) => length));
        const name = (place: number): string =>
          ({ plain: `c${place}`, twice: "c", quoted: `"c ""${place}"" ,"`, lines: `"c\n${place}"`, none: `c${place}`, index: place === 0 ? "" : `c${place}` })[
            odd.names
          ];
        const lines = Array.from({ length: rows }, (_, row) => columns.map((cells) => `${odd.around}${cells[row] ?? ""}${odd.around}`));
        if (odd.raggedAt !== null) lines[odd.raggedAt]?.push("more");
        if (odd.brokenAt !== null && lines[odd.brokenAt[0]] !== undefined) (lines[odd.brokenAt[0]] as string[])[0] = odd.brokenAt[1];
        if (odd.total) lines.push(columns.map((_, place) => (place === 0 ? "Total" : "12")));
        const written = lines.map((cells) => `${cells.join(odd.delimiter)}${odd.trailing === "" ? "" : odd.delimiter}`);
        if (odd.blankAt !== null) written.splice(odd.blankAt, 0, odd.blanks);
        const header = columns.map((_, place) => name(place)).join(odd.delimiter) + (odd.trailing === "all" ? odd.delimiter : "");
        const text = [...(odd.names === "none" ? [] : [header]), ...written].join(odd.end) + (odd.lastEnd ? odd.end : "");
        const packed: Readonly<Record<string, () => Buffer>> = {
          utf8: () => Buffer.from(text),
          bom: () => Buffer.from(`\ufeff${text}`),
          utf16: () => Buffer.from(`\ufeff${text}`, "utf16le"),
          latin1: () => Buffer.from(text, "latin1"),
          gzip: () => gzipSync(text),
          zstd: () => zstdCompressSync(text),
          old: () => Buffer.from(text.replaceAll("\r\n", "\n").replaceAll("\n", "\r")),
        };
        await bothWays("odd.csv", packed[odd.how]?.() ?? "", odd.skipBadRows ? { skipBadRows: true } : {});
      }),
      { numRuns, endOnFailure: true },
    );
  });

  const json = fc.oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map(String),
    fc.constantFrom(
      "null",
      "true",
      "false",
      "1.0",
      "1e3",
      "NaN",
      "Infinity",
      "-Infinity",
      "9007199254740993",
      '"NaN"',
      '"007"',
      "{}",
      '{"x":1,"y":{"z":"t"}}',
      "[1, 2]",
      '["a", "b"]',
      '"{x}"',
      '"12"',
    ),
    word.map((text) => JSON.stringify(text)),
  );
  test("JSON lines, with nested objects, other keys in each row and tokens that JSON does not have", { timeout }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(json, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 20 }),
        fc.record({ blankAt: fc.option(fc.nat(8), { freq: 3 }), badAt: fc.option(fc.nat(8), { freq: 5 }), same: fc.boolean(), skipBadRows: fc.boolean() }),
        async (rows, odd) => {
          const kinds = rows[0] ?? [];
          const lines = rows.map(
            (cells) =>
              `{${(odd.same ? kinds : cells).map((cell, place) => `"k${place}": ${odd.same && place > 0 ? (cells[place] ?? cell) : cell}`).join(", ")}}`,
          );
          if (odd.badAt !== null) lines[odd.badAt] = '{"k0": nope}';
          if (odd.blankAt !== null) lines.splice(odd.blankAt, 0, " ");
          await bothWays("odd.jsonl", Array.from(lines, (line) => `${line ?? ""}\n`).join(""), odd.skipBadRows ? { skipBadRows: true } : {});
        },
      ),
      { numRuns, endOnFailure: true },
    );
  });
});

describe("what few values of many say counts, wherever they stand", () => {
  const many = (row: (place: number) => string, odd: string): string =>
    `a,b\n${Array.from({ length: 6_000 }, (_, place) => `${place === 4_321 ? odd : row(place)},${place % 7}\n`).join("")}`;
  test.each([
    ["thousands among numbers", many((place) => `${place / 8}`, '"1,234.50"')],
    ["a comma that only one value shows", many((place) => `"1.${String(100 + (place % 800))}"`, '"2.345,5"')],
    ["text among numbers", many(String, "none")],
    ["a missing word among numbers", many(String, "NA")],
    ["a missing word among truth values", many((place) => String(place % 2 === 0), "NA")],
    ["a day over 12", many((place) => `0${1 + (place % 9)}/0${1 + (place % 5)}/2025`, "31/01/2025")],
    ["times of day", many((place) => `${place % 24}:${10 + (place % 50)}:00`, "7:30")],
    ["exponents and decimal commas", many((place) => `"${place},5e-${place % 30}"`, '"1,25"')],
    ["codes", many((place) => String(place).padStart(5, "0"), "12345")],
  ])("%s", async (_, content) => {
    await bothWays("many.csv", content);
  });
});
