import type { QueryParameters } from "../../../collector/clickhouse/store.ts";
import type { DataColumn, DataTable } from "../data-set.ts";
import { NO_LOOKS } from "../data-set.ts";
import { decideNature } from "../natures/decide-nature.ts";
import { MISSING_WORDS } from "../natures/missing-words.ts";
import { plainNumber } from "../natures/number-readings.ts";
import { dayFirst, monthFirst } from "../natures/time-readings.ts";

/** Values looked at of a column, drawn from all of its rows. */
const SAMPLE = 2_000;
/** Columns of one query. */
const BATCH = 50;

/** What columns of texts are: by a sample drawn from all rows, and where that shows both, or neither, of day first and month first, by all rows. @param words whether the usual words for a missing value are one. */
export async function lookIntoTexts(
  table: DataTable,
  columns: ReadonlyMap<string, DataColumn>,
  words: boolean,
  decimal: "." | "," | null,
): Promise<ReadonlyMap<string, DataColumn>> {
  const found = new Map<string, DataColumn>();
  const all = [...columns];
  for (let start = 0; start < all.length; start += BATCH) {
    const batch = all.slice(start, start + BATCH);
    const parts = batch.map(
      ([, { sql }]) =>
        `(toFloat64(count(${sql})), toFloat64(uniq(${sql})), groupArraySampleIf(${SAMPLE}, 1)(assumeNotNull(toString(${sql})), isNotNull(${sql})))`,
    );
    const [row] = await table.store.query<{ tidemarkLooks: readonly (readonly [number, number, readonly string[]])[] }>(
      `SELECT [${parts.join(", ")}] AS tidemarkLooks FROM ${table.table}`,
      Object.assign({}, table.parameters, ...batch.map(([, { parameters }]) => parameters)) as QueryParameters,
    );
    for (const [place, [name, column]] of batch.entries()) {
      const [values = 0, distinct = 0, sample = []] = row?.tidemarkLooks[place] ?? [];
      found.set(name, await decided(table, column, { values, distinct, sample }, words, decimal));
    }
  }
  return found;
}

interface Looked {
  readonly values: number;
  readonly distinct: number;
  readonly sample: readonly string[];
}

async function decided(
  table: DataTable,
  column: DataColumn,
  { values, distinct, sample }: Looked,
  words: boolean,
  decimal: "." | "," | null,
): Promise<DataColumn> {
  const there = words ? sample.filter((text) => !MISSING_WORDS.has(text)) : sample;
  const levels = [...Map.groupBy(there, (text) => text)].map(([text, all]) => [text, all.length] as const);
  const { nature, readings, fault } = decideNature(levels, decimal);
  const looks = {
    values: there.length === 0 ? 0 : values,
    distinct: values === 0 || there.length === 0 ? 0 : Math.min(1, distinct / values),
    words: there.reduce((sum, text) => sum + text.trim().split(/\s+/).length, 0) / Math.max(1, there.length),
    number: there.filter((text) => !Number.isNaN(plainNumber.read(text))).length / Math.max(1, there.length),
  };
  const byDay = fault !== null || readings.includes(dayFirst) || readings.includes(monthFirst);
  if (!byDay) return { ...column, nature, readings, fault, looks: values === 0 ? NO_LOOKS : looks };
  const [counted] = await table.store.query<{ days: number; months: number }>(
    `SELECT countIf(isNotNull(tidemarkDay) AND isNull(tidemarkMonth)) AS days, countIf(isNull(tidemarkDay) AND isNotNull(tidemarkMonth)) AS months
      FROM (SELECT ${dayFirst.sql(column.sql)} AS tidemarkDay, ${monthFirst.sql(column.sql)} AS tidemarkMonth FROM ${table.table})`,
    { ...table.parameters, ...column.parameters },
  );
  const evidence = [...levels, ["31/01/2025", counted?.days ?? 0], ["01/31/2025", counted?.months ?? 0]] as const;
  return {
    ...column,
    ...decideNature(
      evidence.filter(([, rows]) => rows > 0),
      decimal,
    ),
    looks,
  };
}
