import { TidemarkError } from "../../errors.ts";
import { typeOf } from "../wire/body-value.ts";
import { openEvent, UNPAIRED } from "../wire/cloud-event.ts";
import { headerOf } from "../wire/headers.ts";
import { readJsonAnswer, readJsonRows } from "../wire/json-body.ts";
import { isRecord } from "../wire/json-text.ts";
import type { Content, Message, Protocol, Route } from "../wire/protocol.ts";
import { seldonContent } from "../wire/seldon-message.ts";
import openInference from "./open-inference.ts";
import { feedbackContent } from "./seldon.ts";

const TYPE = /\b(?:kubeflow|kserve|seldon)\b.*\.(?:inference\.(?:request|response)|feedback)$/;
const STRUCTURED = "application/cloudevents+json";
/** Where a model server itself takes CloudEvents. */
const MODEL_PATH = /\/v[12]\/models\//;

/** Payloads that KServe's agent and Seldon's executor log as CloudEvents 1.0 (binary, or structured): one half of an exchange each, joined by the id of the request. Only answers with status 200 are logged, without path, status or times.
 * kserve/kserve pkg/logger, SeldonIO/seldon-core executor/logger */
const cloudevents: Protocol = {
  name: "cloudevents",
  route({ method, path }, headers) {
    if (method !== "POST" || MODEL_PATH.test(path)) return undefined;
    const type = headerOf(headers, "ce-type");
    if (type === undefined ? headerOf(headers, "content-type")?.startsWith(STRUCTURED) !== true : !TYPE.test(type)) return undefined;
    return routeOf((name) => headerOf(headers, `ce-${name}`));
  },
  likeness: () => 3,
  read: {
    request(message) {
      const { type, attributes, data } = openEvent(message);
      const route = routeOf((name) => attributes[name]);
      if (type.endsWith("feedback")) return { ...feedbackOf(data, attributes["requestid"]), ...route };
      const half = type.endsWith("response") ? "response" : "request";
      return { ...payload(message, data, half), ...route, logged: half };
    },
    response(message, request) {
      const unpaired = message.headers.get(UNPAIRED);
      if (unpaired !== undefined) throw new TidemarkError("input", unpaired);
      if (!TYPE.test(message.headers.get("ce-type") ?? "") && typeOf(message) !== STRUCTURED) return { rows: request?.rows ?? 0, columns: [], pending: true };
      return payload(message, openEvent(message).data, "response");
    },
  },
};
export default cloudevents;

function feedbackOf(data: unknown, requestId: string | undefined): Content {
  const content = feedbackContent(data);
  return requestId === undefined ? content : { ...content, feedback: { reward: null, truth: [], ...content.feedback, requestId } };
}

/** Seldon's join key is `requestid`, KServe's the event's own id, which both halves share. */
function routeOf(attribute: (name: string) => string | undefined): Route {
  const model = attribute("modelid") ?? attribute("inferenceservicename");
  const requestId = attribute("requestid") ?? attribute("id");
  return { ...(model === undefined ? {} : { model }), ...(requestId === undefined ? {} : { requestId }) };
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
