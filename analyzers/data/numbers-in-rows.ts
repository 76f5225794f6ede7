import type { Store } from "../../collector/clickhouse/store.ts";
import type { DataColumn, DataSet } from "./data-set.ts";
import { numbersOf } from "./memory/memory-column.ts";

/** Numbers of one column in the order of its rows, in pieces, NaN where a row has none or one that cannot be read; truth is 1 and 0. Memory for one piece, where the database holds the column. @param name a column of numbers, truth, or text that reads as one of them */
export async function* numbersInRows(data: DataSet, name: string): AsyncGenerator<Float64Array> {
  const column = data.columns.get(name);
  if (column === undefined) throw new RangeError(`reading numbers requires a column that there is, not ${name}`);
  if (column.held !== null) yield numbersOf(column.held, column.readings[0] ?? null).values;
  else yield* doublesOf(await storedNumbers(data, name, column));
}

async function storedNumbers(data: DataSet, name: string, column: DataColumn): ReturnType<Store["read"]> {
  const { store, table, parameters: own, rowNumber } = await data.tableOf([name]);
  const [reading] = column.readings;
  const value = reading === undefined ? column.sql : reading.sql(`toString(${column.sql})`);
  const sql = `SELECT ifNull(toFloat64(${value}), nan) FROM ${table} ORDER BY ${orderOf(rowNumber)} SETTINGS max_threads = 1 FORMAT RowBinary`;
  return store.read(sql, { ...own, ...column.parameters });
}

/** What tells rows apart may be a hash of what orders them. */
function orderOf(rowNumber: string): string {
  return /^cityHash64\((.*)\)$/.exec(rowNumber)?.[1] ?? rowNumber;
}

/** Eight bytes a number, least first, however the stream is cut. */
async function* doublesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Float64Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 8);
    rest = Uint8Array.from(bytes.subarray(whole));
    const view = new DataView(bytes.buffer, bytes.byteOffset, whole);
    yield Float64Array.from({ length: whole / 8 }, (_, place) => view.getFloat64(8 * place, true));
  }
}
