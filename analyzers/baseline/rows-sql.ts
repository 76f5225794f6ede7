import type { QueryParameters } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { FileSource } from "../data/file-source.ts";

/** Columns of a file as text (empty: missing), with the time of each row in milliseconds. */
export interface RowsSql {
  /** SELECT of `ms Int64` and `texts Array(String)`, one text a column in the order asked. */
  readonly sql: string;
  readonly parameters: QueryParameters;
}

/** A subquery over the columns named; names travel as identifiers, never as text. @throws TidemarkError `input` for a column that the file lacks. */
export function rowsSql(source: FileSource, timeColumn: string, columns: readonly string[]): RowsSql {
  for (const column of [timeColumn, ...columns]) if (!source.columns.has(column)) throw lacking(source, column);
  const texts = columns.map((_, index) => `ifNull(toString({c${index}: Identifier}), '')`);
  const parameters = Object.fromEntries(columns.map((column, index) => [`c${index}`, column]));
  return {
    sql: `SELECT ${timeSql(source.columns.get(timeColumn) ?? "")} AS ms, [${texts.join(", ")}] AS texts FROM ${source.table} WHERE ms IS NOT NULL`,
    parameters: { ...source.parameters, ...parameters, time: timeColumn },
  };
}

/** Milliseconds of a column that holds ISO 8601, or epoch seconds or milliseconds (from 10¹¹ on); null of anything else. @param column as SQL; default the parameter `time`. */
export function timeSql(type: string, column = "{time: Identifier}"): string {
  if (type.includes("Date")) return `toUnixTimestamp64Milli(toDateTime64(${column}, 3))`;
  const text = `toString(${column})`;
  const epoch = `toFloat64OrNull(${text})`;
  const written = `toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'))`;
  return `if(${epoch} IS NULL, ${written}, toInt64(if(${epoch} >= 1e11, ${epoch}, ${epoch} * 1000)))`;
}

function lacking(source: FileSource, column: string): TidemarkError {
  return new TidemarkError("input", `reading ${source.name}: it has no column "${column}"; it has ${[...source.columns.keys()].join(", ")}`);
}
