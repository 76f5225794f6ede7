import type { Store } from "../../collector/clickhouse/store.ts";
import { NUMBERS } from "./serve-rollups.ts";

/** Two tables of normal values in plain columns, a reference and a window of so many rows each. */
export async function makeExactRows(store: Store, rows: number): Promise<void> {
  const columns = Array.from({ length: NUMBERS }, (_, index) => index);
  for (const [seed, table] of ["exact_reference", "exact_window"].entries()) {
    await store.command(`CREATE TABLE ${table} (${columns.map((index) => `n${index} Float64`).join(", ")}) ENGINE = MergeTree ORDER BY tuple()`);
    await store.command(
      `INSERT INTO ${table} SELECT ${columns.map((index) => `randNormal(0, 1, ${seed * NUMBERS + index})`).join(", ")} FROM numbers({rows: UInt64})`,
      { rows },
    );
  }
}

/** The exact two-sample Kolmogorov–Smirnov statistic of every column, in one query over the rows of both tables. */
export async function exactDistances(store: Store): Promise<readonly number[]> {
  const columns = Array.from({ length: NUMBERS }, (_, index) => `n${index}`);
  const [row] = await store.query<Record<string, number>>(
    `SELECT ${columns.map((name) => `kolmogorovSmirnovTest('two-sided', 'asymptotic')(${name}, side).1 AS d_${name}`).join(", ")}
    FROM (SELECT *, 0 AS side FROM exact_reference UNION ALL SELECT *, 1 AS side FROM exact_window)`,
  );
  return columns.map((name) => row?.[`d_${name}`] ?? Number.NaN);
}
