import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataFile, type ReaderLimits } from "../../../analyzers/data/open-data-file.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { propertyRuns } from "../../support/property-runs.ts";
import { randomTable as table } from "./support/random-table.ts";
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
