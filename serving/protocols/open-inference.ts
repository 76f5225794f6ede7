import { TidemarkError } from "../../errors.ts";
import { isRecord, parseJson } from "../wire/json-text.ts";
import { pathPart } from "../wire/path-part.ts";
import type { Content, Message, Protocol } from "../wire/protocol.ts";
import { asTensor, tensorColumn, tensorElements } from "../wire/tensor.ts";

const PATH = /\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/infer$/;

/** Open Inference Protocol, version 2, over HTTP with the binary data extension: KServe, MLServer, Triton.
 * https://github.com/kserve/open-inference-protocol, https://docs.nvidia.com/deeplearning/triton-inference-server (extension_binary_data). */
const openInference: Protocol = {
  name: "open-inference",
  route(method, path) {
    const match = method === "POST" ? PATH.exec(path) : null;
    if (match?.[1] === undefined) return undefined;
    return { model: pathPart(match[1]), ...(match[2] === undefined ? {} : { version: pathPart(match[2]) }) };
  },
  readRequest(message) {
    const { json, binary } = split(message, "an inference request");
    const wanted = Array.isArray(json["outputs"]) ? json["outputs"].map((output) => String(isRecord(output) ? output["name"] : output)) : [];
    return { ...content(json, "inputs", binary), ...(wanted.length === 0 ? {} : { wanted }) };
  },
  readResponse(message) {
    const { json, binary } = split(message, "an inference answer");
    if (typeof json["error"] === "string") return { rows: 0, columns: [], error: json["error"] };
    return content(json, "outputs", binary);
  },
};
export default openInference;

/** The header counts bytes of JSON after decompression; without it all is JSON. */
function split(message: Message, what: string): { json: Record<string, unknown>; binary: Buffer } {
  const header = message.headers.get("inference-header-content-length");
  const length = header === undefined ? message.body.length : Number(header);
  const json = parseJson(message.body.subarray(0, length), what);
  if (!isRecord(json)) throw new TidemarkError("input", `reading ${what}: expected a JSON object`);
  return { json, binary: message.body.subarray(length) };
}

function content(json: Record<string, unknown>, key: "inputs" | "outputs", binary: Buffer): Content {
  const tensors = json[key];
  if (!Array.isArray(tensors)) throw new TidemarkError("input", `reading tensors: expected a list "${key}"`);
  let at = 0;
  const columns = tensors.map((value) => {
    const tensor = asTensor(value);
    const own = tensor.binarySize === undefined ? undefined : binary.subarray(at, (at += tensor.binarySize));
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
    ...identity(json),
  };
}

function identity(json: Record<string, unknown>): Pick<Content, "model" | "version" | "requestId"> {
  const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
  const [model, version, requestId] = [text(json["model_name"]), text(json["model_version"]), text(json["id"])];
  return { ...(model === "" ? {} : { model }), ...(version === "" ? {} : { version }), ...(requestId === "" ? {} : { requestId }) };
}
