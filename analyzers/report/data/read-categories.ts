import type { CategorySide } from "../categories/check-categories.ts";
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
  const rows = await data.store.query<{ level: string; rows: number }>(
    `SELECT ${options.lower ? `lower(${text})` : text} AS level, count() AS rows FROM ${data.table} WHERE isNotNull(${column.sql}) GROUP BY level LIMIT ${MAX_LEVELS + 1}`,
    { ...data.parameters, ...column.parameters },
  );
  if (rows.length > MAX_LEVELS) return null;
  const counts = new Map(rows.map((row) => [row.level, row.rows]));
  const total = rows.reduce((sum, row) => sum + row.rows, 0);
  const numeric = rows.reduce((sum, row) => sum + (isNumber(row.level) ? row.rows : 0), 0);
  return { rows: data.rows, sample: { type: "categorical", counts, total }, numbers: options.numbers ? numeric : null };
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}
