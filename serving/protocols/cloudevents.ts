import { TidemarkError } from "../../errors.ts";
import { typeOf } from "../wire/body-value.ts";
import { headerOf } from "../wire/headers.ts";
import { readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { isRecord } from "../wire/json-text.ts";
import type { Content, Message, Protocol, Route } from "../wire/protocol.ts";
import { seldonContent } from "../wire/seldon-message.ts";
import openInference from "./open-inference.ts";
import { feedbackContent } from "./seldon.ts";

const TYPE = /\b(?:kubeflow|kserve|seldon)\b.*\.(?:inference\.(?:request|response)|feedback)$/;
/** Where a model server itself takes CloudEvents. */
const MODEL_PATH = /\/v[12]\/models\//;

/** Payloads that KServe's agent and Seldon's executor log as CloudEvents 1.0 (binary, or structured): one half of an exchange each, joined by the id of the request. Only answers with status 200 are logged, without path, status or times.
 * kserve/kserve pkg/logger, SeldonIO/seldon-core executor/logger */
const cloudevents: Protocol = {
  name: "cloudevents",
  route({ method, path }, headers) {
    if (method !== "POST" || MODEL_PATH.test(path)) return undefined;
    const type = headerOf(headers, "ce-type");
    if (type === undefined ? headerOf(headers, "content-type")?.startsWith("application/cloudevents+json") !== true : !TYPE.test(type)) return undefined;
    return routeOf((name) => headerOf(headers, `ce-${name}`));
  },
  likeness: () => 3,
  read: {
    request(message) {
      const { type, attributes, data } = opened(message);
      const route = routeOf((name) => attributes[name]);
      if (type.endsWith("feedback")) return { ...feedbackContent(data), ...route, logged: "feedback" };
      const half = type.endsWith("response") ? "response" : "request";
      return { ...payload(message, data, half), ...route, logged: half };
    },
    response: (_, request) => ({ rows: request?.rows ?? 0, columns: [], pending: true }),
  },
};
export default cloudevents;

/** Seldon's join key is `requestid`, KServe's the event's own id, which both halves share. */
function routeOf(attribute: (name: string) => string | undefined): Route {
  const model = attribute("modelid") ?? attribute("inferenceservicename");
  const requestId = attribute("requestid") ?? attribute("id");
  return { ...(model === undefined ? {} : { model }), ...(requestId === undefined ? {} : { requestId }) };
}

function opened(message: Message): { type: string; attributes: Readonly<Record<string, string>>; data: unknown } {
  const body = message.json("a CloudEvent");
  if (typeOf(message) !== "application/cloudevents+json") {
    const attributes = Object.fromEntries([...message.headers].filter(([name]) => name.startsWith("ce-")).map(([name, value]) => [name.slice(3), value]));
    return { type: attributes["type"] ?? "", attributes, data: body };
  }
  if (!isRecord(body)) throw new TidemarkError("input", "reading a CloudEvent: expected an object");
  const attributes = Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  return { type: attributes["type"] ?? "", attributes, data: body["data"] };
}

/** No path tells the protocol: the body does. */
function payload(message: Message, data: unknown, half: "request" | "response"): Content {
  if (isRecord(data) && (data["data"] !== undefined || data["jsonData"] !== undefined || data["strData"] !== undefined))
    return seldonContent(data, half === "request" ? "f0" : "prediction");
  if (isRecord(data) && Array.isArray(data[half === "request" ? "inputs" : "outputs"])) return tensors(message, data, half);
  return half === "request" ? readJsonRows(data) : readJsonAnswer(data, undefined);
}

function tensors(message: Message, data: Readonly<Record<string, unknown>>, half: "request" | "response"): Content {
  const inner = { ...message, headers: new Map([...message.headers].filter(([name]) => name !== "content-type")), json: () => data };
  return half === "request" ? openInference.read.request(inner) : openInference.read.response(inner, undefined);
}
