import type { ModelOutput, OnnxModel, Port } from "./onnx-model.ts";
import { datatypeOf } from "./tensor-type.ts";

/** An answer in version 2 of the Open Inference Protocol. */
export function inferenceAnswer(model: OnnxModel, id: string, outputs: readonly ModelOutput[]): object {
  return {
    model_name: model.name,
    model_version: model.version,
    id,
    outputs: outputs.map(({ name, type, shape, data }) => ({ name, datatype: datatypeOf(type), shape, data })),
  };
}

/** An answer as JSON rows: one object a row, with a list for an output of several elements. An output of the whole run is in every row. */
export function rowsAnswer(rows: number, outputs: readonly ModelOutput[]): object {
  const widths = outputs.map((output) => output.data.length / (output.ofRows ? Math.max(rows, 1) : 1));
  const value = (output: ModelOutput, width: number, row: number) => {
    const at = output.ofRows ? row * width : 0;
    return width === 1 ? output.data[at] : output.data.slice(at, at + width);
  };
  return {
    predictions: Array.from({ length: rows }, (_, row) => Object.fromEntries(outputs.map((output, i) => [output.name, value(output, widths[i] ?? 1, row)]))),
  };
}

/** What version 2 of the protocol says of a model. */
export function modelMetadata(model: OnnxModel, versions: readonly string[]): object {
  const port = ({ name, type, shape }: Port) => ({ name, datatype: datatypeOf(type), shape });
  return { name: model.name, versions, platform: "onnx_onnxv1", inputs: model.inputs.map(port), outputs: model.outputs.map(port) };
}
