import { messageOf, TidemarkError } from "../../errors.ts";
import type { Column, Content } from "../wire/protocol.ts";
import type { ModelInputs, OnnxModel, Port } from "./onnx-model.ts";
import { toElement } from "./tensor-type.ts";

/**
 * Makes a model's inputs of a request's columns: a column for each input, or, for a model of one wide input, a column for each feature of its schema.
 * @throws TidemarkError `input` naming the input, what was wrong and what would be right.
 */
export function modelInputs(model: OnnxModel, content: Content): ModelInputs {
  const columns = wideInput(model, content) ?? content.columns;
  const names = model.inputs.map((input) => input.name);
  const unknown = columns.find((column) => !names.includes(column.name));
  if (unknown !== undefined) throw new TidemarkError("input", `model "${model.name}" has no input "${unknown.name}"; expected ${listed(names)}`);
  const elements = model.inputs.map((input) => {
    const column = columns.find((column) => column.name === input.name);
    if (column === undefined) throw new TidemarkError("input", `input "${input.name}" is missing; expected ${listed(names)}`);
    return column.values.flatMap((value, row) => rowElements(input, value, row));
  });
  const [fixed = -1] = model.inputs[0]?.shape ?? [];
  if (fixed > 0 && fixed !== content.rows) throw new TidemarkError("input", `model "${model.name}" takes ${fixed} rows at a time, got ${content.rows}`);
  return { rows: content.rows, elements };
}

/** Rows without names, or named as the schema names its features, for a model with one input. */
function wideInput(model: OnnxModel, content: Content): readonly Column[] | undefined {
  const [input] = model.inputs;
  if (model.inputs.length !== 1 || input === undefined) return undefined;
  if (content.unnamed === true) return content.columns.map((column) => ({ ...column, name: input.name }));
  const features = model.schema?.features.map((feature) => feature.name) ?? [];
  if (input.width === 1 || features.length !== input.width || content.columns.some((column) => !features.includes(column.name))) return undefined;
  const ordered = features.map((name) => content.columns.find((column) => column.name === name)?.values);
  return [{ name: input.name, values: Array.from({ length: content.rows }, (_, row) => ordered.map((values) => values?.[row])) }];
}

function rowElements(input: Port, value: unknown, row: number): (number | string | bigint | boolean)[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (elements.length !== input.width)
    throw new TidemarkError("input", `input "${input.name}", row ${row}: ${elements.length} values; expected ${input.width}`);
  return elements.map((element) => {
    if (element === undefined) throw new TidemarkError("input", `input "${input.name}", row ${row}: not sent; expected a value, or null where it is missing`);
    try {
      return toElement(input.type, element);
    } catch (error) {
      throw new TidemarkError("input", `input "${input.name}", row ${row} ${messageOf(error)}`, { cause: error });
    }
  });
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
