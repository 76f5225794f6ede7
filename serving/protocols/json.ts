import { rowsToContent } from "../wire/json-rows.ts";
import { isRecord, parseJson } from "../wire/json-text.ts";
import { pathPart } from "../wire/path-part.ts";
import type { Content, Protocol } from "../wire/protocol.ts";

const MODEL_PATH = /\/(?:v1\/models\/([^/:]+)(?:\/versions\/([^/:]+))?:predict|models\/([^/]+)\/predict|predictions\/([^/]+)(?:\/([^/]+))?)$/;
const PLAIN_PATH = /\/(?:predict|predictions|invocations|score|infer|inference)(?:\/|$)/;
const REQUEST_KEYS = ["instances", "inputs", "rows", "records", "dataframe_records", "dataframe_split", "features", "input", "data"];
const RESPONSE_KEYS = ["predictions", "prediction", "outputs", "output", "results", "result", "data"];

/** Rows as plain JSON: objects or lists, bare or under a key such as "instances" or "rows"; predictions under "predictions", "outputs", … or bare. What FastAPI, Flask, Ray Serve and TensorFlow Serving users write. */
const json: Protocol = {
  name: "json",
  route(method, path) {
    if (method !== "POST") return undefined;
    const match = MODEL_PATH.exec(path);
    if (match === null) return PLAIN_PATH.test(path) ? {} : undefined;
    const model = match[1] ?? match[3] ?? match[4];
    const version = match[2] ?? match[5];
    return { ...(model === undefined ? {} : { model: pathPart(model) }), ...(version === undefined ? {} : { version: pathPart(version) }) };
  },
  readRequest(message) {
    const body = parseJson(message.body, "a JSON request");
    return { ...rowsToContent(unwrap(body, REQUEST_KEYS), "f0"), ...identity(body) };
  },
  readResponse(message) {
    const body = parseJson(message.body, "a JSON answer");
    const inner = unwrap(body, RESPONSE_KEYS);
    const error = inner === body ? errorOf(body) : undefined;
    if (error !== undefined) return { rows: 0, columns: [], error };
    return { ...rowsToContent(inner, "prediction"), ...identity(body) };
  },
};
export default json;

function unwrap(body: unknown, keys: readonly string[]): unknown {
  if (!isRecord(body)) return body;
  const key = keys.find((key) => typeof body[key] === "object" && body[key] !== null) ?? keys.find((key) => body[key] !== undefined && key !== "data");
  return key === undefined ? body : body[key];
}

/** A server that says "failed" with status 200 (Cog), or nothing but an error. */
function errorOf(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const failed = body["status"] === "failed" || body["status"] === "error";
  if (failed || typeof body["error"] === "string") return String(body["error"] ?? body["status"]);
  return undefined;
}

function identity(body: unknown): Pick<Content, "model" | "version" | "requestId"> {
  if (!isRecord(body)) return {};
  const model = isRecord(body["model"]) ? body["model"] : { name: body["model_name"], version: body["model_version"] };
  const id = body["request_id"] ?? (isRecord(body["instances"]) || Array.isArray(body["instances"]) ? body["id"] : undefined);
  return { ...text("model", model["name"]), ...text("version", model["version"]), ...text("requestId", id) };
}

function text<Key extends string>(key: Key, value: unknown): Partial<Record<Key, string>> {
  if (typeof value === "string" && value !== "") return { [key]: value } as Partial<Record<Key, string>>;
  if (typeof value === "number") return { [key]: String(value) } as Partial<Record<Key, string>>;
  return {};
}
