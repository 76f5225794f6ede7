import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import { timeSql } from "../baseline/rows-sql.ts";
import type { DuplicateCounts } from "./duplicates.ts";
import { type RawValues, type RelationColumn, relationColumn, type RelationData, typeOfValues } from "./relation-data.ts";
import type { HourlyRows } from "./row-count.ts";
import type { Runs } from "./stale-feeds.ts";

/** A data set as ClickHouse sees it. */
export interface RelationSource {
  /** A table expression; goes with `parameters`. */
  readonly table: string;
  readonly parameters: QueryParameters;
  /** For the end of a query; empty: none. */
  readonly settings: string;
  /** ClickHouse type by column name. */
  readonly columns: ReadonlyMap<string, string>;
  /** SQL of a whole number that tells the rows apart, the same each time; default `_row_number`, which every file has. */
  readonly rowNumber?: string;
  /** A column's value as SQL, NULL or empty text where missing, with the parameters that it needs; default the column of that name. */
  readonly value?: (name: string) => { readonly sql: string; readonly parameters: QueryParameters };
}

/** Columns asked for at once, whose names travel in the request's address. */
const COLUMNS_A_QUERY = 100;
const SHARES = 1_000_000;
const TAIL_RUNS = 50;
/** Consecutive rows, the newest, in which runs are looked for. */
export const RUN_ROWS = 250_000;
/** Distinct rows, about, whose multiplicities are counted. */
const COUNTED_ROWS = 250_000;

export async function countRows(store: Store, source: RelationSource): Promise<number> {
  const [row] = await store.query<{ rows: number }>(`SELECT count() AS rows FROM ${source.table}${settingsOf(source)}`, source.parameters);
  return row?.rows ?? 0;
}

/** A seeded sample of the columns' values, in the rows' order; `share` of the rows, chosen by a hash of their number. */
export async function readSample(
  store: Store,
  source: RelationSource,
  columns: readonly string[],
  share: number,
  seed: number,
): Promise<ReadonlyMap<string, RawValues>> {
  const values = new Map<string, RawValues>();
  for (let from = 0; from < columns.length; from += COLUMNS_A_QUERY) {
    const names = columns.slice(from, from + COLUMNS_A_QUERY);
    const read = valuesOf(source, names);
    const picked = names.map((name, index) => `${readable(source.columns.get(name) ?? "", read.sql[index] ?? "NULL")} AS tidemark_v${index}`);
    const [row] = await store.query<Record<string, RawValues>>(
      `SELECT ${names.map((_, index) => `groupArray(tidemark_v${index}) AS tidemark_v${index}`).join(", ")} FROM (SELECT ${rowNumberOf(source)} AS tidemark_row, ${picked.join(", ")} FROM ${source.table}
        WHERE cityHash64(tidemark_row, {seed: UInt64}) % ${SHARES} < {kept: UInt64} ORDER BY tidemark_row)${settingsOf(source)}`,
      { ...source.parameters, ...read.parameters, seed, kept: Math.round(share * SHARES) },
    );
    names.forEach((name, index) => values.set(name, row?.[`tidemark_v${index}`] ?? []));
  }
  return values;
}

/** Both samples as columns of the types that their values have on both sides together; a column whose sides differ (numbers and text) is text. */
export function relationData(reference: ReadonlyMap<string, RawValues>, current: ReadonlyMap<string, RawValues>): readonly [RelationData, RelationData] {
  const types = new Map([...reference].map(([name, values]) => [name, typeOfValues([...values, ...(current.get(name) ?? [])])]));
  const side = (sample: ReadonlyMap<string, RawValues>): RelationData => {
    const columns = [...sample].map(([name, values]) => relationColumn(name, types.get(name) ?? "categorical", values));
    return {
      rows: Math.max(0, ...[...sample.values()].map(({ length }) => length)),
      columns: new Map(columns.map((column): [string, RelationColumn] => [column.name, column])),
    };
  };
  return [side(reference), side(current)];
}

/** The runs of each column over the newest rows in the order of the event time. */
export async function readRuns(store: Store, source: RelationSource, columns: readonly string[], eventTime: string): Promise<ReadonlyMap<string, Runs>> {
  const found = new Map<string, Runs>();
  for (let from = 0; from < columns.length; from += COLUMNS_A_QUERY) {
    const names = columns.slice(from, from + COLUMNS_A_QUERY);
    const values = valuesOf(source, [...names, eventTime]);
    const hashes = names.map((_, index) => `cityHash64(${values.sql[index]}) AS tidemark_h${index}`);
    const changes = names.map((_, index) => `ifNull(tidemark_h${index} = lagInFrame(tidemark_h${index}) OVER w, 0) = 0 OR place = 1 AS ch${index}`);
    const runs = names.map(
      (_, index) => `arrayReverseSort(arrayPopFront(arrayDifference(arrayPushBack(groupArrayIf(place, ch${index}), max(place) + 1)))) AS r${index}`,
    );
    const [row] = await store.query<Record<string, number | readonly number[]>>(
      `SELECT rows, ${names.map((_, index) => `length(r${index}) AS n${index}, arraySlice(r${index}, 1, ${TAIL_RUNS}) AS t${index}`).join(", ")} FROM (SELECT count() AS rows, ${runs.join(", ")} FROM (
        SELECT toInt64(row_number() OVER w) AS place, ${changes.join(", ")} FROM (
          SELECT ${timeSql(source.columns.get(eventTime) ?? "", values.sql.at(-1))} AS tidemark_time, ${rowNumberOf(source)} AS tidemark_row, ${hashes.join(", ")} FROM ${source.table}
          WHERE tidemark_time IS NOT NULL ORDER BY tidemark_time DESC, tidemark_row DESC LIMIT ${RUN_ROWS})
        WINDOW w AS (ORDER BY tidemark_time, tidemark_row ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)))${settingsOf(source)}`,
      { ...source.parameters, ...values.parameters },
    );
    names.forEach((name, index) =>
      found.set(name, {
        rows: Number(row?.["rows"] ?? 0),
        runs: Number(row?.[`n${index}`] ?? 0),
        longest: (row?.[`t${index}`] as readonly number[] | undefined) ?? [],
      }),
    );
  }
  return found;
}

