import fc from "fast-check";
import type { WrittenColumn } from "./write-table.ts";

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
/** A table of 4 to 14 rows: a number a row, and two to five columns of any kind, with hard names and values, some missing. */
export const randomTable = fc
  .tuple(fc.integer({ min: 4, max: 14 }), fc.array(fc.constantFrom<WrittenColumn["kind"]>("number", "text", "truth", "time"), { minLength: 2, maxLength: 5 }))
  .chain(([rows, kinds]) =>
    fc.tuple(fc.uniqueArray(name, { minLength: kinds.length, maxLength: kinds.length }), fc.tuple(...kinds.map((kind) => columnOf(kind, rows)))),
  )
  .map(([names, columns]): readonly WrittenColumn[] => [
    // A row is never all empty, or it would be a blank line.
    { name: "row", kind: "number", values: columns[0]?.values.map((_, row) => row + 0.5) ?? [] },
    ...columns.map((column, place) => ({ ...column, name: names[place] ?? "" })),
  ]);
