import type { QueryParameters } from "../../../collector/clickhouse/store.ts";
import type { DataColumn, DataTable } from "../data-set.ts";
import { NO_LOOKS } from "../data-set.ts";
import { decideNature, type TextNature } from "../natures/decide-nature.ts";
import { MISSING_WORDS } from "../natures/missing-words.ts";
import { commaNumber, plainNumber, pointNumber } from "../natures/number-readings.ts";
import type { Reading } from "../natures/reading.ts";
import { dayFirst, monthFirst } from "../natures/time-readings.ts";

/** Values looked at of a column, drawn from all of its rows. */
const SAMPLE = 2_000;
/** Columns of one query. */
const BATCH = 50;
/** From this share of the sample on, numbers are looked for in all rows. */
const SOME = 0.5;

type Levels = readonly (readonly [string, number])[];

/** What columns of texts are: by a sample drawn from all rows, and by all rows where these could say more: what is no plain number among numbers, which of two writings it is. @param words whether the usual words for a missing value are one. */
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
    const looked = await sampled(table, batch, words);
    const numbers = batch.flatMap(([name, column]) => {
      const { values = 0, levels = [] } = looked.get(name) ?? {};
      return values > SAMPLE && shareOf(plainNumber, levels) >= SOME ? [[name, column] as const] : [];
    });
    const others = await whatIsNoNumber(table, numbers, words);
    for (const [name, column] of batch) {
      const { values, distinct, levels } = looked.get(name) ?? NOTHING;
      const known = others.get(name);
      const weighed = known === undefined ? levels : [...scaled(readable(levels), known.numbers), ...scaled(known.others, known.rows - known.numbers)];
      const { unit, ...nature } = await decided(table, column, weighed, decimal);
      found.set(name, { ...column, ...nature, looks: looksOf({ values, distinct, levels }, unit) });
    }
  }
  return found;
}

interface Looked {
  readonly values: number;
  readonly distinct: number;
  /** Of the sample, spellings of a missing value left out. */
  readonly levels: Levels;
}

const NOTHING: Looked = { values: 0, distinct: 0, levels: [] };

async function sampled(table: DataTable, batch: readonly (readonly [string, DataColumn])[], words: boolean): Promise<ReadonlyMap<string, Looked>> {
  const parts = batch.map(
    ([, { sql }]) =>
      `(toFloat64(count(${sql})), toFloat64(uniq(${sql})), groupArraySampleIf(${SAMPLE}, 1)(assumeNotNull(toString(${sql})), isNotNull(${sql})))`,
  );
  const [row] = await table.store.query<{ tidemarkLooks: readonly (readonly [number, number, readonly string[]])[] }>(
    `SELECT [${parts.join(", ")}] AS tidemarkLooks FROM ${table.table}`,
    parametersOf(table, batch),
  );
  return new Map(
    batch.map(([name], place) => {
      const [values = 0, distinct = 0, sample = []] = row?.tidemarkLooks[place] ?? [];
      return [name, { values, distinct, levels: counted(words ? sample.filter((text) => !MISSING_WORDS.has(text)) : sample) }];
    }),
  );
}

/** Of columns of numbers, over all rows: how many there are, and what the others look like. */
async function whatIsNoNumber(
  table: DataTable,
  columns: readonly (readonly [string, DataColumn])[],
  words: boolean,
): Promise<ReadonlyMap<string, { readonly rows: number; readonly numbers: number; readonly others: Levels }>> {
  if (columns.length === 0) return new Map();
  const parts = columns.map(([, { sql, missingSql }]) => {
    const there = `isNotNull(${sql})${words && missingSql !== null ? ` AND NOT ifNull(${missingSql}, 0)` : ""}`;
    const number = `isNotNull(${plainNumber.sql(`toString(${sql})`)})`;
    return `(toFloat64(countIf(${there})), toFloat64(countIf(${number})), groupArraySampleIf(${SAMPLE}, 1)(assumeNotNull(toString(${sql})), ${there} AND NOT ${number}))`;
  });
  const [row] = await table.store.query<{ tidemarkOthers: readonly (readonly [number, number, readonly string[]])[] }>(
    `SELECT [${parts.join(", ")}] AS tidemarkOthers FROM ${table.table}`,
    parametersOf(table, columns),
  );
  return new Map(
    columns.map(([name], place) => {
      const [rows = 0, numbers = 0, others = []] = row?.tidemarkOthers[place] ?? [];
      return [name, { rows, numbers, others: counted(others) }];
    }),
  );
}

function parametersOf(table: DataTable, columns: readonly (readonly [string, DataColumn])[]): QueryParameters {
  return Object.assign({}, table.parameters, ...columns.map(([, { parameters }]) => parameters)) as QueryParameters;
}

async function decided(table: DataTable, column: DataColumn, levels: Levels, decimal: "." | "," | null): Promise<TextNature> {
  const first = decideNature(levels, decimal);
  const times = first.fault !== null || first.readings.includes(dayFirst) || first.readings.includes(monthFirst);
  const [one, other, ofOne, ofOther] = times
    ? ([dayFirst, monthFirst, "31/01/2025", "01/31/2025"] as const)
    : ([pointNumber, commaNumber, "1.25", "1,25"] as const);
  if (!times && first.readings.length < 2) return first;
  const [row] = await table.store.query<{ tidemarkOne: number; tidemarkOther: number }>(
    `SELECT countIf(isNotNull(tidemarkLeft) AND isNull(tidemarkRight)) AS tidemarkOne, countIf(isNull(tidemarkLeft) AND isNotNull(tidemarkRight)) AS tidemarkOther
      FROM (SELECT ${one.sql(column.sql)} AS tidemarkLeft, ${other.sql(column.sql)} AS tidemarkRight FROM ${table.table})`,
    { ...table.parameters, ...column.parameters },
  );
  const neither = levels.filter(([text]) => Number.isNaN(one.read(text)) === Number.isNaN(other.read(text)));
  const evidence = [[ofOne, row?.tidemarkOne ?? 0] as const, [ofOther, row?.tidemarkOther ?? 0] as const].filter(([, rows]) => rows > 0);
  return decideNature([...neither, ...evidence], decimal);
}

function looksOf({ values, distinct, levels }: Looked, unit: string): DataColumn["looks"] {
  const there = sum(levels);
  if (there === 0) return NO_LOOKS;
  return {
    values,
    distinct: Math.min(1, distinct / values),
    words: levels.reduce((total, [text, rows]) => total + rows * text.trim().split(/\s+/).length, 0) / there,
    number: shareOf(plainNumber, levels),
    unit,
  };
}

function counted(texts: readonly string[]): Levels {
  return [...Map.groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length] as const);
}

function readable(levels: Levels): Levels {
  return levels.filter(([text]) => !Number.isNaN(plainNumber.read(text)));
}

function shareOf(reading: Reading, levels: Levels): number {
  return levels.reduce((total, [text, rows]) => (Number.isNaN(reading.read(text)) ? total : total + rows), 0) / Math.max(1, sum(levels));
}

/** As many rows as there are, in the sample's shares. */
function scaled(levels: Levels, rows: number): Levels {
  const factor = rows / Math.max(1, sum(levels));
  return levels.map(([text, some]) => [text, some * factor] as const);
}

function sum(levels: Levels): number {
  return levels.reduce((total, [, rows]) => total + rows, 0);
}
