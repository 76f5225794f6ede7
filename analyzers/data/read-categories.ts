import type { CategorySide } from "./category-side.ts";
import type { DataColumn, DataSet } from "./data-set.ts";

/** A column with more distinct values is no column of categories. */
export const MAX_LEVELS = 100_000;

/** Rows of each category of one side; null where there are too many of them. @param numbers whether to count the values that read as numbers. */
export async function readCategories(
  data: DataSet,
  column: DataColumn,
  options: { readonly lower: boolean; readonly numbers: boolean },
): Promise<CategorySide | null> {
  const text = `toString(${column.sql})`;
  const rows = await data.store.query<{ tidemarkLevel: string; tidemarkRows: number }>(
    `SELECT tidemarkLevel, count() AS tidemarkRows FROM (SELECT ${options.lower ? `lower(${text})` : text} AS tidemarkLevel FROM ${data.table})
    WHERE isNotNull(tidemarkLevel) GROUP BY tidemarkLevel LIMIT ${MAX_LEVELS + 1}`,
    { ...data.parameters, ...column.parameters },
  );
  if (rows.length > MAX_LEVELS) return null;
  const counts = new Map(rows.map((row) => [row.tidemarkLevel, row.tidemarkRows]));
  const total = rows.reduce((sum, row) => sum + row.tidemarkRows, 0);
  const numeric = rows.reduce((sum, row) => sum + (isNumber(row.tidemarkLevel) ? row.tidemarkRows : 0), 0);
  return { rows: data.rows, sample: { type: "categorical", counts, total }, numbers: options.numbers ? numeric : null };
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}
