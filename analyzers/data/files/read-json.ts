import { parseJson } from "../../../collector/clickhouse/parse-json.ts";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { ColumnBuilder } from "../memory/column-builder.ts";
import { nameColumns } from "./column-names.ts";
import type { DeclaredFile } from "./declared-file.ts";
import { type JsonTable, tableInJson } from "./json-orients.ts";
import type { RawTable } from "./raw-table.ts";
import { refuseRows, TOLD } from "./bad-rows.ts";

/** A number token that JSON does not have, as Python writes it; strings are passed over. */
const TOKENS = /"(?:[^"\\]|\\.)*"|(-?\bInfinity\b|\bNaN\b)/g;
const SEPARATOR = "_";
/** How deep objects are taken apart. */
const MOST_DEPTH = 8;

/** Reads JSON into memory: an object a line, an array of objects, or a table as pandas writes one. @throws TidemarkError `input` for what is none of them, or lines that cannot be read. */
export function readJson(text: string, path: string, declared: DeclaredFile): RawTable {
  const { skipBadRows = false } = declared;
  const whole = wholeDocument(text);
  if (whole !== null) {
    const table = tableInJson(whole.value);
    if (table === null)
      throw new TidemarkError(
        "input",
        `reading ${path}: one JSON value that is no table; expected an object a line (pandas: orient="records", lines=True), an array of objects, or what pandas' to_json writes`,
      );
    return { ...fromTable(table, declared), words: table.words === "" ? [] : [table.words] };
  }
  const faults: { line: number; fault: string }[] = [];
  const rows: unknown[] = [];
  let bad = 0;
  let line = 0;
  for (const written of linesOf(text)) {
    line += 1;
    if (written.trim() === "") continue;
    try {
      const value = parsed(written);
      if (typeof value !== "object" || value === null) throw new TypeError("it is no object");
      rows.push(value);
    } catch (thrown) {
      bad += 1;
      if (faults.length < TOLD) faults.push({ line, fault: messageOf(thrown).split(" in JSON")[0] ?? "" });
    }
  }
  if (bad > 0 && !skipBadRows) refuseRows(path, faults, bad);
  const table = { ...fromTable({ rows, words: "" }, declared), words: [] };
  return bad === 0
    ? table
    : {
        ...table,
        notes: [
          ...table.notes,
          `${bad} bad ${bad === 1 ? "line was" : "lines were"} left out: ${faults.map(({ line: at, fault }) => `line ${at}: ${fault}`).join("; ")}.`,
        ],
      };
}

function parsed(text: string): unknown {
  return parseJson(
    text.includes("NaN") || text.includes("Infinity") ? text.replace(TOKENS, (all, token?: string) => (token === undefined ? all : "null")) : text,
  );
}

/** A text that is one JSON value, not one a line. */
function wholeDocument(text: string): { readonly value: unknown } | null {
  const first = /^\s*([[{])[^\n]*/.exec(text);
  if (first === null) return null;
  const rest = text.slice(first[0].length).trim();
  if (first[1] === "{" && rest !== "") {
    try {
      parsed(first[0]);
      return null;
    } catch {
      // The first line is no whole object: one object over several lines, or none at all.
    }
  }
  try {
    return { value: parsed(text) };
  } catch (thrown) {
    if (rest === "" || first[1] === "[")
      throw new TidemarkError("input", `reading JSON: ${messageOf(thrown)}; expected an object a line or an array of objects`, { cause: thrown });
    return null;
  }
}

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    yield text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
  }
}

/** Objects within objects become columns whose names are joined by "_", as the sidecar makes them. */
function fromTable({ rows, names }: JsonTable, { missing = [] }: DeclaredFile): Omit<RawTable, "words"> {
  const none: ReadonlySet<string> = new Set();
  const builders = new Map<string, ColumnBuilder>((names ?? []).map((name) => [name, new ColumnBuilder(none)]));
  const away = new Set(missing);
  const put = (row: number, name: string, value: unknown, depth: number): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value) && depth < MOST_DEPTH) {
      for (const [key, inner] of Object.entries(value)) put(row, name === "" ? key : `${name}${SEPARATOR}${key}`, inner, depth + 1);
      return;
    }
    let builder = builders.get(name);
    if (builder === undefined) builders.set(name, (builder = new ColumnBuilder(none)));
    if (value === null || value === undefined || value === "" || away.has(wordOf(value))) return;
    builder.add(row, typeof value === "number" ? value : wordOf(value));
  };
  for (const [row, record] of rows.entries()) {
    if (Array.isArray(record)) record.forEach((value, place) => put(row, names?.[place] ?? `f${place}`, value, 1));
    else put(row, "", record, 0);
  }
  const built = [...builders].map(([name, builder]) => ({ name, column: builder.build(rows.length), missingWords: builder.missingWords() }));
  const { names: used, notes } = nameColumns(
    built.map(({ name }) => name),
    () => false,
  );
  return {
    rows: rows.length,
    columns: built.flatMap((column, place) => (used[place] === null ? [] : [{ ...column, name: used[place] ?? column.name }])),
    notes,
    decimal: null,
  };
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
