import { TidemarkError } from "../../../errors.ts";
import { shortestFloat32 } from "../float32.ts";
import { tensorColumn } from "../tensor.ts";
import type { Column, Content, Value } from "../protocol.ts";
import { readTensorBytes, wholeNumber } from "../tensor-bytes.ts";
import { decodeMessage } from "./decode-message.ts";

interface InferTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly string[];
  readonly contents: Contents | null;
}

interface Contents {
  readonly bool: readonly boolean[];
  readonly int: readonly number[];
  readonly int64: readonly string[];
  readonly uint: readonly number[];
  readonly uint64: readonly string[];
  readonly fp32: readonly number[];
  readonly fp64: readonly number[];
  readonly bytes: readonly Buffer[];
}

interface InferMessage {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly inputs?: readonly InferTensor[];
  readonly outputs: readonly InferTensor[];
  readonly raw_contents: readonly Buffer[];
}

/** Columns and names of a ModelInferRequest or ModelInferResponse: a tensor's data lies in its contents, or in the raw contents in the tensors' order. */
export function inferMessage(
  body: Buffer,
  type: "ModelInferRequest" | "ModelInferResponse",
): { columns: Column[]; identity: Partial<Content>; wanted: readonly string[] } {
  const message = decodeMessage(type, body) as InferMessage;
  const tensors = message.inputs ?? message.outputs;
  const columns = tensors.map((tensor, i) => columnOf(tensor, message.raw_contents[i]));
  const { model_name: model, model_version: version, id: requestId } = message;
  const identity = { ...(model === "" ? {} : { model }), ...(version === "" ? {} : { version }), ...(requestId === "" ? {} : { requestId }) };
  return { columns, identity, wanted: type === "ModelInferRequest" ? message.outputs.map((output) => output.name) : [] };
}

function columnOf(tensor: InferTensor, raw: Buffer | undefined): Column {
  const shape = tensor.shape.map(Number);
  const elements: readonly Value[] = raw === undefined ? typed(tensor) : readTensorBytes(Buffer.from(raw), tensor.datatype);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (elements.length !== expected)
    throw new TidemarkError("input", `reading tensor "${tensor.name}": shape [${shape.join(", ")}] means ${expected} elements, got ${elements.length}`);
  return tensorColumn({ name: tensor.name, shape, datatype: tensor.datatype, data: undefined, binarySize: undefined }, elements);
}

/** A list is set for each kind of number; those that are not are empty. */
function typed({ contents }: InferTensor): readonly Value[] {
  if (contents === null) return [];
  if (contents.fp32.length > 0) return contents.fp32.map(shortestFloat32);
  if (contents.bytes.length > 0) return contents.bytes.map((bytes) => Buffer.from(bytes).toString("utf8"));
  if (contents.int64.length > 0 || contents.uint64.length > 0) return [...contents.int64, ...contents.uint64].map((digits) => wholeNumber(BigInt(digits)));
  return [contents.fp64, contents.int, contents.uint, contents.bool].find((list) => list.length > 0) ?? [];
}
