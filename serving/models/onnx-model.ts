import { InferenceSession } from "onnxruntime-node";
import type { Tensor } from "onnxruntime-node";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import { fromTensor, isTensorType, makeTensor } from "./tensor-type.ts";
import type { TensorType } from "./tensor-type.ts";

/** An input or output of the graph: its first axis are the rows, `width` the elements of one. */
export interface Port {
  readonly name: string;
  readonly type: TensorType;
  readonly width: number;
  /** -1: any size. */
  readonly shape: readonly number[];
}

/** Elements by input, as many as rows × width, in the graph's order. */
export interface ModelInputs {
  readonly rows: number;
  readonly elements: readonly (readonly (number | string | bigint | boolean)[])[];
}

/** One output; `data` has rows × width elements. */
export interface ModelOutput {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: readonly (number | string | boolean)[];
}

/** An ONNX file, loaded. */
export interface OnnxModel extends AsyncDisposable {
  readonly name: string;
  readonly version: string;
  readonly schema: ModelSchema | undefined;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Runs on the calling thread. @throws TidemarkError `internal` when the runtime fails or an output's first axis is not the rows. */
  run(inputs: ModelInputs): Promise<readonly ModelOutput[]>;
}

/** Loads one file. @throws TidemarkError `config` when it can't be read, or has inputs or outputs that are not tensors. */
export async function loadOnnxModel(path: string, name: string, version: string, schema: ModelSchema | undefined): Promise<OnnxModel> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 3 }).catch((error: unknown) => {
    throw new TidemarkError("config", `loading ${path}: ${messageOf(error)}`, { cause: error });
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
      const feeds = Object.fromEntries(inputs.map((input, i) => [input.name, makeTensor(input.type, batch.elements[i] ?? [], dims(input, batch.rows))]));
      const results = await session.run(feeds).catch((error: unknown) => {
        throw new TidemarkError("internal", `running model "${name}": ${messageOf(error)}`, { cause: error });
      });
      return outputs.map((output) => outputOf(output, results[output.name] as Tensor, batch.rows));
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

function port(metadata: InferenceSession.ValueMetadata, path: string): Port {
  if (!metadata.isTensor)
    throw new TidemarkError("config", `loading ${path}: "${metadata.name}" is not a tensor; expected tensors only (export classifiers with zipmap=False)`);
  if (!isTensorType(metadata.type))
    throw new TidemarkError("config", `loading ${path}: "${metadata.name}" is ${metadata.type}; expected float32, float64, int32, int64, bool or string`);
  const shape = metadata.shape.map((size) => (typeof size === "number" ? size : -1));
  return { name: metadata.name, type: metadata.type, shape, width: shape.slice(1).reduce((product, size) => product * Math.max(size, 1), 1) };
}

function dims(input: Port, rows: number): number[] {
  return input.shape.length === 0 ? [rows] : [rows, ...input.shape.slice(1).map((size) => Math.max(size, 1))];
}

function outputOf(output: Port, tensor: Tensor, rows: number): ModelOutput {
  const [first = 1] = tensor.dims;
  if (first !== rows)
    throw new TidemarkError("internal", `running a model: output "${output.name}" has shape [${tensor.dims.join(", ")}]; expected ${rows} rows`);
  return { name: output.name, type: output.type, shape: tensor.dims, data: fromTensor(tensor) };
}
