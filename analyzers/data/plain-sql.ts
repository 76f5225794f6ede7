import type { DataColumn } from "./data-set.ts";
import { sqlType } from "./memory/memory-tables.ts";
import { plainNumber } from "./natures/number-readings.ts";
import { isoTime } from "./natures/time-readings.ts";

/** Whole numbers that must keep every digit. */
const LONG = String.raw`^\\s*[-+]?[0-9]{16,}\\s*$`;

/** A column of a table as one writing has it: numbers plain, times ISO 8601, what is neither as it stands; and ClickHouse's type of that. */
export function plainSql(column: DataColumn): { readonly sql: string; readonly type: string } {
  const { nature, readings, sql, held, texts, missingSql, type } = column;
  if (held !== null) return { sql, type: `Nullable(${sqlType(column)})` };
  if (!texts) return { sql, type };
  const there = missingSql === null || nature === "string" || nature === "vector" ? sql : `if(${missingSql}, NULL, ${sql})`;
  const [reading] = readings;
  if (nature === "number" && reading === plainNumber && readings.length === 1)
    return { sql: `if(match(${there}, '${LONG}'), ${there}, ifNull(toString(${reading.sql(there)}), ${there}))`, type: "Nullable(String)" };
  if (reading === undefined || readings.length > 1 || reading === isoTime || nature === "boolean") return { sql: there, type: "Nullable(String)" };
  const value = reading.sql(sql);
  const written = nature === "time" ? `toString(fromUnixTimestamp64Milli(toInt64(assumeNotNull(${value}) * 1000), 'UTC'))` : `toString(${value})`;
  return { sql: `if(isNull(${value}), ${there}, ${written})`, type: "Nullable(String)" };
}
