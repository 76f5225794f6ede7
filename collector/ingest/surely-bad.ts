import { messageOf } from "../../errors.ts";

/** A table's columns: their types by name. */
export type Columns = ReadonlyMap<string, string>;

/** Why a row can be no row of the table, or undefined when only the engine can tell. What is said here the engine would say too, but of one row at a time. */
export function surelyBad(line: Buffer, columns: Columns): string | undefined {
  let row: unknown;
  try {
    row = JSON.parse(line.toString("utf8"));
  } catch (error) {
    return `reading a row: it is no JSON (${messageOf(error)}); one object a line is right`;
  }
  if (typeof row !== "object" || row === null || Array.isArray(row)) return "reading a row: it is no JSON object; one object a line is right";
  for (const [name, value] of Object.entries(row)) {
    const type = columns.get(name);
    if (type === undefined) return `reading a row: the table has no column ${name.slice(0, 100)}; docs/tables.md lists those that it has`;
    if (!fits(value, type)) return `reading a row: column ${name} holds ${JSON.stringify(value).slice(0, 100)}; a value of type ${type} is right`;
  }
  return undefined;
}

const NUMBER = /^(U?Int|Float|Decimal)/;

function fits(value: unknown, type: string): boolean {
  if (value === null) return true;
  if (type.startsWith("Map(")) return typeof value === "object";
  if (type.startsWith("Array(")) return Array.isArray(value) || typeof value === "string";
  if (!NUMBER.test(type) && !type.startsWith("Date")) return true;
  if (typeof value === "object") return false;
  if (type.startsWith("Date")) return typeof value !== "string" || /\d/.test(value);
  if (type.startsWith("UInt") && typeof value === "number" && value < 0) return false;
  return typeof value !== "string" || Number.isFinite(Number(value)) || /^[+-]?(nan|inf|infinity)$/i.test(value);
}
