import type { QueryParameters } from "../../../collector/clickhouse/store.ts";
import type { DataColumn, DataTable } from "../data-set.ts";

/** Columns of one query. */
const BATCH = 50;

/** Rows by the word that stands for a missing value, of each column that is no text. */
export async function countMissingWords(table: DataTable, columns: ReadonlyMap<string, DataColumn>): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const counted = new Map<string, ReadonlyMap<string, number>>();
  const asked = [...columns].filter(([, { nature, missingSql }]) => missingSql !== null && nature !== "string" && nature !== "vector");
  for (let from = 0; from < asked.length; from += BATCH) {
    const batch = asked.slice(from, from + BATCH);
    const [row] = await table.store.query<{ tidemarkWords: readonly (readonly [readonly string[], readonly number[]])[] }>(
      `SELECT [${batch.map(([, { sql, missingSql }]) => `sumMapIf([assumeNotNull(${sql})], [toFloat64(1)], ifNull(${missingSql}, 0))`).join(", ")}] AS tidemarkWords FROM ${table.table}`,
      Object.assign({}, table.parameters, ...batch.map(([, { parameters }]) => parameters)) as QueryParameters,
    );
    for (const [place, [name]] of batch.entries()) {
      const [words = [], rows = []] = row?.tidemarkWords[place] ?? [];
      counted.set(name, new Map(words.map((word, at) => [word, rows[at] ?? 0])));
    }
  }
  return counted;
}
