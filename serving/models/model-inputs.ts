import { messageOf, TidemarkError } from "../../errors.ts";
import type { Column, Content } from "../wire/protocol.ts";
import type { ModelInputs, OnnxModel, Port } from "./onnx-model.ts";
import { nestingOf, rowShape } from "./row-shape.ts";
import { toElement } from "./tensor-type.ts";
import type { Element } from "./tensor-type.ts";

/** What a column is called that came without a name. */
const UNNAMED = "f0";
/** Lists in lists of one row that are taken apart. */
const MAX_DEPTH = 16;

/**
 * Makes a model's inputs of a request's columns: a column for each input, or, for a model of one wide input, a column for each feature of its schema.
 * @throws TidemarkError `input` naming the input, what was wrong and what would be right.
 */
export function modelInputs(model: OnnxModel, content: Content): ModelInputs {
  const columns = wideInput(model, content) ?? content.columns;
  const names = model.inputs.map((input) => input.name);
  const unknown = columns.find((column) => !names.includes(column.name));
  if (unknown !== undefined) throw new TidemarkError("input", `model "${model.name}" has no input "${unknown.name}"; expected ${listed(names)}`);
  const [fixed = -1] = model.inputs[0]?.shape ?? [];
  if (fixed > 0 && fixed !== content.rows) throw new TidemarkError("input", `model "${model.name}" takes ${fixed} rows at a time, got ${content.rows}`);
  const parts = model.inputs.map((input) => {
    const column = columns.find((column) => column.name === input.name);
    if (column === undefined) throw new TidemarkError("input", `input "${input.name}" is missing; expected ${listed(names)}`);
    return input.shape.length === 0 ? scalar(input, column) : rowsOf(input, column, declaredWidth(model));
  });
  return { rows: content.rows, elements: parts.map((part) => part.elements), shapes: parts.map((part) => part.shape) };
}

/** Features that the schema declares of a model with one input, whose row they are; 0: not known. */
function declaredWidth({ inputs, schema }: OnnxModel): number {
  const features = schema?.features ?? [];
  return inputs.length === 1 && features.length > 1 && features.every((feature) => feature.type !== "vector") ? features.length : 0;
}

/** Rows without names, or named as the schema names its features, for a model with one input. */
function wideInput(model: OnnxModel, content: Content): readonly Column[] | undefined {
  const [input] = model.inputs;
  if (model.inputs.length !== 1 || input === undefined) return undefined;
  const [only, ...others] = content.columns;
  // A list of plain values, as TensorFlow Serving takes a value a row.
  if (only?.name === UNNAMED && others.length === 0 && !(model.schema?.features ?? []).some((feature) => feature.name === UNNAMED))
    return [{ ...only, name: input.name }];
  if (content.unnamed === true) return content.columns.map((column) => ({ ...column, name: input.name }));
  const features = model.schema?.features.map((feature) => feature.name) ?? [];
  if (features.length === 0 || content.columns.some((column) => !features.includes(column.name))) return undefined;
  if (content.columns.length === 1 && features.length === 1 && content.columns[0]?.name === input.name) return undefined;
  const ordered = features.map((name) => content.columns.find((column) => column.name === name)?.values);
  return [{ name: input.name, values: Array.from({ length: content.rows }, (_, row) => ordered.map((values) => values?.[row])) }];
}

interface Part {
  readonly elements: readonly Element[];
  readonly shape: readonly number[];
}

/** An input without rows takes one value, the same in every row. */
function scalar(input: Port, column: Column): Part {
  const [first, ...others] = column.values;
  if (others.some((value) => value !== first)) throw new TidemarkError("input", `input "${input.name}" is one value for all rows; expected the same in each`);
  return { elements: [element(input, first, 0)], shape: [] };
}

function rowsOf(input: Port, column: Column, declared: number): Part {
  let shape: readonly number[] = [];
  const elements: Element[] = [];
  for (const [row, value] of column.values.entries()) {
    const flat: readonly unknown[] = Array.isArray(value) ? value.flat(MAX_DEPTH) : [value];
    const own = shapeOf(input, flat.length, column.shape ?? nestingOf(value), row, declared);
    if (row === 0) shape = own;
    else if (String(own) !== String(shape))
      throw new TidemarkError("input", `input "${input.name}", row ${row}: ${own.join(" × ")} values; expected ${shape.join(" × ")}, as in row 0`);
    for (const one of flat) elements.push(element(input, one, row));
  }
  return { elements, shape };
}

function shapeOf(input: Port, width: number, nested: readonly number[], row: number, declared: number): readonly number[] {
  try {
    const shape = rowShape(input.shape.slice(1), width, nested);
    if (declared > 0 && width !== declared && input.shape.slice(1).includes(-1))
      throw new TidemarkError("input", `${width} values; expected ${declared}, the features of its model.yaml`);
    return shape;
  } catch (error) {
    throw new TidemarkError("input", `input "${input.name}", row ${row}: ${messageOf(error)}`, { cause: error });
  }
}

function element(input: Port, value: unknown, row: number): Element {
  if (value === undefined) throw new TidemarkError("input", `input "${input.name}", row ${row}: not sent; expected a value, or null where it is missing`);
  try {
    return toElement(input.type, value);
  } catch (error) {
    throw new TidemarkError("input", `input "${input.name}", row ${row} ${messageOf(error)}`, { cause: error });
  }
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
