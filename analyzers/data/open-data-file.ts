import { basename } from "node:path";
import type { Store } from "../../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import { columnNature } from "./column-nature.ts";
import type { DataColumn, DataSet } from "./data-set.ts";
import { lookIntoStrings, NO_LOOKS } from "./look-into-strings.ts";

const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\.parquet$/i, "Parquet"],
  [/\.csv(\.gz)?$/i, "CSVWithNames"],
  [/\.tsv(\.gz)?$/i, "TSVWithNames"],
  [/\.(jsonl|ndjson|json)(\.gz)?$/i, "JSONEachRow"],
];

/** Read as text, whatever the first rows look like, so that no later row can fail the file. */
const AS_TEXT = [
  "input_format_csv_use_best_effort_in_schema_inference = 0",
  "input_format_tsv_use_best_effort_in_schema_inference = 0",
  "input_format_csv_allow_variable_number_of_columns = 1",
  "input_format_tsv_allow_variable_number_of_columns = 1",
  "input_format_json_read_numbers_as_strings = 1",
  "input_format_json_read_bools_as_strings = 1",
  "input_format_json_read_arrays_as_strings = 1",
  "input_format_json_read_objects_as_strings = 1",
  "input_format_null_as_default = 1",
].join(", ");

/** How files write that a value is missing. */
const MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "NaT", "\\\\N"];

/**
 * Opens a data file, which a store on this machine reads in place: Parquet column by column as it is asked for; CSV, TSV and JSON lines once, as text, into a table of the store that lasts as long as it
 * (their every column would cost reading the whole file again). Nothing in a row can fail the file: what is no number counts as a value of another type.
 * @param path absolute. @param label of the table. @throws TidemarkError `input` for an unknown ending, a file that cannot be read or is empty.
 */
export async function openDataFile(store: Store, path: string, label: "reference" | "current"): Promise<DataSet> {
  const format = FORMATS.find(([ending]) => ending.test(path))?.[1];
  if (format === undefined)
    throw new TidemarkError("input", `reading ${path}: its ending is unknown; .parquet, .csv, .tsv, .jsonl and .ndjson are read, the last four also with .gz`);
  const source = format === "Parquet" ? await parquet(store, path) : await loaded(store, path, format, label);
  const strings = new Map([...source.columns].filter(([, { nature }]) => nature === "string"));
  const looks = await lookIntoStrings(store, source, strings);
  const columns = new Map([...source.columns].map(([name, column]) => [name, { ...column, looks: looks.get(name) ?? NO_LOOKS }]));
  const [counted] = await store.query<{ rows: number }>(`SELECT count() AS rows FROM ${source.table}`, source.parameters);
  return { name: basename(path), rows: counted?.rows ?? 0, store, ...source, columns };
}

type Source = Pick<DataSet, "table" | "parameters" | "rowNumber" | "columns">;

async function parquet(store: Store, path: string): Promise<Source> {
  const table = "file({path: String}, 'Parquet')";
  const described = await describe(store, path, table, "Parquet", "schema_inference_make_columns_nullable = 'auto'");
  const columns = described.map(({ name, type }, index): [string, DataColumn] => {
    const key = `c${index}`;
    const missing = columnNature(type).nature === "string" ? `nullIf({${key}: Identifier}, '')` : `{${key}: Identifier}`;
    return [name, { ...columnNature(type), type, sql: missing, parameters: { [key]: name }, looks: NO_LOOKS }];
  });
  return { table, parameters: { path }, rowNumber: "_row_number", columns: new Map(columns) };
}

async function loaded(store: Store, path: string, format: string, label: string): Promise<Source> {
  const names = (await describe(store, path, `file({path: String}, '${format}')`, format, AS_TEXT)).map(({ name }) => name);
  if (names.length === 0)
    throw new TidemarkError("input", `reading ${path}: it has no columns; expected ${format === "JSONEachRow" ? "an object a line" : "a header and rows"}`);
  const structure = names.map((name) => `${quoted(name)} Nullable(String)`).join(", ");
  const table = `report_${label}`;
  try {
    await store.command(`CREATE TABLE ${table} (${structure}) ENGINE = MergeTree ORDER BY tuple()`);
    await store.command(
      `INSERT INTO ${table} SELECT COLUMNS('.*') APPLY(text -> if(text IN ('${MISSING.join("', '")}'), NULL, text)) FROM file({path: String}, '${format}', {structure: String}) SETTINGS ${AS_TEXT}`,
      { path, structure },
    );
  } catch (cause) {
    throw unreadable(path, format, cause);
  }
  const columns = names.map((name, index): [string, DataColumn] => [
    name,
    { nature: "string", type: "Nullable(String)", narrow: false, sql: `{c${index}: Identifier}`, parameters: { [`c${index}`]: name }, looks: NO_LOOKS },
  ]);
  return {
    table,
    parameters: {},
    rowNumber: "_part_starting_offset + _part_offset",
    columns: new Map(columns),
  };
}

/** An identifier in SQL. */
function quoted(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

async function describe(store: Store, path: string, table: string, format: string, settings: string): Promise<readonly { name: string; type: string }[]> {
  try {
    return await store.query<{ name: string; type: string }>(`DESCRIBE TABLE ${table} SETTINGS ${settings}`, { path });
  } catch (cause) {
    throw unreadable(path, format, cause);
  }
}

function unreadable(path: string, format: string, cause: unknown): TidemarkError {
  const [what, expected] =
    format === "Parquet"
      ? ["Parquet", "a Parquet file"]
      : format === "JSONEachRow"
        ? ["JSON lines", "an object a line"]
        : ["text", "a header and rows under it"];
  return new TidemarkError("input", `reading ${path} as ${what}: ${reasonOf(messageOf(cause))}; expected ${expected}`, { cause });
}

/** The last sentence of ClickHouse's message that says something, with the row where it names one. */
function reasonOf(message: string): string {
  if (/the file is empty|Cannot read rows from the data/.test(message)) return "no rows could be read";
  const row = /\(at row (\d+)\)/.exec(message)?.[1];
  const reason = (message.replace(/^(?:querying|commanding) ClickHouse: /, "").split(/: \(|\. \(|\n/)[0] ?? message).replace(/[.\s]+$/, "");
  return row === undefined ? reason : `in row ${row}: ${reason}`;
}
