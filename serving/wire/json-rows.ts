import { TidemarkError } from "../../errors.ts";
import { isRecord } from "./json-text.ts";
import type { Content, Value } from "./protocol.ts";

/**
 * Reads JSON rows: a list of objects, a list of lists (columns without names), a list of scalars, one object (one row), an object of equally long lists (columns),
 * or pandas' split form {columns, data}.
 * @param scalarName the column's name where rows are scalars
 * @throws TidemarkError `input` when rows are of several kinds or there are none.
 */
export function rowsToContent(value: unknown, scalarName: string): Content {
  if (isRecord(value) && Array.isArray(value["columns"]) && Array.isArray(value["data"])) return split(value["columns"], value["data"]);
  if (isRecord(value)) return isColumnar(value) ? columnar(value) : objects([value]);
  if (!Array.isArray(value)) return scalars([value], scalarName);
  if (value.length === 0) throw new TidemarkError("input", "reading rows: expected at least one");
  if (value.every(isRecord)) return objects(value);
  if (value.every(Array.isArray)) return lists(value as unknown[][], scalarName);
  if (value.some((row) => typeof row === "object" && row !== null)) throw new TidemarkError("input", "reading rows: expected all of them to be of one kind");
  return scalars(value, scalarName);
}

function isColumnar(value: Record<string, unknown>): boolean {
  const columns = Object.values(value);
  const length = Array.isArray(columns[0]) ? columns[0].length : 0;
  return length > 1 && columns.every((column) => Array.isArray(column) && column.length === length);
}

function columnar(value: Record<string, unknown>): Content {
  const columns = Object.entries(value).map(([name, values]) => ({ name, values: (values as unknown[]).map(single) }));
  return { rows: columns[0]?.values.length ?? 0, columns };
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

function objects(rows: readonly Record<string, unknown>[]): Content {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return { rows: rows.length, columns: [...names].map((name) => ({ name, values: rows.map((row) => row[name] as Value) })) };
}

function lists(rows: readonly unknown[][], name: string): Content {
  const width = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== width)) throw new TidemarkError("input", `reading rows: expected all of them to have ${width} values`);
  return { rows: rows.length, columns: [{ name, values: rows }], unnamed: true };
}

function scalars(rows: readonly unknown[], name: string): Content {
  return { rows: rows.length, columns: [{ name, values: rows as Value[] }] };
}
