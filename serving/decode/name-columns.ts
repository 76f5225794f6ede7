import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Column, Content, Value } from "../wire/protocol.ts";

const MAX_SPLIT = 256;
/** Lists in lists of one row that are taken apart. */
const MAX_DEPTH = 16;

/** Columns with names. `positional`: neither the wire nor the schema says which is which. `fault`: what does not fit the schema. */
export interface NamedColumns {
  readonly columns: readonly Column[];
  readonly positional: boolean;
  readonly fault?: string;
}

/** Features under their names. Columns that the wire leaves unnamed are called as the schema says, in its order, else f0, f1, …; lists of more than 256, or declared as a vector, stay one column. Text in a column that is declared numeric (a query string's, say) is the number that it means. */
export function nameColumns(content: Content, schema: ModelSchema | undefined): NamedColumns {
  const { columns, fault, positional } = named(content, schema);
  const numeric = new Set(schema?.features.filter((feature) => feature.type === "numeric").map((feature) => feature.name));
  return {
    columns: numeric.size === 0 ? columns : columns.map((column) => (numeric.has(column.name) ? inNumbers(column) : column)),
    positional,
    ...(fault === undefined ? {} : { fault }),
  };
}

function named(content: Content, schema: ModelSchema | undefined): NamedColumns {
  const [column] = content.columns;
  const features = schema?.features ?? [];
  if (content.unnamed !== true || column === undefined) return { columns: content.columns, positional: false };
  const rows = column.values.map(listOf);
  const width = rows[0]?.length ?? 0;
  if (width > MAX_SPLIT || features.some((feature) => feature.type === "vector"))
    return { columns: [{ name: (features.length === 1 && features[0]?.name) || column.name, values: rows }], positional: features.length !== 1 };
  const fits = features.length === width;
  const columns = Array.from({ length: width }, (_, i) => ({ name: (fits && features[i]?.name) || `f${i}`, values: rows.map((row) => row[i]) }));
  return fits || features.length === 0
    ? { columns, positional: !fits }
    : { columns, positional: true, fault: `the model's schema has ${features.length} features, the request ${width}` };
}

/** A row's values; of one nested as its tensor is, all of them in order. */
function listOf(value: Value): readonly number[] {
  if (!Array.isArray(value)) return [];
  return (Array.isArray(value[0]) ? value.flat(MAX_DEPTH) : value) as number[];
}

function inNumbers(column: Column): Column {
  return {
    ...column,
    values: column.values.map((value) => (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value)),
  };
}
