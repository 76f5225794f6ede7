import { TidemarkError } from "../../../errors.ts";
import { ColumnBuilder } from "../memory/column-builder.ts";
import { MISSING_WORDS } from "../natures/missing-words.ts";
import { visibleLine } from "../../../visible-text.ts";
import { nameColumns } from "./column-names.ts";
import type { DeclaredFile } from "./declared-file.ts";
import { DELIMITER_WORDS, type Dialect, dialectOf } from "./dialect.ts";
import type { RawTable } from "./raw-table.ts";
import { Records } from "./records.ts";

/** Reads delimited text into memory. @param path for messages. @param asTexts names of columns that are text in other parts of the same table. @throws TidemarkError `input` for rows that cannot be read, unless they are to be left out. */
export function readDelimited(text: string, path: string, declared: DeclaredFile, asTexts: ReadonlySet<string> = new Set()): RawTable {
  const dialect = dialectOf(text, declared);
  if (dialect.columns === 0) throw new TidemarkError("input", `reading ${path}: it is empty; expected a header and rows under it`);
  const header = headerOf(dialect);
  const known = new Set(header.flatMap((name, place) => (asTexts.has(name) || declared.categorical?.includes(name) === true ? [place] : [])));
  const first = scanTable(text, path, dialect, declared, { texts: known, only: false });
  const columns = first.builders.map((builder) => builder.build(first.rows));
  const lossy = new Set(first.builders.flatMap((builder, place) => (builder.lossy ? [place] : [])));
  if (lossy.size > 0) {
    // Numbers of columns that turned out to be text are read again, as they are written.
    const { builders } = scanTable(text, path, dialect, declared, { texts: lossy, only: true });
    for (const place of lossy) columns.splice(place, 1, builders[place]?.build(first.rows) ?? new ColumnBuilder(MISSING_WORDS).build(first.rows));
  }
  const isEmpty = (place: number): boolean => {
    const column = columns[place];
    return column === undefined || (column.kind === "texts" && column.levels.length === 0);
  };
  const { names, notes } = nameColumns(header, isEmpty);
  return {
    rows: first.rows,
    columns: names.flatMap((name, place) => {
      const [column, builder] = [columns[place], first.builders[place]];
      return name === null || column === undefined || builder === undefined ? [] : [{ name, column, missingWords: builder.missingWords() }];
    }),
    notes: [...headerNotes(dialect, declared), ...notes, ...first.notes],
    words: delimiterWords(dialect),
    decimal: declared.decimal ?? null,
  };
}

/** What parts the values, for people; a comma needs no word. */
export function delimiterWords({ columns, delimiter }: Dialect): readonly string[] {
  return columns > 1 && delimiter !== "," ? [DELIMITER_WORDS[delimiter] ?? `"${visibleLine(delimiter)}"`] : [];
}

/** Names by place as they stand there; of unnamed columns f0, f1 and on. */
export function headerOf({ header, columns, rowNames }: Dialect): readonly string[] {
  if (header === null) return Array.from({ length: columns }, (_, place) => `f${place}`);
  return rowNames ? ["", ...header] : Array.from({ length: columns }, (_, place) => header[place] ?? "");
}

/** What a reader must know of the first line. */
export function headerNotes(dialect: Dialect, declared: DeclaredFile): readonly string[] {
  if (dialect.header !== null || declared.header === false) return [];
  return ["its first line looks like values, so it is a row and the columns are called f0, f1 and on (--no-header says so)."];
}

/** @param which places of columns that are known to be text, and whether only these are kept. */
function scanTable(
  text: string,
  path: string,
  dialect: Dialect,
  declared: DeclaredFile,
  { texts, only }: { readonly texts: ReadonlySet<number>; readonly only: boolean },
) {
  const builders = Array.from({ length: dialect.columns }, (_, place) => new ColumnBuilder(MISSING_WORDS, declared.decimal === "," || texts.has(place)));
  const none = new Set(declared.missing);
  let rows = 0;
  const records = new Records(dialect, declared, (values) => {
    for (let place = 0; place < values.length; place++) {
      const value = values[place] as string;
      if (value !== "" && !none.has(value) && (!only || texts.has(place))) builders[place]?.add(rows, value);
    }
    rows += 1;
  });
  records.read(text, dialect.rows.at, true);
  return { builders, ...records.end(path) };
}
