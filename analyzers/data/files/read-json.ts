import { messageOf, TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import { ColumnBuilder } from "../memory/column-builder.ts";
import { nameColumns } from "./column-names.ts";
import type { DeclaredFile } from "./declared-file.ts";
import { type JsonTable, tableInJson } from "./json-orients.ts";
import { JsonRows, jsonValue, putCells } from "./json-rows.ts";
import type { RawTable } from "./raw-table.ts";

/** Reads JSON into memory: an object a line, an array of objects, or a table as pandas writes one. @param lines whether it is known to be an object a line. @throws TidemarkError `input` for what is none of them, or lines that cannot be read. */
export function readJson(text: string, path: string, declared: DeclaredFile, lines: boolean): RawTable {
  const whole = wholeDocument(text, path, lines);
  if (whole !== null) {
    const table = tableInJson(whole.value);
    if (table === null)
      throw new TidemarkError(
        "input",
        `reading ${visibleLine(path)}: one JSON value that is no table; expected an object a line (pandas: orient="records", lines=True), an array of objects, or what pandas' to_json writes`,
      );
    return { ...fromTable(table, declared), words: table.words === "" ? [] : [table.words] };
  }
  // Row by row: objects of all rows at once would take several times the memory of their values.
  const gathered = new GatheredRows(declared, undefined);
  const read = new JsonRows(declared.skipBadRows === true, (row) => gathered.add(row));
  read.read(text, true);
  const left = read.end(path);
  const table = gathered.table();
  return { ...table, words: [], notes: [...table.notes, ...left] };
}

/** Whether a text begins as JSON that is one value, not one a line. @param lines whether it is known to be lines; an array of objects is none. */
export function isDocument(text: string, lines: boolean): boolean {
  const first = /^\s*([[{])[^\n]*/.exec(text);
  if (first === null) return false;
  if (first[1] === "{" && (lines || text.slice(first[0].length).trim() !== "")) {
    try {
      jsonValue(first[0]);
      return false;
    } catch {
      // The first line is no whole object: one object over several lines, or none at all.
      return !lines;
    }
  }
  return first[1] === "{" || !isRowOfMany(text, first[0]);
}

/** A first line that is an array of plain values, with others under it: rows as arrays. */
function isRowOfMany(text: string, line: string): boolean {
  if (text.slice(line.length).trim() === "") return false;
  try {
    const value = jsonValue(line);
    return Array.isArray(value) && value.every((cell) => typeof cell !== "object" || cell === null);
  } catch {
    return false;
  }
}

/** A text that is one JSON value, not one a line. */
function wholeDocument(text: string, path: string, lines: boolean): { readonly value: unknown } | null {
  if (!isDocument(text, lines)) return null;
  try {
    return { value: jsonValue(text) };
  } catch (thrown) {
    if (!text.trim().includes("\n") || /^\s*\[/.test(text))
      throw new TidemarkError("input", `reading ${visibleLine(path)} as JSON: ${messageOf(thrown)}; expected an object a line or an array of objects`, {
        cause: thrown,
      });
    return null;
  }
}

function fromTable({ rows, names }: JsonTable, declared: DeclaredFile): Omit<RawTable, "words"> {
  const gathered = new GatheredRows(declared, names);
  for (const row of rows) gathered.add(row);
  return gathered.table();
}

const NO_WORDS: ReadonlySet<string> = new Set();

/** Columns of rows that are handed in one by one. */
class GatheredRows {
  readonly #names: readonly string[] | undefined;
  readonly #away: ReadonlySet<string>;
  readonly #builders: Map<string, ColumnBuilder>;
  #rows = 0;

  /** @param names of places, where rows are arrays. */
  constructor({ missing = [] }: DeclaredFile, names: readonly string[] | undefined) {
    this.#names = names;
    this.#away = new Set(missing);
    this.#builders = new Map((names ?? []).map((name) => [name, new ColumnBuilder(NO_WORDS, false, true)]));
  }

  add(row: unknown): void {
    putCells(row, this.#names, (name, value) => {
      let builder = this.#builders.get(name);
      if (builder === undefined) this.#builders.set(name, (builder = new ColumnBuilder(NO_WORDS, false, true)));
      if (value !== null && (this.#away.size === 0 || !this.#away.has(String(value)))) builder.add(this.#rows, value);
    });
    this.#rows += 1;
  }

  table(): Omit<RawTable, "words"> {
    const rows = this.#rows;
    const built = [...this.#builders].map(([name, builder]) => ({ name, column: builder.build(rows), missingWords: builder.missingWords() }));
    const { names: used, notes } = nameColumns(
      built.map(({ name }) => name),
      () => false,
    );
    return {
      rows,
      columns: built.flatMap((column, place) => (used[place] === null ? [] : [{ ...column, name: used[place] ?? column.name }])),
      notes,
      decimal: null,
    };
  }
}
