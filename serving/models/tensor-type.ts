import { Tensor } from "onnxruntime-node";
import { TidemarkError } from "../../errors.ts";
import { shortestFloat32 } from "../wire/float32.ts";

/** Types of tensors that can be served, with their names in the Open Inference Protocol. */
const DATATYPES = { float32: "FP32", float64: "FP64", int32: "INT32", int64: "INT64", bool: "BOOL", string: "BYTES" } as const;
export type TensorType = keyof typeof DATATYPES;

export function isTensorType(type: string): type is TensorType {
  return Object.hasOwn(DATATYPES, type);
}

export function datatypeOf(type: TensorType): string {
  return DATATYPES[type];
}

/** One element as the runtime takes it. Null is NaN in a float and the empty string in a string; other types have no way to say missing. @throws TidemarkError `input` saying what would be right. */
export function toElement(type: TensorType, value: unknown): number | string | bigint | boolean {
  if (type === "string") return asType(value ?? "", "string", "a string or null");
  if (type === "bool") return asType(value, "boolean", "true or false");
  if (type === "float32" || type === "float64") return asType(value ?? Number.NaN, "number", "a number or null");
  const number = asType(value, "number", "a whole number");
  if (!Number.isSafeInteger(number)) throw new TidemarkError("input", "is not whole; expected a whole number");
  return type === "int64" ? BigInt(number) : number;
}

function asType(value: unknown, type: "string", expected: string): string;
function asType(value: unknown, type: "number", expected: string): number;
function asType(value: unknown, type: "boolean", expected: string): boolean;
function asType(value: unknown, type: string, expected: string): unknown {
  if (typeof value === type) return value;
  throw new TidemarkError("input", `is ${value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`}; expected ${expected}`);
}

type Element = number | string | bigint | boolean;

/** Makes the runtime's tensor. */
export function makeTensor(type: TensorType, elements: readonly Element[], dims: readonly number[]): Tensor {
  if (type === "string") return new Tensor("string", elements as string[], dims);
  if (type === "bool") return new Tensor("bool", Uint8Array.from(elements as boolean[], Number), dims);
  if (type === "int64") return new Tensor("int64", BigInt64Array.from(elements as bigint[]), dims);
  if (type === "int32") return new Tensor("int32", Int32Array.from(elements as number[]), dims);
  return type === "float64"
    ? new Tensor("float64", Float64Array.from(elements as number[]), dims)
    : new Tensor("float32", Float32Array.from(elements as number[]), dims);
}

/** A tensor's elements as JSON has them. */
export function fromTensor(tensor: Tensor): (number | string | boolean)[] {
  const data = tensor.data as ArrayLike<number | string | bigint>;
  if (tensor.type === "bool") return Array.from(data, Boolean);
  if (tensor.type === "float32") return Array.from(data as ArrayLike<number>, shortestFloat32);
  return Array.from(data, (element) => (typeof element === "bigint" ? Number(element) : element));
}
