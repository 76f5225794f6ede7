import { answerValue, binaryContent, bodyValue, bytesContent, textOrJson } from "../wire/body-value.ts";
import { decodeMessage, isGrpc } from "../wire/grpc/decode-message.ts";
import { errorInBody, readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { parseJson } from "../wire/json-text.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Content, Message, Protocol } from "../wire/protocol.ts";

const PATHS = [/\/predictions\/(?<model>[^/]+)(?:\/(?<version>(?!cancel$)[^/]+))?$/, /\/v1\/models\/(?<model>[^/:]+):predict$/, /\/invocations$/];

const GRPC = "/org.pytorch.serve.grpc.inference.InferenceAPIsService/Predictions";

/** TorchServe, over HTTP and gRPC: what a handler takes and gives is its author's; JSON (bare, in a form or as bytes) is read as rows. The server goes by an id of its own, whatever the client sent.
 * https://pytorch.org/serve/inference_api.html */
const torchserve: Protocol = {
  name: "torchserve",
  route({ method, path }) {
    if (method !== "POST" && method !== "PUT") return undefined;
    if (path === GRPC) return { modelAt: [1] };
    for (const pattern of PATHS) {
      const route = routeBy(pattern, path);
      if (route !== undefined) return route;
    }
    return undefined;
  },
  likeness(request, response) {
    if (request.line.path === GRPC) return 3;
    if (response.headers.has("x-model")) return 3;
    if (request.line.path.includes("/predictions/")) return saysSo(response) ? 3 : 2;
    return saysSo(response) ? 1 : 0;
  },
  read: {
    request: (message) =>
      isGrpc(message) ? requestMessage(message.body) : (binaryContent(message) ?? readJsonRows(bodyValue(message, "a request of TorchServe"))),
    response(message, request) {
      if (isGrpc(message)) return readJsonAnswer(textOrJson(predictionOf(message.body)), request?.rows);
      const id = message.headers.get("x-request-id");
      return { ...predictions(message, request), ...(id === undefined ? {} : { assignedId: id }) };
    },
  },
};
export default torchserve;

/** gRPC carries what HTTP's body would: the field "data", or the only one. */
function requestMessage(bytes: Buffer): Content {
  const { model_name: model, model_version: version, input } = decodeMessage("PredictionsRequest", bytes) as PredictionsRequest;
  const data = input["data"] ?? input["body"] ?? Object.values(input)[0] ?? Buffer.alloc(0);
  const rows = bytesContent(Buffer.from(data)) ?? readJsonRows(parseJson(Buffer.from(data), "a request of TorchServe"));
  return { ...rows, ...(model === "" ? {} : { model }), ...(version === "" ? {} : { version }) };
}

interface PredictionsRequest {
  readonly model_name: string;
  readonly model_version: string;
  readonly input: Readonly<Record<string, Buffer>>;
}

function predictionOf(bytes: Buffer): Buffer {
  return Buffer.from((decodeMessage("PredictionResponse", bytes) as { readonly prediction: Buffer }).prediction);
}

function predictions(message: Message, request: Content | undefined): Content {
  const body = answerValue(message, "an answer of TorchServe");
  const error = errorInBody(body);
  return error === undefined ? readJsonAnswer(body, request?.rows) : { rows: 0, columns: [], error };
}

/** Its errors: {"code": 503, "type": "InternalServerException", "message": "…"}. */
function saysSo(response: Message): boolean {
  if (!response.headers.has("x-request-id")) return false;
  if (response.headers.get("pragma") === "no-cache") return true;
  return /"type":\s*"\w+Exception"/.test(response.body.toString("latin1", 0, 1_024));
}
