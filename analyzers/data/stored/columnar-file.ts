import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { columnNature } from "../column-nature.ts";
import { type DataColumn, type DataSet, type DataTable, NO_LOOKS } from "../data-set.ts";
import { visibleLine } from "../../../visible-text.ts";
import { nameColumns } from "../files/column-names.ts";
import type { FileFormat } from "../files/file-formats.ts";
import type { Part } from "../files/find-parts.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import { headOf } from "../files/head-of.ts";
import { literal, quoted } from "../files/quoted.ts";
import { declaredNature } from "../natures/declared-nature.ts";
import { type FlatColumn, flatColumns } from "./flat-columns.ts";
import { holdColumns } from "./hold-columns.ts";
import { lookIntoTexts } from "./look-into-texts.ts";
import { reasonOf } from "./reason-of.ts";

const MOST_KEYS = 1_000;
/** From so many columns on, of few rows, the database takes longer to be asked than to hand them over. */
const WIDE = 250;
const HELD_CELLS = 40_000_000;

/** Opens files that say of themselves what they hold (Parquet, Arrow, ORC, Avro), read in place, column by column as it is asked for. @throws TidemarkError `input` for what is no such file. */
export async function openColumnarFile(
  name: string,
  parts: readonly Part[],
  format: FileFormat,
  store: () => Promise<Store>,
  declared: DeclaredFile,
): Promise<DataSet> {
  const engine = await store();
  const { from, engineFormat, close } = await placeOf(parts, format);
  try {
    const described = await describe(engine, from, engineFormat);
    const table = tableFor(engine, from, engineFormat, described);
    const [counted] = await queried<{ rows: number }>(table, `SELECT count() AS rows FROM ${table.table}`, from);
    const rows = counted?.rows ?? 0;
    const flat = [...(await withKeys(table, described)), ...partitionColumns(parts)];
    const { names, notes } = nameColumns(
      flat.map((column) => column.name),
      () => false,
    );
    const kept = flat.flatMap((column, place) => (names[place] === null ? [] : [{ ...column, name: names[place] ?? column.name }]));
    const said = [
      `${visibleLine(name)}: read as ${[format.words, ...(parts.length > 1 ? [`${parts.length} parts`] : [])].join("; ")}.`,
      ...notes.map((note) => `${visibleLine(name)}: ${note}`),
    ];
    if (kept.length > WIDE && kept.length * rows <= HELD_CELLS) {
      const held = await holdColumns(name, format.words, table, kept, rows, store, declared);
      return { ...held, notes: said, close: () => held.close().then(close) };
    }
    const columns = new Map(kept.map((column) => [column.name, dataColumn(column, declared.missing ?? [])]));
    const texts = new Map([...columns].filter(([, { nature }]) => nature === "string"));
    for (const [column, looked] of await lookIntoTexts(table, texts, false, null)) columns.set(column, looked);
    for (const [column, found] of columns) columns.set(column, declaredNature(column, found, declared, []));
    return { name, rows, columns, notes: said, tableOf: () => Promise.resolve(table), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function dataColumn({ type, sql }: FlatColumn, missing: readonly string[]): DataColumn {
  const { nature, narrow } = columnNature(type);
  const away = missing.length === 0 ? [] : nature === "string" ? missing : nature === "number" ? missing.filter((text) => Number.isFinite(Number(text))) : [];
  const plain = nature === "string" ? `nullIf(${sql}, '')` : sql;
  const value = away.length === 0 ? plain : `if(toString(${plain}) IN (${away.map(literal).join(", ")}), NULL, ${plain})`;
  return {
    nature,
    type,
    texts: nature === "string",
    narrow,
    readings: [],
    sql: value,
    parameters: {},
    missingSql: null,
    looks: NO_LOOKS,
    fault: null,
    held: null,
  };
}

/** Where the database finds the files: one in its place, several by links of plain names in a folder that goes at the end. */
async function placeOf(
  parts: readonly Part[],
  format: FileFormat,
): Promise<{ readonly from: string; readonly engineFormat: string; readonly close: () => Promise<void> }> {
  const [first] = parts;
  const path = resolve(first?.path ?? "");
  const engineFormat = format.name === "arrow" && !(await beginsWith(path, "ARROW1")) ? "ArrowStream" : format.engine;
  if (format.magic !== undefined && engineFormat === format.engine && !(await beginsWith(path, format.magic)))
    throw new TidemarkError(
      "input",
      `reading ${visibleLine(path)} as ${format.words}: it does not begin as such a file does; expected a whole ${format.words} file, or --input-format`,
    );
  if (parts.length === 1 && !/[*?{}[\]]/.test(path)) return { from: path, engineFormat, close: () => Promise.resolve() };
  const folder = await mkdtemp(join(tmpdir(), "tidemark-parts-"));
  for (const [number, part] of parts.entries()) await symlink(resolve(part.path), join(folder, `${String(number).padStart(6, "0")}${extname(part.path)}`));
  return { from: join(folder, "*"), engineFormat, close: () => rm(folder, { recursive: true, force: true }) };
}

async function beginsWith(path: string, magic: string): Promise<boolean> {
  return (await headOf(path, magic.length)).toString("latin1") === magic;
}

async function describe(store: Store, path: string, format: string): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const union = path.endsWith("*") ? ", schema_inference_mode = 'union'" : "";
  try {
    return await store.query(
      `DESCRIBE TABLE file({path: String}, '${format}') SETTINGS schema_inference_make_columns_nullable = 'auto', describe_compact_output = 1${union}`,
      { path },
    );
  } catch (cause) {
    throw new TidemarkError("input", `reading ${visibleLine(path)} as ${format}: ${reasonOf(messageOf(cause))}; expected a whole ${format} file`, { cause });
  }
}

/** Days before 1900 and after 2299, which the database's own type does not have, are read as their numbers. */
function tableFor(store: Store, path: string, format: string, described: readonly { readonly name: string; readonly type: string }[]): DataTable {
  const days = format === "Parquet" && described.some(({ type }) => type.includes("Date32"));
  // Nanoseconds would end in 2262.
  const nanoseconds = format === "ORC" && described.some(({ type }) => type.includes("DateTime64(9"));
  const typeOf = (type: string): string => (days ? type.replaceAll("Date32", "Int32") : nanoseconds ? type.replaceAll("DateTime64(9", "DateTime64(6") : type);
  const types = described.map(({ name, type }) => `${quoted(name)} ${typeOf(type)}`);
  const structure = days || nanoseconds || path.endsWith("*") ? `, ${literal(types.join(", "))}` : "";
  return {
    store,
    table: `file({path: String}, '${format}'${structure})`,
    parameters: { path },
    rowNumber: format === "Parquet" ? "cityHash64(_file, _row_number)" : "rowNumberInAllBlocks()",
    order: path.endsWith("*") ? "_file" : null,
  };
}

async function queried<Row>(table: DataTable, sql: string, path: string): Promise<Row[]> {
  try {
    return await table.store.query<Row>(sql, table.parameters);
  } catch (cause) {
    throw new TidemarkError("input", `reading ${visibleLine(path)}: ${reasonOf(messageOf(cause))}; expected a whole file`, { cause });
  }
}

/** Structs as columns, maps as a column a key. */
async function withKeys(table: DataTable, described: readonly { readonly name: string; readonly type: string }[]): Promise<readonly FlatColumn[]> {
  const columns: FlatColumn[] = [];
  for (const column of described.flatMap(({ name, type }) => flatColumns(name, type))) {
    const value = /^Map\((?:LowCardinality\()?String\)?, (.+)\)$/s.exec(column.type)?.[1];
    if (value === undefined) columns.push(column.type.includes("Date32") ? { ...column, sql: dayOf(column, table) } : column);
    else {
      const [row] = await table.store.query<{ keys: readonly string[] }>(
        `SELECT arraySort(groupUniqArrayArray(${MOST_KEYS})(mapKeys(${column.sql}))) AS keys FROM ${table.table}`,
        table.parameters,
      );
      for (const key of row?.keys ?? [])
        columns.push({
          ...column,
          name: `${column.name}_${key}`,
          type: value,
          sql: `if(mapContains(${column.sql}, ${literal(key)}), ${column.sql}[${literal(key)}], NULL)`,
        });
    }
  }
  return columns;
}

function dayOf({ sql }: FlatColumn, { table }: DataTable): string {
  return table.includes("Int32") ? `fromUnixTimestamp64Milli(toInt64(${sql}) * 86400000, 'UTC')` : sql;
}

function partitionColumns(parts: readonly Part[]): readonly FlatColumn[] {
  const names = [...new Set(parts.flatMap(({ partition }) => Object.keys(partition)))];
  const files = parts.map(({ path }, number) =>
    literal(parts.length === 1 ? (path.split("/").at(-1) ?? "") : `${String(number).padStart(6, "0")}${extname(path)}`),
  );
  return names.map((name) => {
    const values = parts.map(({ partition }) => literal(partition[name] ?? ""));
    return { name, type: "Nullable(String)", sql: `transform(_file, [${files.join(", ")}], [${values.join(", ")}], '')`, of: name };
  });
}
