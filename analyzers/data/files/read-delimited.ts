import { TidemarkError } from "../../../errors.ts";
import { ColumnBuilder } from "../memory/column-builder.ts";
import { MISSING_WORDS } from "../natures/missing-words.ts";
import { visibleLine } from "../../../visible-text.ts";
import { faultOf, refuseRows, TOLD, totalIn } from "./bad-rows.ts";
import { nameColumns } from "./column-names.ts";
import type { DeclaredFile } from "./declared-file.ts";
import { DELIMITER_WORDS, type Dialect, dialectOf } from "./dialect.ts";
import type { RawTable } from "./raw-table.ts";
import { scanRecords } from "./scan-records.ts";

/** Reads delimited text into memory. @param path for messages. @throws TidemarkError `input` for rows that cannot be read, unless they are to be left out. */
export function readDelimited(text: string, path: string, declared: DeclaredFile): RawTable {
  const dialect = dialectOf(text, declared);
  if (dialect.columns === 0) throw new TidemarkError("input", `reading ${path}: it is empty; expected a header and rows under it`);
  const first = scanTable(text, path, dialect, declared, new Set());
  const lossy = new Set(first.builders.flatMap((builder, place) => (builder.lossy ? [place] : [])));
  // Numbers of columns that turned out to be text are read again, as they are written.
  const again = lossy.size === 0 ? null : scanTable(text, path, dialect, declared, lossy);
  const builders = first.builders.map((builder, place) => (lossy.has(place) ? (again?.builders[place] ?? builder) : builder));
  const columns = builders.map((builder) => builder.build(first.rows));
  const isEmpty = (place: number): boolean => {
    const column = columns[place];
    return column === undefined || (column.kind === "texts" && column.levels.length === 0);
  };
  const header = dialect.header === null ? columns.map((_, place) => `f${place}`) : dialect.rowNames ? ["", ...dialect.header] : dialect.header;
  const { names, notes } = nameColumns(header, isEmpty);
  return {
    rows: first.rows,
    columns: names.flatMap((name, place) => {
      const [column, builder] = [columns[place], builders[place]];
      return name === null || column === undefined || builder === undefined ? [] : [{ name, column, missingWords: builder.missingWords() }];
    }),
    notes: [
      ...(dialect.header === null && declared.header !== false
        ? [`its first line looks like values, so it is a row and the columns are called f0, f1 and on (--no-header says so).`]
        : []),
      ...notes,
      ...first.notes,
    ],
    words: dialect.columns > 1 ? [DELIMITER_WORDS[dialect.delimiter] ?? `"${visibleLine(dialect.delimiter)}"`] : [],
    decimal: declared.decimal ?? null,
  };
}

/** @param texts places of columns that are known to be text; where there are any, only these are kept. */
function scanTable(text: string, path: string, dialect: Dialect, { skipBadRows = false, missing = [], decimal }: DeclaredFile, texts: ReadonlySet<number>) {
  const builders = Array.from({ length: dialect.columns }, (_, place) => new ColumnBuilder(MISSING_WORDS, decimal === "," || texts.has(place)));
  const none = new Set(missing);
  const faults: { line: number; fault: string }[] = [];
  let [rows, bad, blanks] = [0, 0, 0];
  // A record is put when the next one comes: the last may be a total.
  let held: { readonly cells: readonly string[]; readonly line: number } | null = null;
  const put = (values: readonly string[]): void => {
    for (const [place, value] of values.entries())
      if (value !== "" && !none.has(value) && (texts.size === 0 || texts.has(place))) builders[place]?.add(rows, value);
    rows += 1;
  };
  let cells: string[] = [];
  scanRecords(
    text,
    dialect.delimiter,
    (_, value) => cells.push(value),
    (record) => {
      const values = cells;
      cells = [];
      const fault = record.blank ? null : faultOf(record, dialect);
      if (record.blank) blanks += 1;
      else if (fault !== null) {
        bad += 1;
        if (faults.length < TOLD) faults.push({ line: record.line, fault });
      } else {
        if (held !== null) put(held.cells);
        held = { cells: values, line: record.line };
      }
    },
    dialect.rows,
  );
  if (bad > 0 && !skipBadRows) refuseRows(path, faults, bad);
  const last = held as { readonly cells: readonly string[]; readonly line: number } | null;
  const total = last === null || rows < 2 ? -1 : totalIn(last.cells, (place, value) => builders[place]?.has(value) === true);
  if (last !== null && (total < 0 || !skipBadRows)) put(last.cells);
  return {
    builders,
    rows,
    notes: [
      ...(bad > 0
        ? [
            `${bad} bad ${bad === 1 ? "row was" : "rows were"} left out: ${faults.map(({ line, fault }) => `line ${line}: ${fault}`).join("; ")}${bad > faults.length ? "; …" : ""}.`,
          ]
        : []),
      ...(blanks > 0 ? [`${blanks} blank ${blanks === 1 ? "line is no row" : "lines are no rows"}.`] : []),
      ...(total < 0
        ? []
        : [
            `line ${last?.line}, column ${total + 1}, looks like a total of the rows above it; ${skipBadRows ? "it was left out" : "it counts as a row (--skip-bad-rows leaves it out)"}.`,
          ]),
    ],
  };
}
