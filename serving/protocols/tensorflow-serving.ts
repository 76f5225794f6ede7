import { TidemarkError } from "../../errors.ts";
import { decodeMessage, isGrpc } from "../wire/grpc/decode-message.ts";
import { tensorProtoColumn } from "../wire/grpc/tensor-proto.ts";
import type { TensorProto } from "../wire/grpc/tensor-proto.ts";
import { rowsToContent } from "../wire/json-rows.ts";
import { isRecord } from "../wire/json-text.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Content, Protocol, Value } from "../wire/protocol.ts";

const PATH = /\/v1\/models\/(?<model>[^/:]+)(?:\/versions\/(?<version>[^/:]+)|\/labels\/[^/:]+)?:(?:predict|classify|regress)$/;
const ONLY_HERE = /\/labels\/[^/:]+:|:(?:classify|regress)$/;

const GRPC = "/tensorflow.serving.PredictionService/Predict";

/** TensorFlow Serving: gRPC's Predict, and the REST API: row format ("instances", "predictions"), column format ("inputs", "outputs"), classify and regress. Bare NaN and Infinity are its own.
 * https://www.tensorflow.org/tfx/serving/api_rest */
const tensorflowServing: Protocol = {
  name: "tensorflow-serving",
  route: ({ method, path }) => (method !== "POST" ? undefined : path === GRPC ? { modelAt: [1, 1] } : routeBy(PATH, path)),
  likeness(request, response) {
    if (request.line.path === GRPC) return 3;
    if (ONLY_HERE.test(request.line.path)) return 3;
    const asked = request.json("a request");
    if (isRecord(asked) && (asked["signature_name"] !== undefined || isRecord(asked["inputs"]))) return 3;
    const answered = response.body.toString("latin1", 0, 64);
    return /^\{\s*\n\s{4}"(?:predictions|outputs|results)"|^\{\s*"outputs"|^\{ "error": /.test(answered)
      ? 3
      : isRecord(asked) && asked["instances"] !== undefined
        ? 1
        : 0;
  },
  read: {
    request(message) {
      if (isGrpc(message)) return predictMessage("PredictRequest", message.body);
      const body = message.json("a request of TensorFlow Serving");
      if (!isRecord(body))
        throw new TidemarkError("input", 'reading a request of TensorFlow Serving: expected an object with "instances", "inputs" or "examples"');
      if (body["examples"] !== undefined) return examples(body["examples"], body["context"]);
      if (body["inputs"] !== undefined) return tensors(body["inputs"], "f0");
      if (!Array.isArray(body["instances"]))
        throw new TidemarkError("input", 'reading a request of TensorFlow Serving: expected "instances", "inputs" or "examples"');
      return instances(body["instances"]);
    },
    response(message) {
      if (isGrpc(message)) return predictMessage("PredictResponse", message.body);
      const body = message.json("an answer of TensorFlow Serving");
      if (!isRecord(body)) throw new TidemarkError("input", "reading an answer of TensorFlow Serving: expected an object");
      if (typeof body["error"] === "string") return { rows: 0, columns: [], error: body["error"] };
      if (body["outputs"] !== undefined) return tensors(body["outputs"], "prediction");
      const rows = body["predictions"] ?? body["results"];
      if (!Array.isArray(rows)) throw new TidemarkError("input", 'reading an answer of TensorFlow Serving: expected "predictions", "outputs" or "results"');
      return rows.every((row) => !isRecord(row)) ? column("prediction", rows) : rowsToContent(rows, { name: "prediction" });
    },
  },
};
export default tensorflowServing;

/** {"b64": "…"} is one value: bytes. */
function instances(rows: readonly unknown[]): Content {
  if (rows.length > 0 && rows.every(isBytes)) return column("f0", rows);
  return rowsToContent(rows, { name: "f0" });
}

function isBytes(value: unknown): boolean {
  return isRecord(value) && typeof value["b64"] === "string" && Object.keys(value).length === 1;
}

/** Tensors of a message, in the order of their names on the wire. */
function predictMessage(type: "PredictRequest" | "PredictResponse", body: Buffer): Content {
  const { model_spec: spec, inputs, outputs } = decodeMessage(type, body) as PredictMessage;
  const columns = Object.entries(inputs ?? outputs ?? {}).map(([name, tensor]) => tensorProtoColumn(name, tensor));
  const version = spec?.version?.value;
  const identity = { ...(spec?.name ? { model: spec.name } : {}), ...(version === undefined ? {} : { version }) };
  const rows = Math.max(0, ...columns.map((column) => column.values.length));
  return { rows, columns, ...(columns.length === 1 && Array.isArray(columns[0]?.values[0]) && inputs !== undefined ? { unnamed: true } : {}), ...identity };
}

interface PredictMessage {
  readonly model_spec: { readonly name: string; readonly version: { readonly value: string } | null } | null;
  readonly inputs?: Readonly<Record<string, TensorProto>>;
  readonly outputs?: Readonly<Record<string, TensorProto>>;
}

/** Column format: tensors by name, or the only one. */
function tensors(value: unknown, name: string): Content {
  if (!isRecord(value) || isBytes(value)) return Array.isArray(value) && !value.some(isRecord) ? rowsToContent(value, { name }) : column(name, [value]);
  const columns = Object.entries(value).map(([key, values]) => ({ name: key, values: (Array.isArray(values) ? values : [values]).map(single) }));
  const rows = Math.max(0, ...columns.map(({ values }) => values.length));
  return {
    rows,
    columns: columns.map((one) => (one.values.length === 1 && rows > 1 ? { ...one, values: Array.from({ length: rows }, () => one.values[0]) } : one)),
  };
}

function single(value: unknown): Value {
  return (Array.isArray(value) && value.length === 1 ? value[0] : value) as Value;
}

/** Of classify and regress: features of the context belong to every example. */
function examples(rows: unknown, context: unknown): Content {
  if (!Array.isArray(rows) || !rows.every(isRecord))
    throw new TidemarkError("input", 'reading a request of TensorFlow Serving: expected "examples" to be a list of objects');
  const shared = isRecord(context) ? context : {};
  return rowsToContent(
    rows.map((row) => ({ ...row, ...shared })),
    { name: "f0" },
  );
}

function column(name: string, values: readonly unknown[]): Content {
  return { rows: values.length, columns: [{ name, values: values as Value[] }] };
}
