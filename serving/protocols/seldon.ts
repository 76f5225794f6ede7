import { TidemarkError } from "../../errors.ts";
import { bodyValue } from "../wire/body-value.ts";
import { urlEncodedFields } from "../wire/form.ts";
import { isGrpc } from "../wire/grpc/decode-message.ts";
import { feedbackJson, seldonJson } from "../wire/grpc/seldon-json.ts";
import { isRecord, parseJson } from "../wire/json-text.ts";
import { isPlainPath, routeBy } from "../wire/model-path.ts";
import type { Content, Message, Protocol, Route } from "../wire/protocol.ts";
import { seldonContent } from "../wire/seldon-message.ts";

const DEPLOYED = /\/seldon\/[^/]+\/(?<model>[^/]+)\/api\/v\d[\d.]*\/(?:predictions|feedback)$/;
const OWN = /\/api\/v\d[\d.]*\/(?:predictions|feedback)$|\/send-feedback$/;
/** Of a deployment, and of one model's wrapper. */
const GRPC = /^\/seldon\.protos\.(?:Seldon|Model)\/(?:Predict|SendFeedback)$/;
const FEEDBACK = /feedback$/i;
const DATA = ["data", "strData", "jsonData", "binData"];

/** Seldon Core's first protocol: SeldonMessage in and out, by gRPC or as a body, in the form field "json" or in the query; feedback tells what was true.
 * https://docs.seldon.io/projects/seldon-core/en/latest/reference/apis/external-prediction.html */
const seldon: Protocol = {
  name: "seldon",
  route({ method, path, query }): Route | undefined {
    const asks = method === "POST" || (method === "GET" && query.includes("json="));
    if (!asks) return undefined;
    if (GRPC.test(path)) return { modelAt: [] };
    return routeBy(DEPLOYED, path) ?? (OWN.test(path) || isPlainPath(path) ? {} : undefined);
  },
  likeness(request) {
    if (OWN.test(request.line.path) || GRPC.test(request.line.path)) return 3;
    const body = bodyOf(request);
    return isRecord(body) && (isSeldonData(body["data"]) || (body["meta"] !== undefined && DATA.some((key) => key in body))) ? 3 : 0;
  },
  read: {
    request(message) {
      const body = bodyOf(message);
      if (FEEDBACK.test(message.line.path)) return feedbackContent(body);
      return seldonContent(body, "f0");
    },
    response(message, request) {
      if (FEEDBACK.test(message.line.path)) return { rows: request?.rows ?? 0, columns: [], pending: true };
      const body = isGrpc(message) ? seldonJson(message.body) : message.json("an answer of Seldon");
      const content = seldonContent(body, "prediction");
      const [column] = content.columns;
      return content.unnamed === true && column !== undefined ? { ...content, columns: [{ ...column, name: "prediction" }] } : content;
    },
  },
};
export default seldon;

function isSeldonData(data: unknown): boolean {
  return isRecord(data) && (Array.isArray(data["ndarray"]) || isRecord(data["tensor"]) || isRecord(data["tftensor"]));
}

function bodyOf(message: Message): unknown {
  if (isGrpc(message)) return FEEDBACK.test(message.line.path) ? feedbackJson(message.body) : seldonJson(message.body);
  if (message.body.length > 0) return bodyValue(message, "a request of Seldon");
  const { json } = urlEncodedFields(message.line.query);
  if (json === undefined) throw new TidemarkError("input", 'reading a request of Seldon: expected a body, or "json" in the query');
  return parseJson(Buffer.from(json), "a request of Seldon");
}

/** Feedback: what was asked and answered once, its reward, and what was true. */
export function feedbackContent(body: unknown): Content {
  if (!isRecord(body)) throw new TidemarkError("input", "reading feedback: expected an object");
  const truth = body["truth"] === undefined ? { rows: 0, columns: [] } : seldonContent(body["truth"], "truth");
  const requestId = puidOf(body["response"]) ?? puidOf(body["request"]);
  const reward = typeof body["reward"] === "number" ? body["reward"] : null;
  const known = requestId === undefined ? {} : { requestId };
  return { rows: 0, columns: [], logged: "feedback", feedback: { reward, truth: truth.columns[0]?.values ?? [], ...known }, ...known };
}

function puidOf(message: unknown): string | undefined {
  const meta = isRecord(message) ? message["meta"] : undefined;
  return isRecord(meta) && typeof meta["puid"] === "string" && meta["puid"] !== "" ? meta["puid"] : undefined;
}
