import { answerValue, binaryContent, bodyValue } from "../wire/body-value.ts";
import { errorInBody, onlyParameter, readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { isRecord } from "../wire/json-text.ts";
import { isPlainPath } from "../wire/model-path.ts";
import type { Content, Message, Protocol } from "../wire/protocol.ts";

/** BentoML: every API is a path of its own and takes its parameters by name; an only parameter that is a list or an object holds the rows. The service's name is in the answer's `server`.
 * https://docs.bentoml.com/en/latest/build-with-bentoml/services.html */
const bentoml: Protocol = {
  name: "bentoml",
  route({ method, path }) {
    if (method !== "POST") return undefined;
    return isPlainPath(path) ? {} : { guess: true };
  },
  likeness: (_, response) => (response.headers.has("x-bentoml-request-id") || serviceOf(response) !== undefined ? 3 : 0),
  read: {
    request(message) {
      const binary = binaryContent(message);
      return binary ?? readJsonRows(onlyParameter(bodyValue(message, "a request of BentoML")));
    },
    response(message, request) {
      const body = answerValue(message, "an answer of BentoML");
      if (isTask(body)) return { rows: request?.rows ?? 0, columns: [], pending: true, ...identity(message) };
      const error = errorInBody(body);
      return { ...(error === undefined ? readJsonAnswer(body, request?.rows) : { rows: 0, columns: [], error }), ...identity(message) };
    },
  },
};
export default bentoml;

/** A task's answer is fetched later. */
function isTask(body: unknown): boolean {
  return isRecord(body) && typeof body["task_id"] === "string" && typeof body["status"] === "string";
}

function serviceOf(response: Message): string | undefined {
  return /^BentoML Service\/(.+)$/.exec(response.headers.get("server") ?? "")?.[1];
}

function identity(response: Message): Pick<Content, "model" | "requestId"> {
  const model = serviceOf(response);
  const requestId = response.headers.get("x-bentoml-request-id");
  return { ...(model === undefined ? {} : { model }), ...(requestId === undefined ? {} : { requestId }) };
}
