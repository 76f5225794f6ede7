import { Tensor } from "onnxruntime-node";
import { TidemarkError } from "../../errors.ts";
import { shortestFloat32 } from "../wire/float32.ts";

/** One element as the runtime takes it. */
export type Element = number | string | bigint | boolean;
/** One element as an answer has it; a whole number that no double holds is its digits, which JSON.stringify writes bare. */
export type Answered = number | string | boolean | RawNumber;
export interface RawNumber {
  readonly rawJSON: string;
}

interface Whole {
  readonly datatype: string;
  readonly min: bigint;
  readonly max: bigint;
  readonly array: { from(elements: ArrayLike<number>): Tensor.DataType };
}

const whole = (datatype: string, bits: number, signed: boolean, array: Whole["array"]): Whole => ({
  datatype,
  array,
  min: signed ? -(2n ** BigInt(bits - 1)) : 0n,
  max: signed ? 2n ** BigInt(bits - 1) - 1n : 2n ** BigInt(bits) - 1n,
});
const big = (array: { from(elements: ArrayLike<bigint>): Tensor.DataType }): Whole["array"] => ({
  from: (elements) => array.from(Array.from(elements, (element: number | bigint) => BigInt(element))),
});

const WHOLE: Readonly<Record<string, Whole>> = {
  int8: whole("INT8", 8, true, Int8Array),
  int16: whole("INT16", 16, true, Int16Array),
  int32: whole("INT32", 32, true, Int32Array),
  int64: whole("INT64", 64, true, big(BigInt64Array)),
  uint8: whole("UINT8", 8, false, Uint8Array),
  uint16: whole("UINT16", 16, false, Uint16Array),
  uint32: whole("UINT32", 32, false, Uint32Array),
  uint64: whole("UINT64", 64, false, big(BigUint64Array)),
};
const OTHER: Readonly<Record<string, string>> = { float16: "FP16", float32: "FP32", float64: "FP64", bool: "BOOL", string: "BYTES" };

/** Types of tensors that can be served, by the runtime's names. */
export const TENSOR_TYPES: readonly string[] = [...Object.keys(OTHER), ...Object.keys(WHOLE)];

/** A type's name in the Open Inference Protocol. */
export function datatypeOf(type: string): string {
  return WHOLE[type]?.datatype ?? OTHER[type] ?? "";
}

/** One element as the runtime takes it. Null is NaN in a float and the empty string in a string; other types have no way to say missing. @throws TidemarkError `input` saying what would be right. */
export function toElement(type: string, value: unknown): Element {
  const range = WHOLE[type];
  if (range !== undefined) return toWhole(value, range);
  if (type === "string") return asType(value ?? "", "string", "a string or null");
  if (type === "bool") return asType(value, "boolean", "true or false");
  return typeof value === "bigint" ? Number(value) : asType(value ?? Number.NaN, "number", "a number or null");
}

function toWhole(value: unknown, { min, max }: Whole): number | bigint {
  const exact = typeof value === "bigint" ? value : asType(value, "number", "a whole number");
  if (typeof exact === "number" && !Number.isInteger(exact)) throw new TidemarkError("input", "is not whole; expected a whole number");
  if (exact < min || exact > max) throw new TidemarkError("input", `is out of range; expected ${min} to ${max}`);
  return exact;
}

function asType(value: unknown, type: "string", expected: string): string;
function asType(value: unknown, type: "number", expected: string): number;
function asType(value: unknown, type: "boolean", expected: string): boolean;
function asType(value: unknown, type: string, expected: string): unknown {
  if (typeof value === type) return value;
  throw new TidemarkError("input", `is ${value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`}; expected ${expected}`);
}

/** Makes the runtime's tensor. */
export function makeTensor(type: string, elements: readonly Element[], dims: readonly number[]): Tensor {
  const range = WHOLE[type];
  if (range !== undefined) return new Tensor(type as "int32", range.array.from(elements as number[]) as Int32Array, dims);
  if (type === "string") return new Tensor("string", elements as string[], dims);
  if (type === "bool") return new Tensor("bool", Uint8Array.from(elements as boolean[], Number), dims);
  if (type === "float16") return halfTensor(elements as number[], dims);
  return type === "float64"
    ? new Tensor("float64", Float64Array.from(elements as number[]), dims)
    : new Tensor("float32", Float32Array.from(elements as number[]), dims);
}

/** The runtime's binding (1.30) takes the bits of 16-bit floats, and not the Float16Array that its Tensor makes of them. */
function halfTensor(elements: readonly number[], dims: readonly number[]): Tensor {
  const bits = new Uint16Array(Float16Array.from(elements).buffer);
  return { type: "float16", location: "cpu", dims, data: bits } as unknown as Tensor;
}

/** A tensor's elements as JSON has them. */
export function fromTensor(tensor: Tensor): Answered[] {
  const data = tensor.data as ArrayLike<number | string | bigint>;
  if (tensor.type === "bool") return Array.from(data, Boolean);
  if (tensor.type === "float32") return Array.from(data as ArrayLike<number>, shortestFloat32);
  return Array.from(data, (element) => (typeof element === "bigint" ? wholeAnswer(element) : element));
}

function wholeAnswer(value: bigint): Answered {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : rawJson(String(value));
}

function rawJson(text: string): RawNumber {
  return (JSON as unknown as RawJson).rawJSON(text);
}

/** Not yet among TypeScript's own declarations (ECMAScript 2026). */
interface RawJson {
  rawJSON(text: string): RawNumber;
}
