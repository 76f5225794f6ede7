import { seededRandom } from "../random.ts";
import { encodeTables, type Table } from "./encode-table.ts";
import type { MultivariateMethod, MultivariateOptions, MultivariateResult } from "./method.ts";
import { drawnRows } from "./sampled-pair.ts";

/** Most rows that any method takes; so many are encoded. */
const MOST_ROWS = 10_000;

/**
 * Compares the rows of two mixed tables by a multivariate method: at most 10,000 rows a side, drawn by the seed, encoded by both sides together (`encodeTables`). Up to 26 columns the domain classifier sees every
 * change of a location, a scale or a correlation. @throws RangeError when a column is absent on one side or of another type there
 */
export function compareTables(method: MultivariateMethod, reference: Table, current: Table, options: MultivariateOptions = {}): MultivariateResult {
  const random = seededRandom(options.seed ?? 0);
  const [before, after] = encodeTables(drawnTable(reference, random), drawnTable(current, random));
  const result = method.compare(before, after, options);
  return result.statistic === null ? result : { ...result, source: `${result.source}, drawn from ${rowsOf(reference)} and ${rowsOf(current)}` };
}

function rowsOf(table: Table): number {
  return table[0]?.values.length ?? 0;
}

/** The same rows of every column. */
function drawnTable(table: Table, random: () => number): Table {
  if (rowsOf(table) <= MOST_ROWS) return table;
  const chosen = drawnRows(rowsOf(table), MOST_ROWS, random);
  return table.map((column) =>
    column.type === "numeric"
      ? { ...column, values: Float64Array.from(chosen, (row) => column.values[row] ?? Number.NaN) }
      : { ...column, values: Array.from(chosen, (row) => column.values[row] ?? null) },
  );
}
