import { z } from "zod";
import { TidemarkError } from "../../errors.ts";
import { parseJson } from "../json-text.ts";
import { tensor, tensorColumn, tensorElements } from "../tensor.ts";
import type { Tensor } from "../tensor.ts";
import type { Content, Message, Protocol } from "../protocol.ts";

const PATH = /\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/infer$/;

const body = z.looseObject({
  id: z.string().nullish(),
  model_name: z.string().nullish(),
  model_version: z.coerce.string().nullish(),
  inputs: z.array(tensor).optional(),
  outputs: z.array(z.looseObject({})).nullish(),
  error: z.string().optional(),
});

/** Open Inference Protocol, version 2, over HTTP with the binary data extension: KServe, MLServer, Triton.
 * https://github.com/kserve/open-inference-protocol, https://docs.nvidia.com/deeplearning/triton-inference-server (extension_binary_data). */
const openInference: Protocol = {
  name: "open-inference",
  route(method, path) {
    const match = method === "POST" ? PATH.exec(path) : null;
    if (match?.[1] === undefined) return undefined;
    return { model: decodeURIComponent(match[1]), ...(match[2] === undefined ? {} : { version: decodeURIComponent(match[2]) }) };
  },
  readRequest(message) {
    const { json, binary } = split(message, "an inference request");
    if (json.inputs === undefined) throw new TidemarkError("input", 'reading an inference request: expected a list "inputs"');
    const wanted = json.outputs?.map((output) => String(output["name"]));
    return { ...content(json, json.inputs, binary), ...(wanted === undefined || wanted.length === 0 ? {} : { wanted }) };
  },
  readResponse(message) {
    const { json, binary } = split(message, "an inference answer");
    if (json.error !== undefined) return { rows: 0, columns: [], error: json.error };
    const outputs = z.array(tensor).safeParse(json.outputs);
    if (!outputs.success) throw new TidemarkError("input", 'reading an inference answer: expected tensors in "outputs"');
    return content(json, outputs.data, binary);
  },
};
export default openInference;

/** The header counts bytes of JSON after decompression; without it all is JSON. */
function split(message: Message, what: string): { json: z.infer<typeof body>; binary: Buffer } {
  const header = message.headers.get("inference-header-content-length");
  const length = header === undefined ? message.body.length : Number(header);
  const parsed = body.safeParse(parseJson(message.body.subarray(0, length), what));
  if (!parsed.success) throw new TidemarkError("input", `reading ${what}: ${z.prettifyError(parsed.error)}`);
  return { json: parsed.data, binary: message.body.subarray(length) };
}

function content(json: z.infer<typeof body>, tensors: readonly Tensor[], binary: Buffer): Content {
  let at = 0;
  const columns = tensors.map((tensor) => {
    const size = tensor.parameters?.binary_data_size;
    const own = size === undefined ? undefined : binary.subarray(at, (at += size));
    return tensorColumn(tensor, tensorElements(tensor, own));
  });
  const rows = columns[0]?.values.length ?? 0;
  const odd = columns.find((column) => column.values.length !== rows);
  if (odd !== undefined)
    throw new TidemarkError("input", `reading tensors: "${columns[0]?.name}" has ${rows} rows, "${odd.name}" has ${odd.values.length}; expected as many`);
  return {
    rows,
    columns,
    ...(columns.length === 1 && Array.isArray(columns[0]?.values[0]) ? { unnamed: true } : {}),
    ...(json.model_name ? { model: json.model_name } : {}),
    ...(json.model_version ? { version: json.model_version } : {}),
    ...(json.id ? { requestId: json.id } : {}),
  };
}
