import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import type { ColumnLooks } from "./data-set.ts";

/** Rows looked at, from the top. */
const SAMPLE = 20_000;
/** Columns of one query. */
const BATCH = 100;

/** Of a column that holds no strings, or no values. */
export const NO_LOOKS: ColumnLooks = { number: 0, time: 0, boolean: 0, vector: 0, words: 0, distinct: 0 };

/** What the strings of some columns look like, by a sample of the first rows. @param columns by name. */
export async function lookIntoStrings(
  store: Store,
  from: { readonly table: string; readonly parameters: QueryParameters },
  columns: ReadonlyMap<string, { readonly sql: string; readonly parameters: QueryParameters }>,
): Promise<ReadonlyMap<string, ColumnLooks>> {
  const looks = new Map<string, ColumnLooks>();
  const names = [...columns.keys()];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = names.slice(start, start + BATCH);
    const parts = batch.map((name) => columns.get(name)).filter((column) => column !== undefined);
    const [row] = await store.query<{ looks: readonly (readonly [number, number, number, number, number, number, number])[] }>(
      `SELECT [${parts.map((_, index) => looksSql(`_tidemark_${index}`)).join(", ")}] AS looks FROM (SELECT ${parts.map(({ sql }, index) => `toString(${sql}) AS _tidemark_${index}`).join(", ")} FROM ${from.table} LIMIT ${SAMPLE})`,
      Object.assign({}, from.parameters, ...parts.map(({ parameters }) => parameters)) as QueryParameters,
    );
    for (const [index, name] of batch.entries()) {
      const [values = 0, number = 0, time = 0, boolean = 0, vector = 0, words = 0, distinct = 0] = row?.looks[index] ?? [];
      const share = (part: number): number => (values === 0 ? 0 : part / values);
      looks.set(name, {
        number: share(number),
        time: share(time),
        boolean: share(boolean),
        vector: share(vector),
        words: share(words),
        distinct: share(distinct),
      });
    }
  }
  return looks;
}

/** A time has a date's separators: "20130101" is a number. */
function looksSql(value: string): string {
  const counts = [
    `count(${value})`,
    `countIf(isNotNull(toFloat64OrNull(${value})))`,
    `countIf(match(${value}, '^[0-9]{4}-[0-9]{2}-[0-9]{2}') AND isNotNull(parseDateTime64BestEffortOrNull(${value}, 6, 'UTC')))`,
    `countIf(lower(${value}) IN ('true', 'false'))`,
    `countIf(match(${value}, '^\\\\[[-+0-9.eE, ]+\\\\]$'))`,
    `sum(ifNull(length(splitByWhitespace(assumeNotNull(${value}))), 0))`,
    `uniqExact(${value})`,
  ];
  return `(${counts.map((count) => `toFloat64(${count})`).join(", ")})`;
}
