import type { ModelSchema } from "../model-schema.ts";
import type { FieldRules } from "./field-rules.ts";

/**
 * A model's schema as its captured rows are: features that are not kept are none, those that are hashed or masked are categories. A score or predicted class that is not kept as it is cannot be held against labels,
 * so that the schema names none then.
 */
export function privateSchema(schema: ModelSchema, rules: FieldRules): ModelSchema {
  const { score, prediction, ...rest } = schema;
  const whole = (name: string | undefined) => name !== undefined && rules.ofField(name) === undefined;
  return {
    ...rest,
    ...(whole(score) ? { score } : {}),
    ...(whole(prediction) ? { prediction } : {}),
    features: schema.features.flatMap((feature): ModelSchema["features"] => {
      const action = rules.ofField(feature.name)?.action;
      if (action === "drop" || (action !== undefined && feature.type === "vector")) return [];
      return action === "hash" || action === "mask" ? [{ name: feature.name, type: "categorical" }] : [feature];
    }),
  };
}
