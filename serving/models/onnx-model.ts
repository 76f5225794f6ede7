import { InferenceSession } from "onnxruntime-node";
import type { Tensor } from "onnxruntime-node";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import { fromTensor, makeTensor, TENSOR_TYPES } from "./tensor-type.ts";
import type { Answered, Element } from "./tensor-type.ts";

/** An input or output of the graph; its first axis are the rows. */
export interface Port {
  readonly name: string;
  /** As the runtime calls it. */
  readonly type: string;
  /** -1: any size. Empty: a scalar, which has no rows. */
  readonly shape: readonly number[];
  /** The first axis by the name that the graph gives it; empty: none, or a fixed size. */
  readonly axis: string;
}

/** Elements by input, in the graph's order. */
export interface ModelInputs {
  readonly rows: number;
  readonly elements: readonly (readonly Element[])[];
  /** Shape of one row of each input. */
  readonly shapes: readonly (readonly number[])[];
}

/** One output. */
export interface ModelOutput {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly data: readonly Answered[];
  /** Its first axis are the rows; else it is of the whole run. */
  readonly ofRows: boolean;
}

/** An ONNX file, loaded. */
export interface OnnxModel extends AsyncDisposable {
  readonly name: string;
  readonly version: string;
  readonly schema: ModelSchema | undefined;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Runs on the calling thread. @throws TidemarkError `internal` when the runtime fails. */
  run(inputs: ModelInputs): Promise<readonly ModelOutput[]>;
}

/** Loads one file. @throws TidemarkError `config` when it can't be read, or has inputs or outputs that are not tensors. */
export async function loadOnnxModel(path: string, name: string, version: string, schema: ModelSchema | undefined): Promise<OnnxModel> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 }).catch((error: unknown) => {
    throw new TidemarkError("config", `loading ${path}: ${messageOf(error)}${advice(messageOf(error))}`, { cause: error });
  });
  const inputs = session.inputMetadata.map((metadata) => port(metadata, path));
  const outputs = session.outputMetadata.map((metadata) => port(metadata, path));
  return {
    name,
    version,
    schema,
    inputs,
    outputs,
    async run(batch) {
      const feeds = Object.fromEntries(inputs.map((input, i) => [input.name, makeTensor(input.type, batch.elements[i] ?? [], dims(input, batch, i))]));
      const results = await session.run(feeds).catch((error: unknown) => {
        throw new TidemarkError("internal", `running model "${name}": ${messageOf(error)}`, { cause: error });
      });
      return outputs.map((output) => outputOf(output, results[output.name] as Tensor, batch.rows));
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

/** bfloat16 is 16 among ONNX's types. */
function advice(message: string): string {
  return message.includes("Unsupported data type: 16") ? " (bfloat16, which the runtime does not take; export the inputs and outputs as float32)" : "";
}

function port(metadata: InferenceSession.ValueMetadata, path: string): Port {
  if (!metadata.isTensor)
    throw new TidemarkError("config", `loading ${path}: "${metadata.name}" is not a tensor; expected tensors only (export classifiers with zipmap=False)`);
  if (!TENSOR_TYPES.includes(metadata.type))
    throw new TidemarkError("config", `loading ${path}: "${metadata.name}" is ${metadata.type}; expected one of ${TENSOR_TYPES.join(", ")}`);
  const shape = metadata.shape.map((size) => (typeof size === "number" && size >= 0 ? size : -1));
  const [first] = metadata.shape;
  return { name: metadata.name, type: metadata.type, shape, axis: typeof first === "string" ? first : "" };
}

function dims(input: Port, batch: ModelInputs, i: number): number[] {
  return input.shape.length === 0 ? [] : [batch.rows, ...(batch.shapes[i] ?? [])];
}

function outputOf({ name, type }: Port, tensor: Tensor, rows: number): ModelOutput {
  return { name, type, shape: tensor.dims, data: fromTensor(tensor), ofRows: tensor.dims[0] === rows };
}

/** Whether rows of several requests may go through one run: every input takes any number of rows, and no output is plainly of the whole run (a scalar, or along another axis than the rows). */
export function takesBatches({ inputs, outputs }: OnnxModel): boolean {
  const axes = new Set(inputs.map((input) => input.axis));
  return (
    inputs.every((input) => input.shape[0] === -1) &&
    outputs.every((output) => output.shape[0] === -1 && (output.axis === "" || axes.has(output.axis) || axes.has("")))
  );
}
