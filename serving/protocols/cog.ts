import { TidemarkError } from "../../errors.ts";
import { recordsToContent } from "../wire/json-rows.ts";
import { isRecord } from "../wire/json-text.ts";
import { routeBy } from "../wire/model-path.ts";
import type { Content, Protocol } from "../wire/protocol.ts";

const ONE = /\/predictions$/;
const BY_ID = /\/predictions\/(?<id>[^/]+)$/;

/** Cog: one prediction a request, at `POST /predictions` or `PUT /predictions/<id>`. A failure comes with status 200; asked to `respond-async` it answers 202, and the result goes to a webhook.
 * https://cog.run/http/ */
const cog: Protocol = {
  name: "cog",
  route({ method, path }) {
    if (method === "POST" && ONE.test(path)) return {};
    return method === "PUT" ? routeBy(BY_ID, path) : undefined;
  },
  likeness(request, response) {
    if (response.body.toString("latin1", 0, 64).startsWith("Failed to parse the request body as JSON")) return 3;
    const asked = request.json("a request");
    if (!isRecord(asked) || !isRecord(asked["input"])) return 0;
    const answered = response.json("an answer");
    return isRecord(answered) && typeof answered["status"] === "string" ? 3 : 2;
  },
  read: {
    request(message) {
      const body = message.json("a request of Cog");
      if (!isRecord(body) || !isRecord(body["input"])) throw new TidemarkError("input", 'reading a request of Cog: expected an object "input"');
      return { ...recordsToContent([body["input"]]), ...idOf(body) };
    },
    response(message) {
      const body = message.json("an answer of Cog");
      if (!isRecord(body) || typeof body["status"] !== "string") throw new TidemarkError("input", 'reading an answer of Cog: expected "status"');
      const { status, output } = body;
      if (status === "starting" || status === "processing") return { rows: 1, columns: [], pending: true, ...idOf(body) };
      if (status !== "succeeded") return { rows: 0, columns: [], error: typeof body["error"] === "string" ? body["error"] : status, ...idOf(body) };
      return { ...(isRecord(output) ? recordsToContent([output]) : recordsToContent([{ output }])), ...idOf(body) };
    },
  },
};
export default cog;

function idOf(body: Readonly<Record<string, unknown>>): Pick<Content, "requestId"> {
  return typeof body["id"] === "string" && body["id"] !== "" ? { requestId: body["id"] } : {};
}
