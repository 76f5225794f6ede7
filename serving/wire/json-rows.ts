import { TidemarkError } from "../../errors.ts";
import { isRecord } from "./json-text.ts";
import type { Content, Value } from "./protocol.ts";

/** Cells (rows × columns) that rows with differing keys may span, unless a quarter of them is filled. */
const MAX_CELLS = 1_000_000;
/** Columns that one message may name. */
const MAX_COLUMNS = 20_000;

/** How rows are read where they can be read in two ways. */
export interface RowOptions {
  /** Name of the column where rows are scalars. */
  readonly name: string;
  /** A list of scalars is one row; else each is a row. */
  readonly listIsRow?: boolean;
}

/**
 * Reads JSON rows: a list of objects, a list of lists (columns without names), a list of scalars, one object (one row), an object of equally long lists (columns),
 * or pandas' split form {columns, data}.
 * @throws TidemarkError `input` when rows are of several kinds or would span too many cells.
 */
export function rowsToContent(value: unknown, options: RowOptions): Content {
  if (isRecord(value) && Array.isArray(value["columns"]) && Array.isArray(value["data"])) return split(value["columns"], value["data"]);
  if (isRecord(value)) return isColumnar(value) ? columnar(value) : recordsToContent([value]);
  if (!Array.isArray(value)) return scalars([value], options.name);
  if (value.length === 0) return { rows: 0, columns: [] };
  if (value.every(isRecord)) return recordsToContent(value);
  if (value.every(Array.isArray)) return lists(value as unknown[][], options.name);
  if (value.some((row) => typeof row === "object" && row !== null)) throw new TidemarkError("input", "reading rows: expected all of them to be of one kind");
  return either(value, options);
}

/** One object a row; a key that a row lacks was not sent. @throws TidemarkError `input` beyond the limits of cells and columns */
export function recordsToContent(rows: readonly Readonly<Record<string, unknown>>[]): Content {
  const names = new Set<string>();
  let filled = 0;
  for (const row of rows)
    for (const name of Object.keys(row)) {
      names.add(name);
      filled += 1;
    }
  if (names.size > MAX_COLUMNS) throw new TidemarkError("input", `reading rows: they have ${names.size} columns; expected at most ${MAX_COLUMNS}`);
  const cells = names.size * rows.length;
  if (cells > MAX_CELLS && cells > 4 * filled)
    throw new TidemarkError("input", `reading rows: ${rows.length} rows of ${names.size} differing keys span ${cells} cells; expected at most ${MAX_CELLS}`);
  return {
    rows: rows.length,
    columns: [...names].map((name) => ({ name, values: rows.map((row) => (Object.hasOwn(row, name) ? row[name] : undefined) as Value) })),
  };
}

/** A list of scalars: several rows of one value, or one row of several. */
function either(list: readonly unknown[], { name, listIsRow = false }: RowOptions): Content {
  const column = scalars(list, name);
  if (list.length === 1) return column;
  const row: Content = { rows: 1, columns: [{ name, values: [list] }], unnamed: true };
  return listIsRow ? { ...row, otherwise: column } : { ...column, otherwise: row };
}

function isColumnar(value: Record<string, unknown>): boolean {
  const columns = Object.values(value);
  const length = Array.isArray(columns[0]) ? columns[0].length : 0;
  return length > 1 && columns.every((column) => Array.isArray(column) && column.length === length);
}

function columnar(value: Record<string, unknown>): Content {
  const columns = Object.entries(value).map(([name, values]) => ({ name, values: (values as unknown[]).map(single) }));
  const content = { rows: columns[0]?.values.length ?? 0, columns };
  return { ...content, otherwise: recordsToContent([value]) };
}

function split(names: readonly unknown[], rows: readonly unknown[]): Content {
  const odd = rows.findIndex((row) => !Array.isArray(row) || row.length !== names.length);
  if (odd !== -1) throw new TidemarkError("input", `reading rows: expected row ${odd} to have ${names.length} values, as many as "columns"`);
  return { rows: rows.length, columns: names.map((name, i) => ({ name: String(name), values: rows.map((row) => (row as Value[])[i]) })) };
}

/** [1] in a column is 1. */
function single(value: unknown): Value {
  return (Array.isArray(value) && value.length === 1 ? value[0] : value) as Value;
}

function lists(rows: readonly unknown[][], name: string): Content {
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw new TidemarkError("input", `reading rows: expected all of them to have ${width} values`);
  return { rows: rows.length, columns: [{ name, values: rows }], unnamed: true };
}

function scalars(rows: readonly unknown[], name: string): Content {
  return { rows: rows.length, columns: [{ name, values: rows as Value[] }] };
}
