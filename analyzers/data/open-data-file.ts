import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { DataSet } from "./data-set.ts";
import type { DeclaredFile } from "./files/declared-file.ts";
import { FILE_FORMATS, type FileFormat, FORMATS_IN_WORDS, formatNamed, formatOfName } from "./files/file-formats.ts";
import { findParts, type Part } from "./files/find-parts.ts";
import { headOf } from "./files/head-of.ts";
import { joinTables, mixedColumns } from "./files/join-tables.ts";
import { packingOf, type PlainText, readPlainText } from "./files/plain-text.ts";
import type { RawTable } from "./files/raw-table.ts";
import { readDelimited } from "./files/read-delimited.ts";
import { isDocument, readJson } from "./files/read-json.ts";
import { hasOldLines } from "./files/scan-records.ts";
import { memoryDataSet } from "./memory/memory-data-set.ts";
import { MISSING_WORDS } from "./natures/missing-words.ts";
import { visibleLine } from "../../visible-text.ts";
import { openColumnarFile } from "./stored/columnar-file.ts";
import { openLargeText } from "./stored/large-text.ts";
import { plainCopy } from "./stored/plain-copy.ts";
import { withoutColumns } from "./without-columns.ts";

export interface ReaderLimits {
  /** Text up to so many bytes is held in memory; more is loaded into the database. */
  readonly heldBytes: number;
  /** The same of text with so many columns that the database is slow with it. */
  readonly heldWideBytes: number;
  /** The same of JSON that is one value, which is read as a whole. */
  readonly heldDocumentBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const LIMITS: ReaderLimits = { heldBytes: 32 * MEBIBYTE, heldWideBytes: 450 * MEBIBYTE, heldDocumentBytes: 128 * MEBIBYTE };
const WIDE = 250;
const HEAD_BYTES = 256 * 1024;

/** A file that is being opened. */
interface Opening {
  /** Last part of its path. */
  readonly name: string;
  readonly format: FileFormat;
  readonly store: () => Promise<Store>;
  readonly declared: DeclaredFile;
  readonly limits: ReaderLimits;
}

/**
 * Opens a data set of a file, a folder of parts or a pattern: the one way in which files are read. What it is written in is recognised, by its content before its name, or as declared.
 * @param store a database on this machine, started when it is needed: for Parquet and its kin, for much text, and for what asks in SQL.
 * @throws TidemarkError `input` naming file, line and column for what cannot be read.
 */
export async function openDataFile(store: () => Promise<Store>, path: string, declared: DeclaredFile = {}, limits: ReaderLimits = LIMITS): Promise<DataSet> {
  const parts = findParts(path);
  const [first] = parts;
  const format = declared.format === undefined ? await recognised(first?.path ?? path) : formatNamed(declared.format);
  const opening: Opening = { name: basename(path), format, store, declared, limits };
  const data = format.text ? await openText(opening, parts) : await openColumnarFile(opening.name, parts, format, store, declared);
  return withoutColumns(data, declared.exclude ?? []);
}

async function openText(opening: Opening, parts: readonly Part[]): Promise<DataSet> {
  const { store, declared, limits } = opening;
  const [first] = parts;
  if (parts.length !== 1 || first === undefined || Object.keys(first.partition).length > 0) return openParts(opening, parts);
  const text = await readPlainText(first.path, store, await mostBytes(first.path, limits), declared.encoding);
  const data = text === null ? await large(opening, first.path) : held(opening, text, first.path);
  if (data.rows === 0) throw noRows(first.path, opening.format);
  return data;
}

function held(opening: Opening, text: PlainText, path: string): DataSet {
  const { raw, words } = rawTable(opening, text, path);
  return memoryDataSet(opening.name, raw, words, opening.store, opening.declared);
}

async function openParts(opening: Opening, parts: readonly Part[]): Promise<DataSet> {
  const { name, format, store, declared, limits } = opening;
  const read = async ({ path, partition }: Part, asTexts?: ReadonlySet<string>): Promise<{ raw: RawTable; partition: Part["partition"]; words: string }> => {
    const text = await readPlainText(path, store, limits.heldWideBytes, declared.encoding);
    if (text === null)
      throw new TidemarkError(
        "input",
        `reading ${visibleLine(path)}: a part of text of more than ${limits.heldWideBytes / MEBIBYTE} MiB is not read among others; expected smaller parts, or Parquet`,
      );
    return { ...rawTable(opening, text, path, asTexts), partition };
  };
  const tables = [];
  for (const part of parts) tables.push(await read(part));
  // Numbers of a column that is text in another part are read again, as they are written.
  const texts = mixedColumns(tables.map(({ raw }) => raw));
  for (const [place, part] of parts.entries())
    if (tables[place]?.raw.columns.some(({ name: column, column: { kind } }) => texts.has(column) && kind === "numbers") === true)
      tables.splice(place, 1, await read(part, texts));
  const words = tables.at(-1)?.words ?? format.words;
  const data = memoryDataSet(name, joinTables(tables, words.startsWith("JSON") ? new Set() : MISSING_WORDS), words, store, declared);
  if (data.rows === 0) throw noRows(parts[0]?.path ?? name, format);
  return { ...data, notes: data.notes.map((note, place) => (place === 0 ? note.replace(/\.$/, `; ${parts.length} parts.`) : note)) };
}

function noRows(path: string, format: FileFormat): TidemarkError {
  const expected = format.name === "json" || format.name === "jsonl" ? "an object a line" : "a header and rows under it";
  return new TidemarkError("input", `reading ${visibleLine(path)}: it has no rows; expected ${expected}`);
}

function rawTable(
  { format, declared }: Opening,
  { text, words }: PlainText,
  path: string,
  asTexts?: ReadonlySet<string>,
): { readonly raw: RawTable; readonly words: string } {
  const plain = hasOldLines(text.slice(0, HEAD_BYTES)) ? text.replaceAll("\r", "\n") : text;
  if (/^\s*<(?:!doctype|html|\?xml)\b/i.test(plain.slice(0, 1000)))
    throw new TidemarkError("input", `reading ${visibleLine(path)}: it is a web page or XML; expected ${FORMATS_IN_WORDS}`);
  const kind = kindOf(plain, format, declared);
  const raw =
    kind === "delimited" ? readDelimited(plain, path, dialectDeclared(format, declared), asTexts) : readJson(plain, path, declared, format.name === "jsonl");
  return { raw: { ...raw, words: [...raw.words, ...words] }, words: calledOf(kind, format) };
}

/** What text is: delimited, an object a line, or one JSON value. @param text at least its beginning. */
function kindOf(text: string, format: FileFormat, declared: DeclaredFile): "delimited" | "lines" | "document" {
  const byName = format.name === "json" || format.name === "jsonl";
  const json = declared.format === undefined && declared.delimiter === undefined ? isJson(text, format) : byName;
  return !json ? "delimited" : isDocument(text, format.name === "jsonl") ? "document" : "lines";
}

function calledOf(kind: ReturnType<typeof kindOf>, format: FileFormat): string {
  if (kind !== "delimited") return kind === "document" ? "JSON" : "JSON lines";
  return format.name === "tsv" ? "TSV" : "CSV";
}

function dialectDeclared(format: FileFormat, declared: DeclaredFile): DeclaredFile {
  return format.name === "tsv" && declared.delimiter === undefined ? { ...declared, delimiter: "\t" } : declared;
}

/** By its first sign: an object, or an array of objects or arrays; a CSV may be called .json and the other way round. */
function isJson(text: string, format: FileFormat): boolean {
  const head = text.slice(0, 2000).trimStart();
  if (format.name === "json" || format.name === "jsonl") return /^[[{]/.test(head) || head === "" || !head.includes(",");
  return /^\{\s*"/.test(head) || /^\[\s*[[{]/.test(head);
}

/** A format by the content where it tells, else by the name. */
async function recognised(path: string): Promise<FileFormat> {
  const bytes = await headOf(path, 16);
  const head = bytes.toString("latin1");
  const byName = formatOfName(path);
  const byContent = FILE_FORMATS.find(({ magic }) => magic !== undefined && head.startsWith(magic));
  if (byContent !== undefined && (byContent.name !== "orc" || byName === undefined || byName.name === "orc")) return byContent;
  if (byName !== undefined) return byName;
  const isText = bytes.every((byte) => byte > 13 || byte === 9 || byte === 10 || byte === 13);
  if (bytes.length > 0 && (packingOf(bytes) !== undefined || isText || /^(?:\xff\xfe|\xfe\xff)/.test(head))) return formatNamed("csv");
  throw new TidemarkError(
    "input",
    `reading ${visibleLine(path)}: neither its name nor its content say what it is; ${FORMATS_IN_WORDS} are read, or name it by --input-format`,
  );
}

/** More of text in few long lines. */
async function mostBytes(path: string, { heldBytes, heldWideBytes }: ReaderLimits): Promise<number> {
  if ((await stat(path)).size <= heldBytes / 8) return Math.max(heldBytes, 1);
  const head = await headOf(path, HEAD_BYTES);
  if (packingOf(head) !== undefined) return heldBytes;
  const line = head.subarray(0, Math.max(0, head.indexOf(10)) || head.length).toString("latin1");
  return Math.max(...[",", ";", "\t", "|"].map((sign) => line.split(sign).length)) > WIDE ? heldWideBytes : heldBytes;
}

async function large(opening: Opening, path: string): Promise<DataSet> {
  const { name, format, store, declared, limits } = opening;
  const copy = await plainCopy(path, declared.encoding);
  try {
    const head = (await headOf(copy.path, HEAD_BYTES)).toString("utf8");
    const kind = kindOf(head, format, declared);
    if (kind === "document") {
      const text = await readPlainText(path, store, limits.heldDocumentBytes, declared.encoding);
      if (text !== null) {
        await copy.close();
        return held(opening, text, path);
      }
      if (!/^\s*\[/.test(head))
        throw new TidemarkError(
          "input",
          `reading ${visibleLine(path)}: one JSON object of more than ${limits.heldDocumentBytes / MEBIBYTE} MiB is not read as a whole; expected an object a line (pandas: orient="records", lines=True)`,
        );
    }
    const how = kind === "document" ? "array" : kind;
    const words = copy.words;
    const data = await openLargeText(name, copy.path, how, calledOf(kind, format), dialectDeclared(format, declared), words, store);
    return { ...data, close: () => data.close().then(copy.close) };
  } catch (thrown) {
    await copy.close();
    // The copy's name says nothing to anybody.
    throw thrown instanceof TidemarkError && copy.path !== path
      ? new TidemarkError(thrown.code, thrown.message.replaceAll(copy.path, path), { cause: thrown })
      : thrown;
  }
}
