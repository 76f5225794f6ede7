import { TidemarkError } from "../../../errors.ts";
import { jsonMessage } from "./decode-message.ts";
import type { TensorProto } from "./tensor-proto.ts";

/** A tensor of TensorFlow in protobuf's JSON form (names in camel case or as they are, types by name or number, bytes in base64), as Seldon's REST API has it. @throws TidemarkError `input` when it is none */
export function tensorProtoOf(json: Readonly<Record<string, unknown>>): TensorProto {
  const { dtype } = json;
  const type = typeof dtype === "string" ? TYPES[dtype] : dtype;
  if (typeof type !== "number")
    throw new TidemarkError("input", `reading a tensor of TensorFlow: its type ${JSON.stringify(dtype)?.slice(0, 80)} is not known`);
  return jsonMessage("TensorProto", { ...snakeKeys(json, 0), dtype: type }) as TensorProto;
}

/** Lists and objects in others. */
const MAX_DEPTH = 4;

function snakeKeys(json: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), inner(value, depth)]),
  );
}

function inner(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH || typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? value.map((part) => inner(part, depth + 1)) : snakeKeys(value as Record<string, unknown>, depth + 1);
}

/** DataType's names (tensorflow/core/framework, types.proto). */
const TYPES: Readonly<Record<string, number>> = {
  DT_FLOAT: 1,
  DT_DOUBLE: 2,
  DT_INT32: 3,
  DT_UINT8: 4,
  DT_INT16: 5,
  DT_INT8: 6,
  DT_STRING: 7,
  DT_INT64: 9,
  DT_BOOL: 10,
  DT_BFLOAT16: 14,
  DT_UINT16: 17,
  DT_HALF: 19,
  DT_UINT32: 22,
  DT_UINT64: 23,
};
