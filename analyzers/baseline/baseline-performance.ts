import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { noSums, performanceSumsSql } from "../performance/performance-sums.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import { CELL_SUMS, cellParameters } from "../performance/cell-sums.ts";
import { confident } from "../performance/performance-task.ts";
import type { Grid } from "../statistics/column-counts.ts";
import { classParameters, isKnownSql, isPositiveLabelSql, isPositiveSql, normalClassSql } from "../performance/class-sql.ts";
import type { DataSet } from "../data/data-set.ts";
import { rowsSql } from "./rows-sql.ts";

/** What performance is computed from, and for which blocks (by their starts, epoch milliseconds). */
export interface PerformanceRequest {
  readonly schema: ModelSchema;
  readonly label: string | undefined;
  /** Column with the time of each row; null: none. */
  readonly time: string | null;
  readonly timeZone: string;
  readonly starts: readonly number[];
  /** Of the predicted number. */
  readonly grid: Grid;
}

const SELECTIONS: Readonly<Record<ModelSchema["task"], string>> = {
  binary: `number AS score, if(isPositiveLabel, 1., 0.) AS label, toUInt8(if(classText = '', number >= 0.5, isPositiveClass)) AS predicted, toUInt8(predicted = isPositiveLabel) AS correct`,
  regression: "number AS score, ifNull(toFloat64OrNull(labelText), nan) AS label, toUInt8(0) AS predicted, toUInt8(0) AS correct",
  multiclass: `0. AS score, 0. AS label, toUInt8(0) AS predicted, toUInt8(${normalClassSql("classText")} = ${normalClassSql("labelText")}) AS correct`,
};

const CELL_COLUMNS = { score: "number", predicted: "classText", label: "labelText", correct: "correct" };

/**
 * Performance sums of each block, over rows with a label and a score (multiclass: a predicted class); null when the file has no labels, or no scores.
 * The predicted class of a binary model is the prediction column's, or, without one, score ≥ 0.5. Classes are equal as text or as numbers ("1" and "1.0").
 */
export async function performanceOf(source: DataSet, request: PerformanceRequest): Promise<readonly PerformanceSums[] | null> {
  const { schema, label, time, timeZone, starts, grid } = request;
  const present = (column: string | undefined): column is string => column !== undefined && source.columns.has(column);
  const predicted = (column: string | undefined): column is string => present(column) && column !== label;
  const needed = schema.task === "multiclass" ? schema.prediction : schema.score;
  if (!present(label) || !predicted(needed)) return null;
  const columns = [label, predicted(schema.score) ? schema.score : label, predicted(schema.prediction) ? schema.prediction : label];
  const { store, sql, parameters } = await rowsSql(source, time, columns);
  const rows = await store.query<PerformanceSums & { block: number }>(
    `SELECT block, ${performanceSumsSql}${CELL_SUMS[schema.task].direct} FROM (SELECT block, ${SELECTIONS[schema.task]}, ${CELL_SUMS[schema.task].cellOf(CELL_COLUMNS)} FROM (
      SELECT toInt64(toUnixTimestamp(toStartOfDay(fromUnixTimestamp64Milli(assumeNotNull(ms), 'UTC'), {zone: String}))) * 1000 AS block, texts[1] AS labelText,
        ifNull(toFloat64OrNull(texts[2]), nan) AS number, if({has_class: UInt8} = 1, texts[3], '') AS classText,
        ${isPositiveLabelSql("labelText")} AS isPositiveLabel, ${isPositiveSql("classText")} AS isPositiveClass
      FROM (${sql}) WHERE labelText != ''${schema.task === "multiclass" ? "" : " AND isFinite(number)"} AND ${isKnownSql("labelText")}
    ) WHERE isFinite(label)) GROUP BY block`,
    {
      ...parameters,
      zone: timeZone,
      ...classParameters(schema),
      ...cellParameters(grid, confident(schema) && predicted(schema.score)),
      has_class: predicted(schema.prediction) ? 1 : 0,
    },
  );
  const byBlock = new Map(rows.map(({ block, ...sums }) => [block, sums]));
  return starts.map((start) => byBlock.get(start) ?? noSums);
}
