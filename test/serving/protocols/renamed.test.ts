import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeRecorded, recordedExchange } from "../../../serving/decode/recorded-exchange.ts";
import type { RecordedExchange } from "../../../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";
import { differences } from "./support/compare-expected.ts";
import type { Expected } from "./support/compare-expected.ts";

const WIRE = join(import.meta.dirname, "../wire");
const protocols = await loadProtocols({ protocol: "auto" });
const files = readdirSync(WIRE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json") && !file.includes("grpc"));
const exchanges = files.sort().flatMap((file) => {
  const { expected, ...json } = JSON.parse(readFileSync(join(WIRE, file), "utf8")) as { expected: Expected };
  const names = namesOf(expected);
  return names.size === 0 ? [] : [{ name: file.slice(0, -".json".length), expected, names, recorded: recordedExchange.parse(json) }];
});

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
  request.path?.includes("?") === true;

describe("models, columns and ids under other names, with other values: the result follows", () => {
  test.each(exchanges.filter(({ recorded, name }) => !isBinary(recorded) && name !== "triton/iris-json-classification"))(
    "$name",
    ({ recorded, expected, names }) => {
      const { request, response } = recorded;
      const path = request.path === undefined ? {} : { path: renamed(request.path, names) };
      const other = { request: { ...half(request, names), ...path }, response: half(response, names) };
      const record = decodeRecorded(other, protocols, { model: "", version: "", schemas: [] });
      expect(differences(record, expectedOf(expected, names) as Expected)).toEqual([]);
    },
  );
});
