import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { crc32, gzipSync, zstdCompressSync } from "node:zlib";
import { literal, quoted } from "../../../../analyzers/data/files/quoted.ts";
import type { Store } from "../../../../collector/clickhouse/store.ts";

/** A column of a table to be written; times in epoch milliseconds, whole seconds. */
export interface WrittenColumn {
  readonly name: string;
  readonly kind: "number" | "text" | "truth" | "time";
  readonly values: readonly (number | string | boolean | null)[];
}

/** Writes a table as a file, or a folder of parts; the path of it. */
export type TableWriter = (columns: readonly WrittenColumn[], folder: string, store: Store) => Promise<string>;

type Cell = WrittenColumn["values"][number];

const TYPES = { number: "Float64", text: "String", truth: "Bool", time: "DateTime64(3, 'UTC')" } as const;

const rowsOf = (columns: readonly WrittenColumn[]): number => columns[0]?.values.length ?? 0;
const isoOf = (value: Cell): string => new Date(Number(value)).toISOString().replace(".000", "");
const cellOf = ({ kind, values }: WrittenColumn, row: number): Cell => {
  const value = values[row] ?? null;
  return value !== null && kind === "time" ? isoOf(value) : value;
};
const objectsOf = (columns: readonly WrittenColumn[]): readonly Readonly<Record<string, Cell>>[] =>
  Array.from({ length: rowsOf(columns) }, (_, row) => Object.fromEntries(columns.map((column) => [column.name, cellOf(column, row)])));

/** Delimited text, texts in quotes. */
export function delimited(columns: readonly WrittenColumn[], delimiter: string, end: string, decimal = "."): string {
  const field = (cell: Cell): string => {
    if (cell === null) return "";
    if (typeof cell === "boolean") return cell ? "True" : "False";
    if (typeof cell === "string") return `"${cell.replaceAll('"', '""')}"`;
    const number = String(cell).replace(".", decimal);
    return number.includes(delimiter) ? `"${number}"` : number;
  };
  const rows = Array.from({ length: rowsOf(columns) }, (_, row) => columns.map((column) => field(cellOf(column, row))));
  return [columns.map(({ name }) => field(name)), ...rows].map((cells) => `${cells.join(delimiter)}${end}`).join("");
}

/** JSON in the ways in which pandas writes it, and lines. */
export const JSON_ORIENTS: Readonly<Record<string, (columns: readonly WrittenColumn[]) => string>> = {
  lines: (columns) =>
    objectsOf(columns)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(""),
  records: (columns) => JSON.stringify(objectsOf(columns)),
  columns: (columns) =>
    JSON.stringify(Object.fromEntries(columns.map((column) => [column.name, Object.fromEntries(column.values.map((_, row) => [row, cellOf(column, row)]))]))),
  index: (columns) => JSON.stringify(Object.fromEntries(objectsOf(columns).map((row, place) => [place, row]))),
  split: (columns) =>
    JSON.stringify({
      columns: columns.map(({ name }) => name),
      index: [],
      data: Array.from({ length: rowsOf(columns) }, (_, row) => columns.map((column) => cellOf(column, row))),
    }),
  table: (columns) => JSON.stringify({ schema: { fields: [], primaryKey: ["index"] }, data: objectsOf(columns).map((row, index) => ({ index, ...row })) }),
};

/** Packed, by ourselves or by the engine. */
export const PACKINGS: Readonly<Record<string, (bytes: Buffer, path: string, store: Store) => Promise<void>>> = {
  gz: (bytes, path) => writeFile(path, gzipSync(bytes)),
  zst: (bytes, path) => writeFile(path, zstdCompressSync(bytes)),
  zip: (bytes, path) => writeFile(path, zipped("table.csv", bytes)),
  xz: (bytes, path, store) => packedByEngine(bytes, path, store, "xz"),
  lz4: (bytes, path, store) => packedByEngine(bytes, path, store, "lz4"),
};

async function packedByEngine(bytes: Buffer, path: string, store: Store, how: string): Promise<void> {
  await rm(path, { force: true });
  await store.command(`INSERT INTO FUNCTION file({path: String}, 'RawBLOB', 'blob String', '${how}') SELECT base64Decode({bytes: String})`, {
    path,
    bytes: bytes.toString("base64"),
  });
}

/** A file stored in a zip, unpacked. [APPNOTE 6.3.10, 4.3] */
export function zipped(name: string, bytes: Buffer): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(bytes.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), bytes]);
  const central = Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** Written by the engine. @param rows which of them. */
