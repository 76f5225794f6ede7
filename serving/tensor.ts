import { z } from "zod";
import { TidemarkError } from "../errors.ts";
import { readTensorBytes } from "./tensor-bytes.ts";
import type { Column, Value } from "./protocol.ts";

/** A tensor of the Open Inference Protocol; its data is in `data` (flat or nested) or in the binary part, `parameters.binary_data_size` bytes of it. */
export const tensor = z.looseObject({
  name: z.string(),
  shape: z.array(z.number().int().min(0)),
  datatype: z.string(),
  parameters: z.looseObject({ binary_data_size: z.number().int().min(0).optional() }).nullish(),
  data: z.unknown().optional(),
});

export type Tensor = z.infer<typeof tensor>;

/** Elements of one tensor in row-major order. `binary` holds its own bytes when it has any.
 * @throws TidemarkError `input` when they are not as many as the shape says. */
export function tensorElements(tensor: Tensor, binary: Buffer | undefined): Value[] {
  const elements = binary === undefined ? (flat(tensor.data) as Value[]) : readTensorBytes(binary, tensor.datatype);
  const expected = tensor.shape.reduce((product, size) => product * size, 1);
  if (elements.length !== expected)
    throw new TidemarkError("input", `reading tensor "${tensor.name}": shape [${tensor.shape.join(", ")}] means ${expected} elements, got ${elements.length}`);
  return elements;
}

/** A tensor as a column: its first axis are the rows; a row of several elements is a list. */
export function tensorColumn(tensor: Tensor, elements: readonly Value[]): Column {
  const rows = tensor.shape[0] ?? 1;
  const width = rows === 0 ? 0 : elements.length / rows;
  const values = width === 1 ? elements : Array.from({ length: rows }, (_, row) => elements.slice(row * width, (row + 1) * width) as number[]);
  return { name: tensor.name, values };
}

function flat(data: unknown): unknown[] {
  if (!Array.isArray(data)) throw new TidemarkError("input", "reading a tensor: expected data to be a list");
  return data.some(Array.isArray) ? data.flat(Number.POSITIVE_INFINITY) : data;
}
