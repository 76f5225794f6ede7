import { columnNature } from "./column-nature.ts";
import type { DataColumn, DataSet } from "./data-set.ts";
import { linesOf } from "./lines-of.ts";
import { ColumnBuilder } from "./memory/column-builder.ts";
import { type MemoryColumn, numbersOf, textOf } from "./memory/memory-column.ts";
import type { Reading } from "./natures/reading.ts";
import { isoTime } from "./natures/time-readings.ts";
import { plainSql } from "./plain-sql.ts";

/** A column's values in the order of the rows. */
export interface OrderedColumn {
  readonly held: MemoryColumn;
  /** How its texts are read as numbers, truth or times; null where they are plain. */
  readonly reading: Reading | null;
}

/** Numbers from here on, in a column of times, are milliseconds; below, seconds. */
const MILLISECONDS_FROM = 1e11;

/** Reads whole columns in the order of the rows; all of one data set are of one length. @param names columns that it has, none of them a vector. */
export async function readInOrder(data: DataSet, names: readonly string[]): Promise<ReadonlyMap<string, OrderedColumn>> {
  const columns = [...new Set(names)].flatMap((name) => {
    const column = data.columns.get(name);
    return column === undefined ? [] : [{ name, column }];
  });
  const stored = await readStored(
    data,
    columns.filter(({ column }) => column.held === null),
  );
  return new Map(
    columns.map(({ name, column }) => [
      name,
      column.held === null ? { held: stored.get(name) ?? noValues(data.rows), reading: null } : { held: column.held, reading: column.readings[0] ?? null },
    ]),
  );
}

/** Numbers, NaN where there is none. */
export function numbersInOrder({ held, reading }: OrderedColumn): Float64Array {
  return numbersOf(held, reading).values;
}

/** Times in epoch milliseconds, NaN where there is none. */
export function timesInOrder({ held, reading }: OrderedColumn): Float64Array {
  const isTime = reading === null || reading.kind === "time";
  const seconds = numbersOf(held, isTime ? (reading ?? isoTime) : reading).values;
  return seconds.map((value) => (Math.abs(value) >= MILLISECONDS_FROM ? value : value * 1000));
}

/** Texts by their place in `levels`, −1 where there is none. */
export function levelsInOrder({ held }: OrderedColumn): { readonly codes: Int32Array; readonly levels: readonly string[] } {
  if (held.kind === "texts") return held;
  const places = new Map<string, number>();
  const codes = Int32Array.from(held.values, (_, row) => {
    const text = textOf(held, row);
    if (text === null) return -1;
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { codes, levels: [...places.keys()] };
}

async function readStored(
  data: DataSet,
  columns: readonly { readonly name: string; readonly column: DataColumn }[],
): Promise<ReadonlyMap<string, MemoryColumn>> {
  if (columns.length === 0) return new Map();
  const { store, table, parameters: own, order } = await data.tableOf(columns.map(({ name }) => name));
  const plain = columns.map(({ column }) => plainSql(column));
  const builders = columns.map(({ column }) => new ColumnBuilder(new Set(), column.nature === "string" || column.nature === "boolean"));
  const parameters = Object.assign({}, own, ...columns.map(({ column }) => column.parameters)) as typeof own;
  const sql = `SELECT ${plain.map((column) => column.sql).join(", ")} FROM ${table}${order === null ? "" : ` ORDER BY ${order}`} FORMAT JSONCompactEachRow SETTINGS max_threads = 1`;
  let row = 0;
  for await (const line of linesOf(await store.read(sql, parameters))) {
    for (const [place, cell] of (JSON.parse(line) as readonly unknown[]).entries()) put(builders[place], columns[place]?.column, row, cell);
    row += 1;
  }
  return new Map(columns.map(({ name }, place) => [name, builders[place]?.build(row) ?? noValues(row)]));
}

function put(builder: ColumnBuilder | undefined, column: DataColumn | undefined, row: number, cell: unknown): void {
  if (builder === undefined || cell === null || cell === "") return;
  if (typeof cell === "number") return builder.add(row, cell);
  if (typeof cell !== "string") return builder.add(row, typeof cell === "boolean" ? String(cell) : JSON.stringify(cell));
  const isTime = column?.nature === "time" || (column !== undefined && columnNature(column.type).nature === "time");
  const seconds = isTime ? isoTime.read(cell) : Number.NaN;
  builder.add(row, Number.isNaN(seconds) ? cell : seconds);
}

function noValues(rows: number): MemoryColumn {
  return { kind: "numbers", values: new Float64Array(rows).fill(Number.NaN), strange: new Map() };
}