export async function readHours(store: Store, source: RelationSource, eventTime: string): Promise<HourlyRows> {
  const values = valuesOf(source, [eventTime]);
  const rows = await store.query<{ hour: number; rows: number }>(
    `SELECT toInt32(intDiv(assumeNotNull(tidemark_time), 3600000)) AS hour, count() AS rows FROM (SELECT ${timeSql(source.columns.get(eventTime) ?? "", values.sql[0])} AS tidemark_time FROM ${source.table} WHERE tidemark_time IS NOT NULL)
      GROUP BY hour${settingsOf(source)}`,
    { ...source.parameters, ...values.parameters },
  );
  return new Map(rows.map(({ hour, rows: count }) => [hour, count]));
}

/** How often distinct rows of these columns stand on each side. The larger side is thinned by its rows to the size of the smaller, then both by the hash of what is in a row. */
export async function readDuplicates(
  store: Store,
  sides: readonly [RelationSource, RelationSource],
  rows: readonly [number, number],
  columns: readonly string[],
  seed: number,
): Promise<DuplicateCounts> {
  const least = Math.min(...rows);
  const cells = Math.max(1, Math.round(least / COUNTED_ROWS));
  const values = sides.map((source) => valuesOf(source, columns));
  const differ = columns.map((name) => sides[0].columns.get(name) !== sides[1].columns.get(name));
  const side = (source: RelationSource, place: 0 | 1): string => {
    // What hashes alike on both sides, whatever their types; a tuple, since the hash of NULL alone is none.
    const parts = columns.map((_, index) => (differ[index] ? `tuple(toString(${values[place]?.sql[index]}))` : `tuple(${values[place]?.sql[index]})`));
    const thinned = rows[place] > least ? `cityHash64(${rowNumberOf(source)}, {seed: UInt64}) % ${SHARES} < {kept${place}: UInt64}` : "1";
    const hashes = `SELECT cityHash64(${parts.join(", ")}) AS tidemark_hash FROM ${source.table} WHERE ${thinned}`;
    return `SELECT tidemark_hash AS h, ${place === 0 ? 1 : 0} AS x, ${place} AS y FROM (${renamed(hashes, place)}) WHERE tidemark_hash % ${cells} = 0`;
  };
  const parameters = Object.fromEntries(
    sides.flatMap((source, place) =>
      Object.entries({
        ...source.parameters,
        ...values[place]?.parameters,
        seed,
        [`kept${place}`]: Math.round((least / Math.max(1, rows[place] ?? 1)) * SHARES),
      }).map(([name, value]) => [`${name}_${place}`, value]),
    ),
  );
  const settings = [...new Set(sides.flatMap((source) => source.settings.split(/,\s*/)))].filter((setting) => setting !== "").join(", ");
  const multiplicities = await store.query<{ reference: number; current: number; distinct: number }>(
    `SELECT a AS reference, b AS current, count() AS distinct FROM (SELECT h, toInt64(sum(x)) AS a, toInt64(sum(y)) AS b FROM (${side(sides[0], 0)} UNION ALL ${side(sides[1], 1)}) GROUP BY h HAVING a + b > 1)
      GROUP BY a, b ORDER BY a, b${settings === "" ? "" : ` SETTINGS ${settings}`}`,
    parameters,
  );
  return { rows: Math.round(least / cells), multiplicities };
}

/** Parameters of both sides' tables may have one name. */
function renamed(table: string, place: number): string {
  return table.replaceAll(/\{(\w+)(\s*:)/g, `{$1_${place}$2`);
}

/** Numbers as numbers (NaN: missing), all else as text (empty: missing). */
function readable(type: string, value: string): string {
  return /^(Nullable\()?(U?Int|Float|BFloat|Decimal|Bool)/.test(type) ? `ifNull(toFloat64(${value}), nan)` : `ifNull(toString(${value}), '')`;
}

function valuesOf({ value }: RelationSource, names: readonly string[]): { readonly sql: readonly string[]; readonly parameters: QueryParameters } {
  const read = names.map((name, index) => value?.(name) ?? { sql: `{column${index}: Identifier}`, parameters: { [`column${index}`]: name } });
  return { sql: read.map(({ sql }) => sql), parameters: Object.assign({}, ...read.map(({ parameters }) => parameters)) as QueryParameters };
}

function rowNumberOf({ rowNumber }: RelationSource): string {
  return rowNumber ?? "_row_number";
}

function settingsOf({ settings }: RelationSource): string {
  return settings === "" ? "" : ` SETTINGS ${settings}`;
}
