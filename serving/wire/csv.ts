import { TidemarkError } from "../../errors.ts";
import type { Content, Value } from "./protocol.ts";

/** CSV with a comma, quotes doubled within quotes (RFC 4180); an empty cell is missing, a cell that is a number is one.
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

/** Whether a first line names columns: no cell is a number or empty, and no two are the same. */
export function namesColumns(text: string): boolean {
  const [first = []] = csvRecords(text.slice(0, text.indexOf("\n") === -1 ? text.length : text.indexOf("\n")));
  return first.length > 0 && new Set(first).size === first.length && first.every((name) => name.trim() !== "" && !Number.isFinite(Number(name)));
}

function cell(text: string): Value {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const number = Number(trimmed);
  return Number.isNaN(number) ? text : number;
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
