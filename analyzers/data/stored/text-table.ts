import type { Store } from "../../../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import { literal, quoted } from "../files/quoted.ts";
import { reasonOf } from "./reason-of.ts";

/** Text that lies in a table of its own: a column `v` and its place for each of the file's, all text. */
export interface LoadedText {
  readonly rows: number;
  readonly header: readonly string[];
  /** How it is written, and what a reader must know of its rows, in words and sentences. */
  readonly words: readonly string[];
  readonly headerNotes: readonly string[];
  readonly notes: readonly string[];
}

/** Where text is loaded from and to. */
export interface Loading {
  readonly store: Store;
  /** Plain UTF-8. */
  readonly path: string;
  readonly table: string;
  readonly declared: DeclaredFile;
  /** A folder of its own, which goes at the end. */
  readonly folder: string;
}

/** Makes the table, anew where it is there, and loads a file that the database reads, its rows in their order: read by several threads, handed on by one. @param columns their structure. @throws the database's error. */
export async function loadInto(
  { store, table, declared: { missing = [] } }: Loading,
  from: { readonly path: string; readonly format: string; readonly settings: string; readonly names: readonly string[] },
): Promise<number> {
  const names = from.names.map(quoted);
  const away = ["", ...missing].map(literal).join(", ");
  await store.command(`DROP TABLE IF EXISTS ${table}`);
  await store.command(`CREATE TABLE ${table} (${names.map((_, place) => `v${place} Nullable(String)`).join(", ")}) ENGINE = MergeTree ORDER BY tuple()`);
  const values = names.map((name, place) => `if(${name} IN (${away}), NULL, ${name}) AS v${place}`);
  await store.command(
    `INSERT INTO ${table} SELECT ${values.join(", ")} FROM file({path: String}, '${from.format}', ${literal(names.map((name) => `${name} Nullable(String)`).join(", "))}) SETTINGS ${from.settings}, max_insert_threads = 1, max_threads = 1, max_parsing_threads = 4, max_query_size = 100000000, max_ast_elements = 1000000`,
    { path: from.path },
  );
  const [counted] = await store.query<{ rows: number }>(`SELECT count() AS rows FROM ${table}`);
  return counted?.rows ?? 0;
}

/** What the database says of text that it could not read. */
export function unreadable(path: string, format: string, cause: unknown): TidemarkError {
  return new TidemarkError("input", `reading ${visibleLine(path)} as ${format}: ${reasonOf(messageOf(cause))}; expected a whole file`, { cause });
}
