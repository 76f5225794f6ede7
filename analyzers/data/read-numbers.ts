import type { QueryParameters } from "../../collector/clickhouse/store.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { DataColumn, DataSet } from "./data-set.ts";
import { numbersOf } from "./memory/memory-column.ts";
import { NativeRow } from "./native-row.ts";
import type { Reading } from "./natures/reading.ts";
import type { NumberSide } from "./number-side.ts";
import { sortedNumbers } from "./sorted-numbers.ts";

/** A column to be read as numbers, or as times in seconds. */
export interface NumberRequest {
  readonly name: string;
  readonly column: DataColumn;
  readonly as: "numeric" | "datetime";
  /** How its texts are read; null where it holds none. */
  readonly reading: Reading | null;
  /** In single precision: exact for both sides, or one side has no more. */
  readonly narrow: boolean;
}

/** Bytes of numbers of one query, which the database sorts in memory. */
const BATCH_BYTES = 24 * 1024 * 1024;
/** Numbers from here on, in a column of times, are milliseconds. */
const MILLISECONDS_FROM = 1e11;

/** How many columns one query should ask for. */
export function columnsOfBatch(rows: number): number {
  return Math.min(64, Math.max(1, Math.floor(BATCH_BYTES / Math.max(1, rows * 4))));
}

/** Reads columns of one side, sorted, those that the database holds by one query; sides in the order of the requests. Their values lie in memory of the pool: give it back with `releaseNumbers`. */
export async function readNumbers(data: DataSet, requests: readonly NumberRequest[], pool: BufferPool): Promise<readonly NumberSide[]> {
  const stored = requests.filter(({ column }) => column.held === null);
  const read = await readStored(data, stored, pool);
  let next = 0;
  return requests.map((request) => (request.column.held === null ? (read[next++] as NumberSide) : heldSide(data, request, pool)));
}

/** Gives a side's memory back; its values must not be looked at any more. */
export function releaseNumbers({ numbers }: NumberSide, pool: BufferPool): void {
  if (numbers.values.buffer instanceof ArrayBuffer) pool.give(numbers.values.buffer);
}

function heldSide(data: DataSet, { column, as, reading, narrow }: NumberRequest, pool: BufferPool): NumberSide {
  const { values, strange } = column.held === null ? { values: new Float64Array(0), strange: 0 } : numbersOf(column.held, reading);
  const buffer = pool.take(values.length * (narrow ? 4 : 8));
  const kept = narrow ? new Float32Array(buffer, 0, values.length) : new Float64Array(buffer, 0, values.length);
  const milliseconds = as === "datetime" && column.nature === "number";
  let count = 0;
  for (const value of values) if (Number.isFinite(value)) kept[count++] = milliseconds && Math.abs(value) >= MILLISECONDS_FROM ? value / 1000 : value;
  return { rows: data.rows, unreadable: strange, numbers: sortedNumbers(kept.subarray(0, count).sort()) };
}

async function readStored(data: DataSet, requests: readonly NumberRequest[], pool: BufferPool): Promise<readonly NumberSide[]> {
  if (requests.length === 0) return [];
  const { store, table, parameters: own } = await data.tableOf(requests.map(({ name }) => name));
  const sql = `SELECT ${requests.map((request) => columnSql(valueSql(request))).join(", ")} FROM ${table} FORMAT Native`;
  const parameters = Object.assign({}, own, ...requests.map(({ column }) => column.parameters)) as QueryParameters;
  const row = new NativeRow(await store.read(sql, parameters));
  await row.start();
  const sides: NumberSide[] = [];
  for (const { narrow } of requests) {
    const numbers = sortedNumbers(await row.floats(narrow ? 4 : 8, pool));
    sides.push({ rows: data.rows, unreadable: await row.unsigned64(), numbers });
  }
  await row.end();
  return sides;
}

/** Without aliases, which would shadow columns of the same name. */
function columnSql({ value, present }: ValueSql): string {
  const unreadable = present === null ? "toUInt64(0)" : `countIf(isNotNull(${present}) AND isNull(${value}))`;
  return `arraySort(groupArrayIf(assumeNotNull(${value}), ifNull(isFinite(${value}), 0))), ${unreadable}`;
}

interface ValueSql {
  readonly value: string;
  /** Of strings: what was there to be read. */
  readonly present: string | null;
}

/** The number, NULL where there is none. */
function valueSql({ column, as, reading, narrow }: NumberRequest): ValueSql {
  const cast = narrow ? "toFloat32" : "toFloat64";
  const { sql, nature, missingSql } = column;
  if (reading !== null) {
    const present = missingSql === null ? sql : `if(${missingSql}, NULL, ${sql})`;
    return { value: `${cast}(${reading.sql(`toString(${sql})`)})`, present };
  }
  if (nature === "time") return { value: `toUnixTimestamp64Micro(toDateTime64(${sql}, 6)) / 1e6`, present: null };
  if (as === "datetime") return { value: `if(abs(${sql}) >= ${MILLISECONDS_FROM}, ${cast}(${sql}) / 1000, ${cast}(${sql}))`, present: null };
  return { value: `${cast}(${sql})`, present: null };
}
