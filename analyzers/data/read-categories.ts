import type { CategorySide } from "./category-side.ts";
import type { DataColumn, DataSet } from "./data-set.ts";
import { levelsOf } from "./memory/memory-column.ts";
import { plainNumber } from "./natures/number-readings.ts";
import { truthReading } from "./natures/truth-reading.ts";

/** A column with more distinct values is no column of categories. */
export const MAX_LEVELS = 100_000;

export interface CategoryOptions {
  /** Truth values: in lower case, or as true and false however they are written. */
  readonly truth: "lower" | "canonical" | null;
  /** Whether to count the values that read as numbers. */
  readonly numbers: boolean;
}

/** Rows of each category of one side; null where there are too many of them. */
export async function readCategories(data: DataSet, name: string, column: DataColumn, { truth, numbers }: CategoryOptions): Promise<CategorySide | null> {
  const levels = column.held === null ? await storedLevels(data, name, column) : heldLevels(column);
  if (levels === null || levels.length > MAX_LEVELS) return null;
  const counts = new Map<string, number>();
  let [total, numeric] = [0, 0];
  for (const [text, rows] of levels) {
    const level = truth === null ? text : truth === "lower" ? text.toLowerCase() : canonical(text);
    counts.set(level, (counts.get(level) ?? 0) + rows);
    total += rows;
    if (numbers && Number.isFinite(plainNumber.read(text))) numeric += rows;
  }
  return { rows: data.rows, sample: { type: "categorical", counts, total }, numbers: numbers ? numeric : null };
}

function canonical(text: string): string {
  const value = truthReading.read(text);
  return Number.isNaN(value) ? text.toLowerCase() : value === 1 ? "true" : "false";
}

type Levels = readonly (readonly [string, number])[];

function heldLevels({ nature, held }: DataColumn): Levels | null {
  if (held === null) return [];
  if (held.kind === "texts") return levelsOf(held).filter(([level, rows]) => rows > 0 && (nature !== "boolean" || !held.missing.has(level)));
  const counts = new Map<string, number>();
  for (const value of held.values) if (!Number.isNaN(value)) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  for (const text of held.strange.values()) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts];
}

async function storedLevels(data: DataSet, name: string, column: DataColumn): Promise<Levels | null> {
  const { store, table, parameters } = await data.tableOf([name]);
  const missing = column.nature === "boolean" && column.missingSql !== null ? `NOT ifNull(${column.missingSql}, 0) AND` : "";
  const rows = await store.query<{ tidemarkLevel: string; tidemarkRows: number }>(
    `SELECT tidemarkLevel, count() AS tidemarkRows FROM (SELECT toString(${column.sql}) AS tidemarkLevel FROM ${table} WHERE ${missing} 1)
    WHERE isNotNull(tidemarkLevel) GROUP BY tidemarkLevel LIMIT ${MAX_LEVELS + 1}`,
    { ...parameters, ...column.parameters },
  );
  return rows.length > MAX_LEVELS ? null : rows.map((row) => [row.tidemarkLevel, row.tidemarkRows] as const);
}
