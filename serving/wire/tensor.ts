import { TidemarkError } from "../../errors.ts";
import { shortestWhereFloat32 } from "./float32.ts";
import { isRecord } from "./json-text.ts";
import type { Column, Value } from "./protocol.ts";
import { readTensorBytes } from "./tensor-bytes.ts";

/** Axes of a tensor whose data is nested. */
const MAX_DEPTH = 16;

/** A tensor of the Open Inference Protocol; its data is in `data` (flat or nested) or in the binary part, `binarySize` bytes of it. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: unknown;
  readonly binarySize: number | undefined;
}

/** A tensor as it came. @throws TidemarkError `input` when a part of it is not what the protocol asks for. */
export function asTensor(value: unknown): Tensor {
  const { name, shape, datatype, data, parameters } = isRecord(value) ? value : {};
  const binarySize = isRecord(parameters) ? parameters["binary_data_size"] : undefined;
  if (typeof name !== "string") throw new TidemarkError("input", 'reading a tensor: expected "name" to be a string');
  if (typeof datatype !== "string") throw new TidemarkError("input", `reading tensor "${name}": expected "datatype" to be a string`);
  if (!Array.isArray(shape) || !shape.every(isSize)) throw new TidemarkError("input", `reading tensor "${name}": expected "shape" to be a list of sizes`);
  if (binarySize !== undefined && !isSize(binarySize))
    throw new TidemarkError("input", `reading tensor "${name}": expected "binary_data_size" to be a number of bytes`);
  return { name, shape, datatype, data, binarySize };
}

/** Elements of one tensor in row-major order. `binary` holds its own bytes when it has any.
 * @throws TidemarkError `input` when they are not as many as the shape says. */
export function tensorElements(tensor: Tensor, binary: Buffer | undefined): Value[] {
  const elements = binary === undefined ? flat(tensor) : readTensorBytes(binary, tensor.datatype);
  const expected = tensor.shape.reduce((product, size) => product * size, 1);
  if (elements.length !== expected)
    throw new TidemarkError("input", `reading tensor "${tensor.name}": shape [${tensor.shape.join(", ")}] means ${expected} elements, got ${elements.length}`);
  return elements;
}

/** A tensor as a column: its first axis are the rows; a row of several elements is a list. @throws TidemarkError `input` for rows without elements: their number is a mere claim. */
export function tensorColumn(tensor: Tensor, elements: readonly Value[]): Column {
  const rows = tensor.shape[0] ?? 1;
  const width = rows === 0 ? 0 : elements.length / rows;
  if (rows > 0 && width === 0)
    throw new TidemarkError("input", `reading tensor "${tensor.name}": shape [${tensor.shape.join(", ")}] has rows without elements`);
  const values = width === 1 ? elements : Array.from({ length: rows }, (_, row) => elements.slice(row * width, (row + 1) * width) as number[]);
  return { name: tensor.name, values, ...(tensor.shape.length > 2 ? { shape: tensor.shape.slice(1) } : {}) };
}

function flat({ name, data, datatype }: Tensor): Value[] {
  if (!Array.isArray(data)) throw new TidemarkError("input", `reading tensor "${name}": expected "data" to be a list`);
  const elements = data.some(Array.isArray) ? (data.flat(MAX_DEPTH) as Value[]) : (data as Value[]);
  return datatype === "FP32" ? elements.map(asFloat32) : elements;
}

/** 5.099999904632568 is how some write the 32-bit float that others write as 5.1. */
function asFloat32(value: Value): Value {
  return typeof value === "number" ? shortestWhereFloat32(value) : value;
}

function isSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
