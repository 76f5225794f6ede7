import { TidemarkError } from "../../errors.ts";
import { isGrpc } from "../wire/grpc/decode-message.ts";
import { inferMessage } from "../wire/grpc/infer-message.ts";
import { isRecord, parseJson } from "../wire/json-text.ts";
import { pathPart } from "../wire/path-part.ts";
import type { Column, Content, Message, Protocol, Value } from "../wire/protocol.ts";
import { asTensor, tensorColumn, tensorElements } from "../wire/tensor.ts";

const PATH = /\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/infer$/;

const GRPC = "/inference.GRPCInferenceService/ModelInfer";

/** Open Inference Protocol, version 2, over HTTP with the binary data extension, and over gRPC: KServe, MLServer, Triton. Outputs may differ in length: which of them are of the rows, the request tells.
 * https://github.com/kserve/open-inference-protocol, https://docs.nvidia.com/deeplearning/triton-inference-server (extension_binary_data). */
const openInference: Protocol = {
  name: "open-inference",
  route({ method, path }) {
    const match = method === "POST" ? PATH.exec(path) : null;
    if (method === "POST" && path === GRPC) return { modelAt: [1] };
    if (match?.[1] === undefined) return undefined;
    return { model: pathPart(match[1]), ...(match[2] === undefined ? {} : { version: pathPart(match[2]) }) };
  },
  likeness: () => 3,
  read: {
    request(message) {
      if (isGrpc(message)) return requestedByGrpc(message.body);
      const { json, binary } = split(message, "an inference request");
      const asked = Array.isArray(json["outputs"]) ? json["outputs"].filter(isRecord) : [];
      const wanted = asked.map((output) => String(output["name"]));
      const classified = asked.filter((output) => isRecord(output["parameters"]) && output["parameters"]["classification"] !== undefined);
      return {
        ...requested(columns(json, "inputs", binary), identity(json)),
        ...(wanted.length === 0 ? {} : { wanted }),
        ...(classified.length === 0 ? {} : { classified: classified.map((output) => String(output["name"])) }),
      };
    },
    response(message, request) {
      if (isGrpc(message)) return answeredByGrpc(message.body);
      const { json, binary } = split(message, "an inference answer");
      if (typeof json["error"] === "string") return { rows: 0, columns: [], error: json["error"] };
      return content(withScores(columns(json, "outputs", binary), request?.classified ?? []), identity(json));
    },
  },
};
export default openInference;

/** The header counts bytes of JSON after decompression; without it all is JSON. */
function split(message: Message, what: string): { json: Record<string, unknown>; binary: Buffer } {
  const header = message.headers.get("inference-header-content-length");
  const length = header === undefined ? message.body.length : Number(header);
  const json = header === undefined ? message.json(what) : parseJson(message.body.subarray(0, length), what);
  if (!isRecord(json)) throw new TidemarkError("input", `reading ${what}: expected a JSON object`);
  return { json, binary: message.body.subarray(length) };
}

function columns(json: Record<string, unknown>, key: "inputs" | "outputs", binary: Buffer): Column[] {
  const tensors = json[key];
  if (!Array.isArray(tensors)) throw new TidemarkError("input", `reading tensors: expected a list "${key}"`);
  let at = 0;
  return tensors.map((value) => {
    const tensor = asTensor(value);
    const own = tensor.binarySize === undefined ? undefined : binary.subarray(at, (at += tensor.binarySize));
    return tensorColumn(tensor, tensorElements(tensor, own));
  });
}

/** Inputs have as many rows as the longest; one of a single row is the same for all. */
function requested(inputs: readonly Column[], identity: Partial<Content>): Content {
  const rows = Math.max(0, ...inputs.map((column) => column.values.length));
  const odd = inputs.find((column) => column.values.length !== rows && column.values.length !== 1);
  if (odd !== undefined) throw new TidemarkError("input", `reading tensors: "${odd.name}" has ${odd.values.length} rows, another ${rows}; expected as many`);
  return content(
    inputs.map((column) => (column.values.length === rows ? column : { ...column, values: Array.from({ length: rows }, () => column.values[0]) })),
    identity,
  );
}

function requestedByGrpc(body: Buffer): Content {
  const { columns, identity, wanted } = inferMessage(body, "ModelInferRequest");
  return { ...requested(columns, identity), ...(wanted.length === 0 ? {} : { wanted }) };
}

function answeredByGrpc(body: Buffer): Content {
  const { columns, identity } = inferMessage(body, "ModelInferResponse");
  return content(columns, identity);
}

/** Triton's classification extension answers with "0.98:2" or "0.98:2:label", best first: [class, score] of each. */
function withScores(outputs: readonly Column[], classified: readonly string[]): readonly Column[] {
  const scored = (value: unknown): unknown => (Array.isArray(value) ? value.map(scored) : scoreOf(value));
  return classified.length === 0
    ? outputs
    : outputs.map((column) => (classified.includes(column.name) ? { ...column, values: column.values.map((value) => scored(value) as Value) } : column));
}

function scoreOf(value: unknown): unknown {
  const [, score, index, label] = typeof value === "string" ? (/^([^:]+):(\d+)(?::(.*))?$/.exec(value) ?? []) : [];
  return score === undefined ? value : [label ?? Number(index), Number(score)];
}

function content(columns: readonly Column[], identity: Partial<Content>): Content {
  const rows = columns[0]?.values.length ?? 0;
  return { rows, columns, ...(columns.length === 1 && Array.isArray(columns[0]?.values[0]) ? { unnamed: true } : {}), ...identity };
}

function identity(json: Record<string, unknown>): Pick<Content, "model" | "version" | "requestId"> {
  const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");
  const [model, version, requestId] = [text(json["model_name"]), text(json["model_version"]), text(json["id"])];
  return { ...(model === "" ? {} : { model }), ...(version === "" ? {} : { version }), ...(requestId === "" ? {} : { requestId }) };
}
