import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Column, Content } from "../wire/protocol.ts";

const MAX_SPLIT = 256;

/** Features under their names. Columns that the wire leaves unnamed are called as the schema says, in its order, else f0, f1, …; lists of more than 256, or declared as a vector, stay one column. `fault`: what does not fit the schema. */
export function nameColumns(content: Content, schema: ModelSchema | undefined): { readonly columns: readonly Column[]; readonly fault?: string } {
  const [column] = content.columns;
  const features = schema?.features ?? [];
  if (content.unnamed !== true || column === undefined) return { columns: content.columns };
  const width = listOf(column.values[0]).length;
  if (width > MAX_SPLIT || features.some((feature) => feature.type === "vector"))
    return { columns: [features.length === 1 ? { ...column, name: features[0]?.name ?? column.name } : column] };
  const named = features.length === width;
  const columns = Array.from({ length: width }, (_, i) => ({
    name: (named && features[i]?.name) || `f${i}`,
    values: column.values.map((row) => listOf(row)[i]),
  }));
  return named || features.length === 0 ? { columns } : { columns, fault: `the model's schema has ${features.length} features, the request ${width}` };
}

function listOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? (value as number[]) : [];
}
