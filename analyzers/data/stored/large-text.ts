import { createReadStream } from "node:fs";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { type DataColumn, type DataSet, type DataTable, NO_LOOKS } from "../data-set.ts";
import { refuseRows } from "../files/bad-rows.ts";
import { nameColumns } from "../files/column-names.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import { DELIMITER_WORDS, type Dialect, dialectOf } from "../files/dialect.ts";
import { headOf } from "../files/head-of.ts";
import { literal, quoted } from "../files/quoted.ts";
import { MISSING_WORDS } from "../natures/missing-words.ts";
import { readingNotes } from "../natures/reading-notes.ts";
import { visibleLine } from "../../../visible-text.ts";
import { findFaults } from "./find-faults.ts";
import { lookIntoTexts } from "./look-into-texts.ts";
import { reasonOf } from "./reason-of.ts";

const HEAD_BYTES = 4 * 1024 * 1024;
let tables = 0;

/** What is loaded: columns by the name that they have in the file as the database sees it, and by the name that people see. */
interface Source {
  readonly format: "CSV" | "JSONEachRow";
  readonly settings: string;
  readonly columns: readonly { readonly there: string; readonly name: string | null }[];
  readonly words: readonly string[];
  readonly notes: readonly string[];
  readonly dialect: Dialect | null;
}

/**
 * Opens text that is too large to be held: the database reads it once, as text, into a table of its own. Its rows are counted against the lines of the file.
 * @param path plain UTF-8. @param written how it was written before that, in words.
 */
export async function openLargeText(
  name: string,
  path: string,
  kind: "delimited" | "json",
  declared: DeclaredFile,
  written: readonly string[],
  store: () => Promise<Store>,
): Promise<DataSet> {
  const engine = await store();
  const source = kind === "json" ? await jsonSource(engine, path) : await delimitedSource(path, declared);
  const table = `file_${process.pid}_${Date.now()}_${(tables += 1)}_text`;
  const drop = (): Promise<void> => engine.command(`DROP TABLE IF EXISTS ${table}`);
  const loaded = await load(engine, path, source, table, declared).catch(async (thrown: unknown) => {
    await drop();
    throw thrown;
  });
  const place: DataTable = { store: engine, table, parameters: {}, rowNumber: "_part_starting_offset + _part_offset" };
  const words = source.format === "CSV";
  const drafts = new Map(source.columns.flatMap(({ name: shown }, number) => (shown === null ? [] : [[shown, textColumn(`v${number}`, words)] as const])));
  const columns = await lookIntoTexts(place, drafts, words, declared.decimal ?? null);
  const read = kind === "json" ? "JSON lines" : "CSV";
  return {
    name,
    rows: loaded.rows,
    columns,
    notes: [
      ...readingNotes(name, read, { columns: [], words: [...source.words, ...written] }, columns),
      ...[...source.notes, ...loaded.notes].map((note) => `${visibleLine(name)}: ${note}`),
    ],
    tableOf: () => Promise.resolve(place),
    close: drop,
  };
}

function textColumn(sql: string, words: boolean): DataColumn {
  const missingSql = words ? `${sql} IN (${[...MISSING_WORDS].map(literal).join(", ")})` : null;
  return {
    nature: "string",
    type: "text",
    texts: true,
    narrow: false,
    readings: [],
    sql,
    parameters: {},
    missingSql,
    looks: NO_LOOKS,
    fault: null,
    held: null,
  };
}

async function delimitedSource(path: string, declared: DeclaredFile): Promise<Source> {
  const head = await headOf(path, HEAD_BYTES);
  const dialect = dialectOf(head.toString("utf8"), declared);
  const places = Array.from({ length: dialect.columns }, (_, place) => place);
  const header = dialect.header === null ? places.map((place) => `f${place}`) : dialect.rowNames ? ["", ...dialect.header] : dialect.header;
  const { names, notes } = nameColumns(header, () => false);
  const bad = declared.skipBadRows === true ? ", input_format_allow_errors_ratio = 1" : "";
  return {
    format: "CSV",
    settings: `format_csv_delimiter = ${literal(dialect.delimiter)}, input_format_csv_skip_first_lines = ${dialect.before}, input_format_csv_allow_whitespace_or_tab_as_delimiter = 1, input_format_csv_skip_trailing_empty_lines = 1${bad}`,
    columns: places.map((place) => ({ there: `c${place}`, name: names[place] ?? null })),
    words: dialect.columns > 1 ? [DELIMITER_WORDS[dialect.delimiter] ?? dialect.delimiter] : [],
    notes: [
      ...(dialect.header === null && declared.header !== false
        ? ["its first line looks like values, so it is a row and the columns are called f0, f1 and on (--no-header says so)."]
        : []),
      ...notes,
    ],
    dialect,
  };
}

