import { TidemarkError } from "../../errors.ts";
import type { Content, Value } from "./protocol.ts";
import { wholeNumber } from "./tensor-bytes.ts";

/** CSV with a comma, quotes doubled within quotes (RFC 4180); a cell that is empty, "nan" or "null" is missing, one that is a decimal number is one.
 * @param header whether the first line names the columns. Without one they are f0, f1, …
 * @throws TidemarkError `input` when a row has another number of cells than the first, or a quote stays open. */
export function csvToContent(text: string, header: boolean): Content {
  const records = csvRecords(text);
  const [first] = records;
  if (first === undefined) return { rows: 0, columns: [] };
  const odd = records.findIndex((record) => record.length !== first.length);
  if (odd !== -1) throw new TidemarkError("input", `reading CSV: row ${odd} has ${records[odd]?.length} cells; expected ${first.length}, as the first has`);
  const rows = header ? records.slice(1) : records;
  const columns = first.map((name, i) => ({ name: header ? name : `f${i}`, values: rows.map((row) => cell(row[i] ?? "")) }));
  if (header) return { rows: rows.length, columns };
  if (first.length === 1) return { rows: rows.length, columns };
  return { rows: rows.length, columns: [{ name: "f0", values: rows.map((_, row) => columns.map((column) => column.values[row]) as object) }], unnamed: true };
}

/** CSV whose first line may name its columns: it does where a number stands below a name; where it cannot be told, it is a row, or a line of names where only then are there as many rows as in the other half. */
export function csvWithOrWithoutHeader(text: string): Content {
  const rows = csvToContent(text, false);
  if (rows.rows < 2 || !namesColumns(text)) return rows;
  const named = csvToContent(text, true);
  const numbers = named.columns.some(({ values }) => values.some((value) => typeof value === "number"));
  return numbers ? { ...named, otherwise: rows } : { ...rows, otherwise: named };
}

/** Whether a first line names columns: no cell is a number or empty, and no two are the same. */
export function namesColumns(text: string): boolean {
  const [line = ""] = text.split(/\r?\n/, 1);
  const [first = []] = csvRecords(line);
  return first.length > 0 && new Set(first).size === first.length && first.every((name) => name.trim() !== "" && !Number.isFinite(Number(name)));
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NONE = /^(?:nan|null)$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** A whole number that a double would round is a bigint. */
function cell(text: string): Value {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return trimmed.length >= 16 && /^[+-]?\d+$/.test(trimmed) ? wholeNumber(BigInt(trimmed.replace("+", ""))) : Number(trimmed);
  if (trimmed === "" || NONE.test(trimmed)) return null;
  const infinite = INFINITE.exec(trimmed);
  return infinite === null ? text : infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function csvRecords(text: string): string[][] {
  if (!text.includes('"')) return lines(text).map((line) => line.split(","));
  const records: string[][] = [];
  let record: string[] = [];
  const token = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) throw new TidemarkError("input", `reading CSV: a quote in row ${records.length} is not closed, or stands within a cell`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== ",") {
      records.push(record);
      record = [];
    } else if (token.lastIndex === text.length) record.push("");
  }
  if (record.length > 0) records.push(record);
  return records;
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== "");
}
