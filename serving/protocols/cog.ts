import { TidemarkError } from "../../errors.ts";
import { typeOf } from "../wire/body-value.ts";
import { eventData } from "../wire/event-stream.ts";
import { recordsToContent } from "../wire/json-rows.ts";
import { isRecord, parseJson } from "../wire/json-text.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Content, Protocol, RequestLine } from "../wire/protocol.ts";

const ONE = /\/predictions$/;
const BY_ID = /\/predictions\/(?<id>[^/]+)$/;

/** Cog's own paths that are asked for something else. */
const NO_WEBHOOK = /\/(?:cancel|shutdown|trainings)$/;
/** What Cog tells of a prediction; "canceled" and "aborted" were given up, which is nobody's failure. */
const STATUSES = new Set(["starting", "processing", "succeeded", "failed", "canceled", "aborted"]);

/** Cog: one prediction a request, at `POST /predictions` or `PUT /predictions/<id>`. A failure comes with status 200; asked to `respond-async` it answers 202, and the result goes to a webhook, which is read where it passes a sidecar of its own.
 * https://cog.run/http/ */
const cog: Protocol = {
  name: "cog",
  route({ method, path }) {
    if (method === "POST") return ONE.test(path) ? {} : NO_WEBHOOK.test(path) ? undefined : { guess: true };
    return method === "PUT" ? routeBy(BY_ID, path) : undefined;
  },
  likeness(request, response) {
    if (response.body.toString("latin1", 0, 64).startsWith("Failed to parse the request body as JSON")) return 3;
    const asked = request.json("a request");
    if (!isRecord(asked) || !isRecord(asked["input"])) return 0;
    if (!isOfCog(request.line)) return isPrediction(asked) ? 3 : 0;
    return /"status":\s*"/.test(response.body.toString("latin1", 0, 4_096)) ? 3 : 2;
  },
  read: {
    request(message) {
      const body = message.json("a request of Cog");
      if (!isRecord(body) || !isRecord(body["input"])) throw new TidemarkError("input", 'reading a request of Cog: expected an object "input"');
      if (isOfCog(message.line)) return { ...recordsToContent([body["input"]]), ...idOf(body) };
      if (!isPrediction(body)) throw new TidemarkError("input", 'reading a webhook of Cog: expected "input", "status" and "id"');
      const answer = prediction(body);
      return { ...(answer.pending === true ? NOT_YET : recordsToContent([body["input"]])), ...idOf(body), answer };
    },
    response(message, request) {
      if (request?.answer !== undefined) return request.answer;
      const body = typeOf(message) === "text/event-stream" ? lastOf(message.body) : message.json("an answer of Cog");
      if (!isRecord(body) || typeof body["status"] !== "string") throw new TidemarkError("input", 'reading an answer of Cog: expected "status"');
      return prediction(body);
    },
  },
};
export default cog;

const NOT_YET: Content = { rows: 0, columns: [], pending: true };

function isOfCog({ path }: RequestLine): boolean {
  return ONE.test(path) || BY_ID.test(path);
}

/** A whole prediction, as a webhook gets it. */
function isPrediction(body: Readonly<Record<string, unknown>>): boolean {
  return typeof body["id"] === "string" && STATUSES.has(String(body["status"]));
}

/** Each event of a stream tells a prediction as it stands, or a part of its output. */
function lastOf(stream: Buffer): unknown {
  const told = eventData(stream).filter((data) => data.includes('"status"'));
  return parseJson(Buffer.from(told.at(-1) ?? ""), "the last event of Cog's stream");
}

function prediction(body: Readonly<Record<string, unknown>>): Content {
  const { status, output } = body;
  if (status === "failed") return { rows: 0, columns: [], error: typeof body["error"] === "string" ? body["error"] : status, ...idOf(body) };
  if (status !== "succeeded") return { ...NOT_YET, ...idOf(body) };
  return { ...(isRecord(output) ? recordsToContent([output]) : recordsToContent([{ output }])), ...idOf(body) };
}

function idOf(body: Readonly<Record<string, unknown>>): Pick<Content, "requestId"> {
  return typeof body["id"] === "string" && body["id"] !== "" ? { requestId: body["id"] } : {};
}
