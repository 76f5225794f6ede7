import type { Store } from "../../../collector/clickhouse/store.ts";
import { columnNature } from "../column-nature.ts";
import type { DataColumn, DataSet, DataTable } from "../data-set.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import type { RawTable } from "../files/raw-table.ts";
import { linesOf } from "../lines-of.ts";
import { ColumnBuilder } from "../memory/column-builder.ts";
import { memoryDataSet } from "../memory/memory-data-set.ts";
import { isoTime } from "../natures/time-readings.ts";
import type { FlatColumn } from "./flat-columns.ts";

/** Columns of one query: of many more it takes the database longer to make out the query than to answer. */
const BATCH = 1_000;

/** Takes all columns of few rows into memory. */
export async function holdColumns(
  name: string,
  format: string,
  table: DataTable,
  columns: readonly FlatColumn[],
  rows: number,
  store: () => Promise<Store>,
  declared: DeclaredFile,
): Promise<DataSet> {
  const none: ReadonlySet<string> = new Set();
  const builders = columns.map(({ type }) => new ColumnBuilder(none, columnNature(type).nature === "string"));
  for (let from = 0; from < columns.length; from += BATCH) {
    const batch = columns.slice(from, from + BATCH);
    const sql = `SELECT ${batch.map((column) => column.sql).join(", ")} FROM ${table.table} FORMAT JSONCompactEachRow SETTINGS max_threads = 1, max_ast_elements = 1000000, max_query_size = 100000000`;
    let row = 0;
    for await (const line of linesOf(await table.store.read(sql, table.parameters))) {
      const cells = JSON.parse(line) as readonly unknown[];
      for (const [place, cell] of cells.entries()) put(builders[from + place], columns[from + place]?.type ?? "", row, cell);
      row += 1;
    }
  }
  const raw: RawTable = {
    rows,
    columns: columns.map((column, place) => ({
      name: column.name,
      column: builders[place]?.build(rows) ?? new ColumnBuilder(none).build(rows),
      missingWords: new Map(),
    })),
    notes: [],
    words: [],
    decimal: null,
  };
  const typed = new Map(
    columns.flatMap((column): [string, Pick<DataColumn, "nature" | "type" | "narrow">][] => {
      const { nature, narrow } = columnNature(column.type);
      return [[column.name, { nature: nature === "vector" ? "string" : nature, narrow, type: column.type }]];
    }),
  );
  return memoryDataSet(name, raw, format, store, declared, typed);
}

function put(builder: ColumnBuilder | undefined, type: string, row: number, cell: unknown): void {
  if (builder === undefined || cell === null || cell === "") return;
  if (typeof cell === "number") return builder.add(row, cell);
  if (typeof cell !== "string") return builder.add(row, typeof cell === "boolean" ? String(cell) : JSON.stringify(cell));
  const seconds = /Date/.test(type) ? isoTime.read(cell) : Number.NaN;
  builder.add(row, Number.isNaN(seconds) ? cell : seconds);
}
