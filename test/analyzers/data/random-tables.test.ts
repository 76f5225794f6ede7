import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataFile, type ReaderLimits } from "../../../analyzers/data/open-data-file.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { propertyRuns } from "../../support/property-runs.ts";
import { seenByBaseline, seenByCheck, seenByReport } from "./support/seen-of.ts";
import { TABLE_WRITERS, type WrittenColumn } from "./support/write-table.ts";

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-random-"));
  clickhouse = await startTestClickHouse();
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const LOADED: ReaderLimits = { heldBytes: 4, heldWideBytes: 450e6, heldDocumentBytes: 1e6 };
const { numRuns, timeout } = propertyRuns(2);

/** Names and values that are hard to write and to read; `plain` ones where a format has no others. */
const name = fc
  .oneof(
    fc.constantFrom("o'k", "b\\s", 'q"q', "a b", "a,b;c|d", "tab\there", "two\nlines", "{x}", "?*", "`tick`", "Köln", "\u202Eright"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
  )
  .map((text) => `n${text.replaceAll(/[\0\r\ufeff\ufffd\p{Cs}]/gu, "")}z`);
const text = fc
  .oneof(
    fc.constantFrom("o'k", 'say "hi"', "a,b;c\td|e", "two\nlines", "\\", "\\N", "Köln", "€", "NA", "{x}", "日本"),
    fc.string({ minLength: 1, maxLength: 8 }),
  )
  .map((word) => `t${word.replaceAll(/[\0\r]/g, "")}t`);
const number = fc
  .oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }))
  .map((value) => (Object.is(value, -0) ? 0 : value));
const time = fc.integer({ min: Date.UTC(1901, 0, 1) / 1000, max: Date.UTC(2290, 0, 1) / 1000 }).map((seconds) => seconds * 1000);
const values = { number, text, truth: fc.boolean(), time } as const;

const columnOf = (kind: WrittenColumn["kind"], rows: number): fc.Arbitrary<Omit<WrittenColumn, "name">> =>
  fc.array(fc.option(values[kind] as fc.Arbitrary<number | string | boolean>, { freq: 6 }), { minLength: rows, maxLength: rows }).map((cells) => ({
    kind,
    // No column is without any value: of what kind it is could not be read.
    values: cells.every((cell) => cell === null) ? [{ number: 1.5, text: "tt", truth: true, time: 0 }[kind], ...cells.slice(1)] : cells,
  }));
const table = fc
  .tuple(fc.integer({ min: 4, max: 14 }), fc.array(fc.constantFrom<WrittenColumn["kind"]>("number", "text", "truth", "time"), { minLength: 2, maxLength: 5 }))
  .chain(([rows, kinds]) =>
    fc.tuple(fc.uniqueArray(name, { minLength: kinds.length, maxLength: kinds.length }), fc.tuple(...kinds.map((kind) => columnOf(kind, rows)))),
  )
  .map(([names, columns]): readonly WrittenColumn[] => [
    // A row is never all empty, or it would be a blank line.
    { name: "row", kind: "number", values: columns[0]?.values.map((_, row) => row + 0.5) ?? [] },
    ...columns.map((column, place) => ({ ...column, name: names[place] ?? "" })),
  ]);

const NATURES = { number: "number", text: "string", truth: "boolean", time: "time" } as const;
const TYPES = { number: "number", text: "text", truth: "boolean", time: "time" } as const;

function expected(columns: readonly WrittenColumn[]) {
  const there = ({ values: cells }: WrittenColumn) => cells.filter((cell) => cell !== null);
  const sorted = (column: WrittenColumn): readonly (string | number)[] =>
    column.kind === "number" || column.kind === "time"
      ? there(column)
          .map(Number)
          .sort((a, b) => a - b)
      : there(column).map(String).sort();
  const seen = Object.fromEntries(columns.map((column) => [column.name, { nature: NATURES[column.kind], values: sorted(column) }]));
  const checked = Object.fromEntries(columns.map((column) => [column.name, { type: TYPES[column.kind], present: there(column).length }]));
  return { rows: columns[0]?.values.length, report: seen, check: checked, baseline: seen };
}

async function seen(path: string, limits?: ReaderLimits) {
  const data = await openDataFile(() => Promise.resolve(clickhouse.store), path, {}, limits);
  try {
    return { rows: data.rows, report: await seenByReport(data), check: await seenByCheck(data), baseline: await seenByBaseline(data) };
  } finally {
    await data.close();
  }
}

/** Avro has plain names only. */
const named = (writing: string, columns: readonly WrittenColumn[]): readonly WrittenColumn[] =>
  writing === "Avro" ? columns.map((column, place) => ({ ...column, name: `c${place}` })) : columns;

describe("random tables, written in every way, are the same to report, check and baseline", () => {
  test.each(Object.entries(TABLE_WRITERS))("%s", { timeout }, async (writing, write) => {
    await fc.assert(
      fc.asyncProperty(table, async (made) => {
        const columns = named(writing, made);
        expect(await seen(await write(columns, folder, clickhouse.store))).toEqual(expected(columns));
      }),
      { numRuns, endOnFailure: true },
    );
  });

  test.each(['text with ","', "semicolons and decimal commas", "CSV in gz", "JSON: lines"])("%s, too large to be held", { timeout }, async (writing) => {
    await fc.assert(
      fc.asyncProperty(table, async (made) => {
        const path = (await TABLE_WRITERS[writing]?.(made, folder, clickhouse.store)) ?? "";
        expect(await seen(path, LOADED)).toEqual(expected(made));
      }),
      { numRuns, endOnFailure: true },
    );
  });

  /** Latin letters, and those that only Windows-1252 has. */
  test.each([
    ["Latin-1", "latin1", "äöüßéñ£"],
    ["Windows-1252", "windows-1252", "€„“–"],
  ])("%s", { timeout }, async (words, _, letters) => {
    const { delimited } = await import("./support/write-table.ts");
    const { writeFile } = await import("node:fs/promises");
    const bytesOf = (written: string): Buffer =>
      Buffer.from(Array.from(written, (letter) => ({ "€": 0x80, "„": 0x84, "“": 0x93, "–": 0x96 })[letter] ?? letter.codePointAt(0) ?? 0));
    const word = fc.string({ unit: fc.constantFrom(...Array.from(letters), "a", "z"), minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 5, maxLength: 12 }), async (cells) => {
        const columns: readonly WrittenColumn[] = [
          { name: "a", kind: "number", values: cells.map((_cell, row) => row + 0.5) },
          { name: `n${letters}`, kind: "text", values: cells.map((cell) => `${cell}${letters[0]}`) },
        ];
        await writeFile(join(folder, "t.csv"), bytesOf(delimited(columns, ",", "\n")));
        const data = await openDataFile(() => Promise.resolve(clickhouse.store), join(folder, "t.csv"));
        expect(data.notes[0]).toContain(words);
        await data.close();
        expect(await seen(join(folder, "t.csv"))).toEqual(expected(columns));
      }),
      { numRuns, endOnFailure: true },
    );
  });
});