export async function writtenByEngine(columns: readonly WrittenColumn[], path: string, format: string, store: Store): Promise<void> {
  await rm(path, { force: true });
  await mkdir(dirname(path), { recursive: true });
  const picked = columns.map(({ name, kind }, place) => {
    const value = `JSONExtract(line, ${place + 1}, 'Nullable(${kind === "time" ? "Int64" : TYPES[kind]})')`;
    return `${kind === "time" ? `fromUnixTimestamp64Milli(${value}, 'UTC')` : value} AS ${quoted(name)}`;
  });
  const lines = Array.from({ length: rowsOf(columns) }, (_, row) => JSON.stringify(columns.map(({ values }) => values[row] ?? null)));
  await store.command(
    `INSERT INTO FUNCTION file({path: String}, '${format}') SELECT ${picked.join(", ")} FROM (SELECT arrayJoin([${lines.map(literal).join(", ")}]) AS line)`,
    { path },
  );
}

/** The rows from `from` up to `to`. */
export function rowsBetween(columns: readonly WrittenColumn[], from: number, to: number): readonly WrittenColumn[] {
  return columns.map((column) => ({ ...column, values: column.values.slice(from, to) }));
}

/** Every writing that there is, by its name. */
export const TABLE_WRITERS: Readonly<Record<string, TableWriter>> = {
  ...Object.fromEntries(
    [",", ";", "\t", "|"].map((delimiter) => [
      `text with ${JSON.stringify(delimiter)}`,
      text("t.csv", (columns) => Buffer.from(delimited(columns, delimiter, "\n"))),
    ]),
  ),
  "CRLF and a byte order mark": text("t.csv", (columns) => Buffer.from(`\ufeff${delimited(columns, ",", "\r\n")}`)),
  "semicolons and decimal commas": text("t.csv", (columns) => Buffer.from(delimited(columns, ";", "\n", ","))),
  "UTF-16, little end first": text("t.csv", (columns) => Buffer.from(`\ufeff${delimited(columns, ",", "\r\n")}`, "utf16le")),
  "UTF-16, big end first": text("t.csv", (columns) => Buffer.from(`\ufeff${delimited(columns, "\t", "\n")}`, "utf16le").swap16()),
  ...Object.fromEntries(
    Object.keys(PACKINGS).map((ending) => [
      `CSV in ${ending}`,
      (async (columns, folder, store) => {
        const path = join(folder, `t.csv.${ending}`);
        await PACKINGS[ending]?.(Buffer.from(delimited(columns, ",", "\n")), path, store);
        return path;
      }) satisfies TableWriter,
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(JSON_ORIENTS).map(([orient, write]) => [
      `JSON: ${orient}`,
      text(orient === "lines" ? "t.jsonl" : "t.json", (columns) => Buffer.from(write(columns))),
    ]),
  ),
  "JSON lines in gzip": text("t.jsonl.gz", (columns) => gzipSync(JSON_ORIENTS["lines"]?.(columns) ?? "")),
  ...Object.fromEntries(
    [
      ["Parquet", "t.parquet"],
      ["Arrow", "t.arrow"],
      ["ArrowStream", "t.arrows"],
      ["ORC", "t.orc"],
      ["Avro", "t.avro"],
    ].map(([format = "", file = ""]) => [
      format,
      (async (columns, folder, store) => {
        await writtenByEngine(columns, join(folder, file), format, store);
        return join(folder, file);
      }) satisfies TableWriter,
    ]),
  ),
  "a folder of CSV": parts(async (columns, path) => writeFile(`${path}.csv`, delimited(columns, ",", "\n"))),
  "a folder of JSON lines": parts(async (columns, path) => writeFile(`${path}.jsonl`, JSON_ORIENTS["lines"]?.(columns) ?? "")),
  "a folder of Parquet": parts((columns, path, store) => writtenByEngine(columns, `${path}.parquet`, "Parquet", store)),
};

function text(file: string, write: (columns: readonly WrittenColumn[]) => Buffer): TableWriter {
  return async (columns, folder) => {
    await writeFile(join(folder, file), write(columns));
    return join(folder, file);
  };
}

/** Two parts, with files beside them that are none. */
function parts(write: (columns: readonly WrittenColumn[], path: string, store: Store) => Promise<void>): TableWriter {
  return async (columns, folder, store) => {
    const path = join(folder, "parts");
    await rm(path, { recursive: true, force: true });
    await mkdir(path);
    const middle = Math.ceil(rowsOf(columns) / 2);
    await write(rowsBetween(columns, 0, middle), join(path, "part-0"), store);
    await write(rowsBetween(columns, middle, rowsOf(columns)), join(path, "part-1"), store);
    await writeFile(join(path, "_SUCCESS"), "");
    return path;
  };
}
