import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";

/** A column to put into a baseline, before its rows are read. */
export type DeclaredColumn = Pick<BaselineColumn, "name" | "kind" | "type" | "unit">;

/** Features (vectors left out), then the score and the predicted class where the schema names them and the file has them. A class is categorical, a score or a predicted number numeric. */
export function declaredColumns(schema: ModelSchema, inFile: ReadonlyMap<string, unknown>): readonly DeclaredColumn[] {
  const features = schema.features.flatMap(({ name, type, unit }): DeclaredColumn[] =>
    type === "vector" ? [] : [{ name, kind: "feature", type, unit: unit ?? null }],
  );
  const predictions: DeclaredColumn[] = [];
  if (schema.score !== undefined) predictions.push({ name: schema.score, kind: "prediction", type: "numeric", unit: null });
  if (schema.prediction !== undefined && schema.prediction !== schema.score)
    predictions.push({ name: schema.prediction, kind: "prediction", type: schema.task === "regression" ? "numeric" : "categorical", unit: null });
  return [...features, ...predictions.filter((column) => inFile.has(column.name))];
}