const AS_TEXT =
  "input_format_json_read_numbers_as_strings = 1, input_format_json_read_bools_as_strings = 1, input_format_json_read_arrays_as_strings = 1, input_format_json_read_objects_as_strings = 1, input_format_skip_unknown_fields = 0";

/** Keys that only later rows have are columns too, so all rows are looked at. */
async function jsonSource(store: Store, path: string): Promise<Source> {
  const settings = `${AS_TEXT}, input_format_max_rows_to_read_for_schema_inference = 1000000000, input_format_max_bytes_to_read_for_schema_inference = 1000000000000`;
  try {
    const described = await store.query<{ name: string }>(
      `DESCRIBE TABLE file({path: String}, 'JSONEachRow') SETTINGS ${settings}, describe_compact_output = 1`,
      { path },
    );
    const { names, notes } = nameColumns(
      described.map((column) => column.name),
      () => false,
    );
    return {
      format: "JSONEachRow",
      settings: AS_TEXT,
      columns: described.map((column, place) => ({ there: column.name, name: names[place] ?? null })),
      words: [],
      notes,
      dialect: null,
    };
  } catch (cause) {
    throw new TidemarkError("input", `reading ${visibleLine(path)} as JSON lines: ${reasonOf(messageOf(cause))}; expected an object a line`, { cause });
  }
}

async function load(
  store: Store,
  path: string,
  source: Source,
  table: string,
  declared: DeclaredFile,
): Promise<{ readonly rows: number; readonly notes: readonly string[] }> {
  const structure = source.columns.map(({ there }) => `${quoted(there)} Nullable(String)`).join(", ");
  const away = ["", ...(declared.missing ?? [])].map(literal).join(", ");
  const values = source.columns.map(({ there }, place) => `if(${quoted(there)} IN (${away}), NULL, ${quoted(there)}) AS v${place}`);
  await store.command(
    `CREATE TABLE ${table} (${source.columns.map((_, place) => `v${place} Nullable(String)`).join(", ")}) ENGINE = MergeTree ORDER BY tuple()`,
  );
  const lines = source.dialect === null ? Promise.resolve(0) : countLines(path);
  try {
    await store.command(
      `INSERT INTO ${table} SELECT ${values.join(", ")} FROM file({path: String}, '${source.format}', ${literal(structure)}) SETTINGS ${source.settings}, max_query_size = 100000000, max_ast_elements = 1000000`,
      { path },
    );
  } catch (cause) {
    await lines;
    const faults = source.dialect === null ? null : await findFaults(path, source.dialect);
    if (faults !== null && faults.all > 0) refuseRows(path, faults.told, faults.all);
    throw new TidemarkError(
      "input",
      `reading ${visibleLine(path)} as ${source.format === "CSV" ? "text" : "JSON lines"}: ${reasonOf(messageOf(cause))}; expected ${source.format === "CSV" ? "a header and rows under it" : "an object a line"}`,
      { cause },
    );
  }
  const [counted] = await store.query<{ rows: number }>(`SELECT count() AS rows FROM ${table}`);
  const rows = counted?.rows ?? 0;
  if (source.dialect === null) return { rows, notes: [] };
  const expected = (await lines) - (source.dialect.rows.line - 1);
  if (rows === expected) return { rows, notes: [] };
  // Lines and rows differ: values over several lines, blank lines, or rows that were swallowed.
  const faults = await findFaults(path, source.dialect);
  if (faults === null) return { rows, notes: [`rows could be counted in one way only: ${rows} rows in ${expected} lines.`] };
  if (declared.skipBadRows === true)
    return {
      rows,
      notes:
        faults.rows === rows
          ? []
          : [`${faults.rows - rows} bad rows were left out${faults.told.map(({ line, fault }) => `; line ${line}: ${fault}`).join("")}.`],
    };
  if (faults.all > 0) refuseRows(path, faults.told, faults.all);
  return { rows, notes: faults.rows === rows ? [] : [`its rows counted in two ways differ: ${rows} and ${faults.rows}.`] };
}

/** Lines of a file; a last one without an end counts. */
async function countLines(path: string): Promise<number> {
  let [lines, last] = [0, 10];
  for await (const chunk of createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    last = chunk.at(-1) ?? last;
  }
  return last === 10 ? lines : lines + 1;
}
