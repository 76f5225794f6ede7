import type { QueryParameters } from "../../collector/clickhouse/store.ts";
import type { NumberSide } from "./number-side.ts";
import { sortedNumbers } from "./sorted-numbers.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { NativeRow } from "./native-row.ts";
import type { DataColumn, DataSet } from "./data-set.ts";

/** A column to be read as numbers, or as times in seconds. */
export interface NumberRequest {
  readonly column: DataColumn;
  readonly as: "numeric" | "datetime";
  /** In single precision: exact for both sides, or one side has no more. */
  readonly narrow: boolean;
}

/** Bytes of numbers of one query, which the database sorts in memory. */
const BATCH_BYTES = 24 * 1024 * 1024;

/** How many columns one query should ask for. */
export function columnsOfBatch(rows: number): number {
  return Math.min(64, Math.max(1, Math.floor(BATCH_BYTES / Math.max(1, rows * 4))));
}

/** Reads columns of one side, sorted by the database, one query for all of them; sides in the order of the requests. Their values lie in memory of the pool: give it back with `releaseNumbers`. */
export async function readNumbers(data: DataSet, requests: readonly NumberRequest[], pool: BufferPool): Promise<readonly NumberSide[]> {
  const sql = `SELECT ${requests.map((request) => columnSql(valueSql(request))).join(", ")} FROM ${data.table} FORMAT Native`;
  const parameters = Object.assign({}, data.parameters, ...requests.map(({ column }) => column.parameters)) as QueryParameters;
  const row = new NativeRow(await data.store.read(sql, parameters));
  await row.start();
  const sides: NumberSide[] = [];
  for (const { narrow } of requests) {
    const numbers = sortedNumbers(await row.floats(narrow ? 4 : 8, pool));
    sides.push({ rows: data.rows, unreadable: await row.unsigned64(), numbers });
  }
  await row.end();
  return sides;
}

/** Gives a side's memory back; its values must not be looked at any more. */
export function releaseNumbers({ numbers }: NumberSide, pool: BufferPool): void {
  if (numbers.values.buffer instanceof ArrayBuffer) pool.give(numbers.values.buffer);
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
function valueSql({ column, as, narrow }: NumberRequest): ValueSql {
  const cast = narrow ? "toFloat32" : "toFloat64";
  const { sql, nature } = column;
  if (as === "datetime") {
    const [moment, present] = nature === "time" ? [`toDateTime64(${sql}, 6)`, null] : [`parseDateTime64BestEffortOrNull(${sql}, 6, 'UTC')`, sql];
    return nature === "number" ? { value: `${cast}(${sql})`, present: null } : { value: `toUnixTimestamp64Micro(${moment}) / 1e6`, present };
  }
  if (nature === "time") return { value: `toUnixTimestamp64Micro(toDateTime64(${sql}, 6)) / 1e6`, present: null };
  if (nature === "string") return { value: `${cast}(toFloat64OrNull(toString(${sql})))`, present: sql };
  return { value: `${cast}(${sql})`, present: null };
}
