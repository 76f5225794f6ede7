import { gunzipSync, gzipSync } from "node:zlib";
import type { RecordedExchange } from "../../../../serving/decode/recorded-exchange.ts";
import type { Expected } from "./compare-expected.ts";

/** Columns get names with letters beyond ASCII; models and ids, which stand in paths and headers, plain ones. */
function namesOf({ model, requestId, features = [] }: Expected): Map<string, string> {
  const names = new Map<string, string>();
  for (const text of [model, requestId]) if (typeof text === "string") names.set(text, `zz-${text.split("").reverse().join("")}.9`);
  for (const { name } of features) if (name !== undefined) names.set(name, `ø ${name.split("").reverse().join("")}'`);
  return names;
}

/** What floats become, in bodies and in what is expected. */
const changed = (value: number) => 3 - value / 2;

function renamed(text: string, names: ReadonlyMap<string, string>): string {
  const whole = [...names.keys()].map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).sort((a, b) => b.length - a.length);
  return text.replaceAll(new RegExp(`(?<![\\w-])(?:${whole.join("|")})(?![\\w-])`, "g"), (name) => names.get(name) ?? name);
}

function body(text: string, names: ReadonlyMap<string, string>): string {
  const floats = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+\.\d+(?:e-?\d+)?/gi, (token) =>
    token.startsWith('"') || Number.isInteger(Number(token)) ? token : String(changed(Number(token))),
  );
  return renamed(floats, names);
}

type Half = RecordedExchange["request"] | RecordedExchange["response"];

function half<T extends Half>(part: T, names: ReadonlyMap<string, string>): T {
  const headers = part.headers.map(([name, value]): [string, string] => [name, renamed(value, names)]);
  if (part.bodyBase64 === undefined) return { ...part, headers, ...(part.body === undefined ? {} : { body: body(part.body, names) }) };
  const bytes = Buffer.from(part.bodyBase64, "base64");
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return part;
  return { ...part, headers, bodyBase64: gzipSync(body(gunzipSync(bytes).toString(), names)).toString("base64") };
}

function expectedOf(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : changed(value);
  if (typeof value === "string") return names.get(value) ?? value;
  if (Array.isArray(value)) return value.map((part) => expectedOf(part, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, expectedOf(part, names)]));
}

/** Whose bytes cannot be changed as text. */
const isBinary = ({ request, response }: RecordedExchange) =>
  request.headers.some(([name]) => name.toLowerCase() === "inference-header-content-length") ||
  [request, response].some((part) => part.bodyBase64 !== undefined && !part.bodyBase64.startsWith("H4sI")) ||
  request.path?.includes("?") === true ||
  response.grpcStatus !== undefined ||
  // Triton's classification answers with a score and a class in one text.
  request.body?.includes('"classification"') === true;

/** The same exchange with its models, columns and ids under other names and with other values, and what is right then; undefined where it has none to change, or its bytes cannot be changed as text. */
export function renamedExchange(
  recorded: RecordedExchange,
  expected: Expected,
): { readonly recorded: RecordedExchange; readonly expected: Expected } | undefined {
  const names = namesOf(expected);
  if (names.size === 0 || isBinary(recorded)) return undefined;
  const { request, response } = recorded;
  const path = request.path === undefined ? {} : { path: renamed(request.path, names) };
  return { recorded: { request: { ...half(request, names), ...path }, response: half(response, names) }, expected: expectedOf(expected, names) as Expected };
}
