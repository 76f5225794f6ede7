import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { DataSet } from "../data/data-set.ts";
import { plainSql } from "../data/plain-sql.ts";
import { binnedSql, type KeptValues } from "./kept-values.ts";
import { visibleLine } from "../../visible-text.ts";

/** Columns of a file as text (empty: missing), with the time of each row in milliseconds. */
export interface RowsSql {
  readonly store: Store;
  /** SELECT of `ms Int64` and `texts Array(String)`, one text a column in the order asked. */
  readonly sql: string;
  readonly parameters: QueryParameters;
}

/** A subquery over the columns named. @param kept as capture would have kept them, where that is asked for. @param timeColumn null: the rows have no times, all are of the first millisecond of 1970. @throws TidemarkError `input` for a column that the file lacks. */
export async function rowsSql(data: DataSet, timeColumn: string | null, columns: readonly string[], kept?: KeptValues): Promise<RowsSql> {
  const names = [...columns, ...(timeColumn === null ? [] : [timeColumn])];
  const { store, table, parameters } = await data.tableOf(names);
  const plain = names.map((name, at) => {
    const column = data.columns.get(name);
    if (column === undefined) throw lacking(data, name);
    const { sql, type } = plainSql(column);
    const binned = binnedSql(at < columns.length ? kept?.rules.ofField(name) : undefined, sql, at);
    return { sql: binned.sql, type, parameters: { ...column.parameters, ...binned.parameters } };
  });
  const texts = columns.map((_, index) => `ifNull(toString(${plain[index]?.sql ?? "NULL"}), '')`);
  const time = timeColumn === null ? undefined : plain.at(-1);
  return {
    store,
    sql: `SELECT ${time === undefined ? "toNullable(toInt64(0))" : timeSql(time.type, time.sql)} AS ms, [${texts.join(", ")}] AS texts FROM ${table} WHERE ms IS NOT NULL`,
    parameters: Object.assign({}, parameters, ...plain.map((column) => column.parameters)) as QueryParameters,
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

function lacking(data: DataSet, column: string): TidemarkError {
  const names = [...data.columns.keys()];
  const shown = names.slice(0, 30).map(visibleLine).join(", ");
  return new TidemarkError(
    "input",
    `reading ${data.name}: it has no column "${visibleLine(column)}"; it has ${shown}${names.length > 30 ? ` and ${names.length - 30} more` : ""}`,
  );
}
