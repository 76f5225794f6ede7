import { TidemarkError } from "../../../errors.ts";
import { shortestFloat32 } from "../float32.ts";
import { tensorColumn } from "../tensor.ts";
import type { Column, Value } from "../protocol.ts";
import { readTensorBytes, wholeNumber } from "../tensor-bytes.ts";

/** A tensor of TensorFlow, as `decodeMessage` gives it. */
export interface TensorProto {
  readonly dtype: number;
  readonly tensor_shape: { readonly dim: readonly { readonly size: string }[] } | null;
  readonly tensor_content: Buffer;
  readonly float_val: readonly number[];
  readonly double_val: readonly number[];
  readonly int_val: readonly number[];
  readonly string_val: readonly Buffer[];
  readonly int64_val: readonly string[];
  readonly bool_val: readonly boolean[];
  readonly half_val: readonly number[];
  readonly uint32_val: readonly number[];
  readonly uint64_val: readonly string[];
}

/** TensorFlow's DataType by the names of the Open Inference Protocol. */
const DATATYPES: Readonly<Record<number, string>> = {
  1: "FP32",
  2: "FP64",
  3: "INT32",
  4: "UINT8",
  5: "INT16",
  6: "INT8",
  7: "BYTES",
  9: "INT64",
  10: "BOOL",
  14: "BF16",
  17: "UINT16",
  19: "FP16",
  22: "UINT32",
  23: "UINT64",
};
/** Elements that one value may be repeated to. */
const MAX_REPEATED = 1_000_000;

/** A tensor as a column: its data lies in `tensor_content` or in the list of its type, where one value (or a last one) stands for all that follow.
 * @throws TidemarkError `input` for a type that is not known, or elements that are not as many as the shape says */
export function tensorProtoColumn(name: string, tensor: TensorProto): Column {
  const datatype = DATATYPES[tensor.dtype];
  if (datatype === undefined) throw new TidemarkError("input", `reading tensor "${name}": its type ${tensor.dtype} is not known`);
  const shape = tensor.tensor_shape?.dim.map((dim) => Number(dim.size)) ?? [];
  const expected = shape.reduce((product, size) => product * size, 1);
  const data: readonly Value[] = tensor.tensor_content.length > 0 ? readTensorBytes(Buffer.from(tensor.tensor_content), datatype) : listed(tensor);
  const elements =
    data.length > 0 && data.length < expected && expected <= MAX_REPEATED
      ? [...data, ...Array.from({ length: expected - data.length }, () => data.at(-1))]
      : data;
  if (elements.length !== expected)
    throw new TidemarkError("input", `reading tensor "${name}": shape [${shape.join(", ")}] means ${expected} elements, got ${elements.length}`);
  return tensorColumn({ name, shape, datatype, data: undefined, binarySize: undefined }, elements);
}

function listed(tensor: TensorProto): readonly Value[] {
  if (tensor.float_val.length > 0) return tensor.float_val.map(shortestFloat32);
  if (tensor.string_val.length > 0) return tensor.string_val.map((bytes) => Buffer.from(bytes).toString("utf8"));
  if (tensor.half_val.length > 0) return halves(tensor.half_val, tensor.dtype === 14 ? "BF16" : "FP16");
  if (tensor.int64_val.length > 0 || tensor.uint64_val.length > 0)
    return [...tensor.int64_val, ...tensor.uint64_val].map((digits) => wholeNumber(BigInt(digits)));
  return [tensor.double_val, tensor.int_val, tensor.bool_val, tensor.uint32_val].find((list) => list.length > 0) ?? [];
}

/** Bits of 16-bit floats, each in an integer of its own. */
function halves(bits: readonly number[], datatype: string): readonly Value[] {
  const bytes = Buffer.alloc(2 * bits.length);
  bits.forEach((half, i) => bytes.writeUInt16LE(half & 0xffff, 2 * i));
  return readTensorBytes(bytes, datatype);
}
