import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeRecorded, recordedExchange } from "../../../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";
import type { Column } from "../../../serving/wire/protocol.ts";

interface Expected {
  readonly kind?: string;
  readonly model?: string | null;
  readonly modelVersion?: string;
  readonly rows?: number;
  readonly requestId?: string;
  readonly features?: readonly Column[];
  readonly predictions?: readonly { name?: string; values: readonly unknown[] }[];
  readonly error?: { status: number };
}

/** Where the server answered 5xx and said nothing of the reason, nobody can tell the client's fault from the server's. */
const SAYS_NOTHING = new Set(["mlserver/v2-err-missing-column", "mlserver/v2-err-wrong-shape", "mlserver/v2-iris-binary"]);

const WIRE = join(import.meta.dirname, "../wire");
const files = readdirSync(WIRE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
const exchanges = files.sort().map((file) => {
  const json = JSON.parse(readFileSync(join(WIRE, file), "utf8")) as { expected: Expected };
  return { name: file.slice(0, -".json".length), expected: json.expected, recorded: recordedExchange.parse(json) };
});
const protocols = await loadProtocols();
const declared = { model: "", version: "", schemas: [] };

const isInference = (expected: Expected) => expected.kind === undefined && expected.features !== undefined;

describe("what is not an inference request is nobody's", () => {
  test.each(exchanges.filter((exchange) => exchange.expected.kind !== undefined))("$name", ({ recorded }) => {
    expect(protocols.filter((protocol) => protocol.route(recorded.request.method, recorded.request.path) !== undefined)).toEqual([]);
  });
});

test.each(protocols)("$name has recordings to be held to", (protocol) => {
  expect(exchanges.filter(({ recorded }) => protocol.route(recorded.request.method, recorded.request.path) !== undefined).length).toBeGreaterThan(4);
});

describe("decodes to what the model saw and said", () => {
  test.each(exchanges.filter(({ expected }) => isInference(expected)))("$name", ({ name, recorded, expected }) => {
    const decoded = decodeRecorded(recorded, protocols, "auto", declared);
    expect(decoded.rows).toBe(expected.rows);
    expect(decoded.model).toBe(expected.model);
    if (expected.modelVersion !== undefined && expected.error === undefined) expect(decoded.version).toBe(expected.modelVersion);
    if (expected.requestId !== undefined) expect(decoded.requestId).toBe(expected.requestId);
    expectColumns(decoded.features, expectedFeatures(expected));
    expect(decoded.status).toBe(expected.error === undefined ? "ok" : "error");
    if (expected.error === undefined && name !== "triton/iris-json-classification") expectColumns(decoded.predictions, expected.predictions ?? []);
  });
});

describe("a failed request is the client's fault where its body or the server's words say so", () => {
  test.each(exchanges.filter(({ expected, recorded }) => expected.error !== undefined && recorded.request.method === "POST"))(
    "$name",
    ({ name, recorded, expected }) => {
      if (expected.model === null && expected.error?.status === 404)
        return expect(() => decodeRecorded(recorded, protocols, "auto", declared)).toThrow("expected an inference request");
      const decoded = decodeRecorded(recorded, protocols, "auto", declared);
      expect(decoded).toMatchObject({ status: "error", errorClass: SAYS_NOTHING.has(name) ? "server" : "badInput", predictions: [] });
      if (expected.model !== null) expect(decoded.model).toBe(expected.model);
    },
  );
});

/** One tensor [n, k] is k columns without names. */
function expectedFeatures({ features = [] }: Expected): readonly Column[] {
  const [first] = features;
  const row = first?.values[0];
  if (features.length !== 1 || first === undefined || !Array.isArray(row)) return features;
  return row.map((_, i) => ({ name: `f${i}`, values: first.values.map((values) => (values as number[])[i]) }));
}

function expectColumns(actual: readonly Column[], expected: readonly { name?: string; values: readonly unknown[] }[]): void {
  expect(actual.map((column, i) => (expected[i]?.name === undefined ? undefined : column.name))).toEqual(expected.map((column) => column.name));
  expect(actual.map((column) => rounded(column.values))).toEqual(expected.map((column) => rounded(column.values)));
}

/** Numbers to five significant digits, at any depth. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
  return value;
}
