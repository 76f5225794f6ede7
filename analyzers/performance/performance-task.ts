import type { ModelSchema } from "../../collector/events/model-schema.ts";

/** How a model's performance can be judged; null where the schema declares too little. */
export type PerformanceTask = "binary" | "multiclass" | "regression";

/** A binary model without a score column has only classes to judge, like a multiclass one. */
export function performanceTask(schema: ModelSchema): PerformanceTask | null {
  if (schema.task === "regression") return schema.score === undefined ? null : "regression";
  if (schema.task === "binary" && schema.score !== undefined) return "binary";
  return schema.prediction === undefined ? null : "multiclass";
}

/** Whether a multiclass model's score says how sure it is of the class that it predicts. A binary model without a score column is judged like it, and has none. */
export function confident(schema: Pick<ModelSchema, "task" | "score">): boolean {
  return schema.task === "multiclass" && schema.score !== undefined;
}
