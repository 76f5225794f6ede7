import { bodyValue } from "../wire/body-value.ts";
import { headerOf } from "../wire/headers.ts";
import { errorInBody, readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Protocol } from "../wire/protocol.ts";

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
  likeness: (request, response) => (HOSTED.test(request.line.path) || response.headers.has("x-baseten-request-id") ? 3 : 1),
  read: {
    request: (message) => readJsonRows(bodyValue(message, "a request of Truss")),
    response(message, request) {
      if (message.line.path.includes("async_predict")) return { rows: request?.rows ?? 0, columns: [], pending: true };
      const body = message.json("an answer of Truss");
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
