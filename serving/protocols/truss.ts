import { answerValue, bodyValue } from "../wire/body-value.ts";
import { headerOf } from "../wire/headers.ts";
import { errorInBody, readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { isRecord } from "../wire/json-text.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Message, Protocol } from "../wire/protocol.ts";

const LOCAL = /\/v1\/models\/model:predict(?:_binary)?$/;
const HOSTED = /\/(?:environments\/(?<version>[^/]+)|production|development|deployment\/(?<deployment>[^/]+))\/(?:async_)?predict$/;

/** Truss, of Baseten: a container answers at `/v1/models/model:predict` and names every model "model"; hosted, the path names environment or deployment. Rows and predictions are their author's JSON.
 * https://docs.baseten.co/reference/inference-api/overview */
const truss: Protocol = {
  name: "truss",
  route({ method, path }, headers) {
    if (method !== "POST") return undefined;
    const route = LOCAL.test(path) ? {} : routeBy(HOSTED, path);
    if (route === undefined) return undefined;
    const requestId = headerOf(headers, "x-baseten-request-id");
    return { ...route, ...(requestId === undefined ? {} : { requestId }) };
  },
  likeness(request, response) {
    if (HOSTED.test(request.line.path) || response.headers.has("x-baseten-request-id")) return 3;
    return isOfKserve(request.json("a request"), "instances") && isOfKserve(response.json("an answer"), "predictions") ? 1 : 3;
  },
  read: {
    request(message) {
      const body = bodyValue(message, "a request of Truss");
      return readJsonRows(isAsync(message) && isRecord(body) && body["model_input"] !== undefined ? body["model_input"] : body);
    },
    response(message, request) {
      if (isAsync(message)) return { rows: request?.rows ?? 0, columns: [], pending: true };
      const body = answerValue(message, "an answer of Truss");
      const error = errorInBody(body);
      const id = message.headers.get("x-baseten-request-id");
      return {
        ...(error === undefined ? readJsonAnswer(body, request?.rows) : { rows: 0, columns: [], error }),
        ...(id === undefined ? {} : { requestId: id }),
      };
    },
  },
};
export default truss;

/** Answered at a webhook, which does not come by here. */
function isAsync({ line }: Message): boolean {
  return line.path.endsWith("/async_predict");
}

/** A model that is called "model" there. */
function isOfKserve(body: unknown, key: string): boolean {
  return isRecord(body) && body[key] !== undefined;
}
