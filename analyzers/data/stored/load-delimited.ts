import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { totalIn, totalNote } from "../files/bad-rows.ts";
import { type Dialect, dialectOf } from "../files/dialect.ts";
import { headOf } from "../files/head-of.ts";
import { literal } from "../files/quoted.ts";
import { delimiterWords, headerNotes, headerOf } from "../files/read-delimited.ts";
import { Records } from "../files/records.ts";
import { hasOldLines, scanRecords } from "../files/scan-records.ts";
import { plainRecords } from "./plain-records.ts";
import { rewriteText } from "./rewrite-text.ts";
import { type LoadedText, loadInto, type Loading, unreadable } from "./text-table.ts";

const HEAD_BYTES = 4 * 1024 * 1024;
const TAIL_BYTES = 1024 * 1024;
/** An empty value is missing, whatever else is written. */
const PLAINLY = "format_csv_null_representation = '', input_format_csv_skip_trailing_empty_lines = 1";

/** Loads delimited text. @throws TidemarkError `input` for rows that cannot be read, unless they are to be left out. */
export async function loadDelimited(loading: Loading): Promise<LoadedText> {
  const { path, declared } = loading;
  const head = (await headOf(path, HEAD_BYTES)).toString("utf8");
  const oldLines = hasOldLines(head);
  const text = oldLines ? head.replaceAll("\r", "\n") : head;
  const dialect = dialectOf(text, declared);
  const rows = (await loadItself(loading, dialect, text)) ?? (await loadCopy(loading, dialect, oldLines));
  return { ...rows, header: headerOf(dialect), words: delimiterWords(dialect), headerNotes: headerNotes(dialect, declared) };
}

type Loaded = Pick<LoadedText, "rows" | "notes">;

/** By the database's own reading, held against ours: as many rows, each as plain as can be; null where they could differ. */
async function loadItself(loading: Loading, dialect: Dialect, head: string): Promise<Loaded | null> {
  const { path, declared } = loading;
  const before = head.slice(0, dialect.rows.at);
  if (dialect.before !== dialect.rows.line - 1) return null;
  const settings = `format_csv_delimiter = ${literal(dialect.delimiter)}, input_format_csv_skip_first_lines = ${dialect.before}${dialect.delimiter === "\t" ? ", input_format_csv_allow_whitespace_or_tab_as_delimiter = 1" : ""}, ${PLAINLY}`;
  const records = await plainRecords(path, dialect, Buffer.byteLength(before));
  if (records === null) return null;
  const rows = await loadInto(loading, { path, format: "CSV", settings, names: namesOf(dialect) }).catch(() => null);
  if (rows !== records) return null;
  const total = rows < 3 ? -1 : await totalAtEnd(loading, dialect);
  if (total >= 0 && declared.skipBadRows === true) return null;
  return { rows, notes: total < 0 ? [] : [totalNote(dialect.rows.line + rows - 1, total, false)] };
}

/** By our reading, record by record, written plainly for the database. */
async function loadCopy(loading: Loading, dialect: Dialect, oldLines: boolean): Promise<Loaded> {
  const { path, declared, folder } = loading;
  const copy = join(folder, "copy.csv");
  let lines: string[] = [];
  const records = new Records(dialect, declared, (cells) => void lines.push(`${cells.map(quotedCell).join(",")}\n`));
  const take = (): string => {
    const taken = lines.join("");
    lines = [];
    return taken;
  };
  let read: Loaded = { rows: 0, notes: [] };
  const end = (): string => {
    read = records.end(path);
    return take();
  };
  await rewriteText(path, copy, { read: (text, at, isLast) => records.read(text, at, isLast), take }, dialect.rows.at, oldLines, end);
  if (read.rows === 0) return read;
  const rows = await loadInto(loading, { path: copy, format: "CSV", settings: PLAINLY, names: namesOf(dialect) }).catch((cause: unknown) => {
    throw unreadable(path, "text", cause);
  });
  return rows === read.rows ? read : { ...read, notes: [...read.notes, `its rows counted in two ways differ: ${rows} and ${read.rows}.`] };
}

function namesOf({ columns }: Dialect): readonly string[] {
  return Array.from({ length: columns }, (_, place) => `c${place}`);
}

/** An empty one, of several, without quotes. */
function quotedCell(cell: string, _place: number, { length }: readonly string[]): string {
  return cell === "" && length > 1 ? "" : `"${cell.replaceAll('"', '""')}"`;
}

/** Where the last line says that it adds up those above it; −1: nowhere. */
async function totalAtEnd({ store, table, path }: Loading, { delimiter }: Dialect): Promise<number> {
  const cells: string[] = [];
  const onCell = (_: number, cell: string): number => cells.push(cell);
  scanRecords(await lastLine(path), delimiter, onCell, () => false);
  const place = totalIn(cells, () => false);
  if (place < 0) return -1;
  const [row] = await store.query<{ rows: number }>(`SELECT count() AS rows FROM ${table} WHERE v${place} = {value: String}`, { value: cells[place] ?? "" });
  return (row?.rows ?? 0) > 1 ? -1 : place;
}

async function lastLine(path: string): Promise<string> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, TAIL_BYTES)), 0, Math.min(size, TAIL_BYTES), Math.max(0, size - TAIL_BYTES));
    const tail = buffer.subarray(0, bytesRead).toString("utf8").trimEnd();
    return tail.slice(tail.lastIndexOf("\n") + 1);
  } finally {
    await file.close();
  }
}
