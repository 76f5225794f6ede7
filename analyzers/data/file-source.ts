import { basename, isAbsolute } from "node:path";
import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";

const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\.csv(\.gz)?$/i, "CSVWithNames"],
  [/\.parquet$/i, "Parquet"],
  [/\.(jsonl|ndjson|json)(\.gz)?$/i, "JSONEachRow"],
];
const SETTINGS =
  "input_format_csv_use_best_effort_in_schema_inference = 0, input_format_json_read_numbers_as_strings = 1, schema_inference_make_columns_nullable = 1";

/** A data file read in place by ClickHouse. */
export interface FileSource {
  /** The file's name without its folder. */
  readonly name: string;
  /** ClickHouse type by column name. */
  readonly columns: ReadonlyMap<string, string>;
  /** A table expression; goes with `parameters`. */
  readonly table: string;
  readonly parameters: QueryParameters;
  /** For the end of a query. */
  readonly settings: string;
}

/**
 * Opens a file by its absolute path as the database server sees it; with the embedded engine that is this machine's (a remote server reads its own disks, under `user_files_path`).
 * @throws TidemarkError `input` when the path is not absolute, the ending unknown, or the file cannot be read.
 */
export async function openFile(store: Store, path: string): Promise<FileSource> {
  const format = FORMATS.find(([ending]) => ending.test(path))?.[1];
  if (format === undefined) throw new TidemarkError("input", `reading ${path}: its ending is unknown; .csv, .csv.gz, .parquet, .jsonl or .ndjson is read`);
  if (!isAbsolute(path)) throw new TidemarkError("input", `reading ${path}: the path must be absolute`);
  const table = `file({path: String}, '${format}')`;
  try {
    const rows = await store.query<{ name: string; type: string }>(`DESCRIBE TABLE ${table} SETTINGS ${SETTINGS}`, { path });
    return { name: basename(path), columns: new Map(rows.map((row) => [row.name, row.type])), table, parameters: { path }, settings: SETTINGS };
  } catch (cause) {
    throw new TidemarkError("input", `reading ${path}: the database could not read it as ${format}; it must exist where the database runs and have a header`, {
      cause,
    });
  }
}
