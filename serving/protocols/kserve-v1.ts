import { TidemarkError } from "../../errors.ts";
import { typeOf } from "../wire/body-value.ts";
import { rowsToContent } from "../wire/json-rows.ts";
import { isRecord } from "../wire/json-text.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Content, Message, Protocol } from "../wire/protocol.ts";

const PATH = /\/v1\/models\/(?<model>[^/:]+):(?:predict|explain)$/;

/** KServe's protocol, version 1: "instances" or "inputs", "predictions"; bare, or in a CloudEvent (binary or structured).
 * https://kserve.github.io/website/latest/modelserving/data_plane/v1_protocol */
const kserveV1: Protocol = {
  name: "kserve-v1",
  route: ({ method, path }) => (method === "POST" ? routeBy(PATH, path) : undefined),
  likeness(request, response) {
    if (request.line.path.endsWith(":explain") || request.headers.has("ce-specversion") || isStructured(request)) return 3;
    if (/^\{\s*"error":\s*"/.test(response.body.toString("latin1", 0, 32))) return 2;
    const body = request.json("a request");
    return isRecord(body) && (body["instances"] !== undefined || body["inputs"] !== undefined) ? 2 : 0;
  },
  read: {
    request(message) {
      const { data, id } = unwrapped(message, "a request of KServe");
      const rows = data["instances"] ?? data["inputs"];
      if (rows === undefined) throw new TidemarkError("input", 'reading a request of KServe: expected "instances" or "inputs"');
      return { ...rowsToContent(rows, { name: "f0" }), ...id };
    },
    response(message, request) {
      const { data } = unwrapped(message, "an answer of KServe");
      if (typeof data["error"] === "string") return { rows: 0, columns: [], error: data["error"] };
      if (message.line.path.endsWith(":explain")) return { rows: request?.rows ?? 0, columns: [] };
      const { predictions } = data;
      if (isRecord(predictions)) return rowsToContent(predictions, { name: "prediction" });
      if (!Array.isArray(predictions)) throw new TidemarkError("input", 'reading an answer of KServe: expected "predictions", a list or lists by name');
      if (predictions.every((row) => !isRecord(row))) return { rows: predictions.length, columns: [{ name: "prediction", values: predictions as number[] }] };
      return rowsToContent(predictions, { name: "prediction" });
    },
  },
};
export default kserveV1;

function isStructured(message: Message): boolean {
  return typeOf(message) === "application/cloudevents+json";
}

/** A structured CloudEvent carries the message as its data, and the id of the request. */
function unwrapped(message: Message, what: string): { data: Record<string, unknown>; id: Pick<Content, "requestId"> } {
  const body = message.json(what);
  const event = isStructured(message) && isRecord(body);
  const data = event ? body["data"] : body;
  if (!isRecord(data)) throw new TidemarkError("input", `reading ${what}: expected an object`);
  return { data, id: event && typeof body["id"] === "string" ? { requestId: body["id"] } : {} };
}
