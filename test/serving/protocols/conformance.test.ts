import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeRecorded, recordedExchange } from "../../../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";
import { differences } from "./support/compare-expected.ts";
import type { Expected } from "./support/compare-expected.ts";

/** Where the server answered 5xx and said nothing of the reason, nobody can tell the client's fault from the server's. */
const SAYS_NOTHING = new Set([
  "flask/err-wrong-shape",
  "mlserver/v2-err-missing-column",
  "mlserver/v2-err-wrong-shape",
  "mlserver/v2-iris-binary",
  "ray-serve/fastapi-err-wrong-shape",
  "ray-serve/raw-err-missing",
  "sagemaker-mms/err-wrong-shape",
  "torchserve/err-missing",
  "torchserve/err-wrong-shape",
  "torchserve/grpc-err-wrong-shape",
  "torchserve/gzip-request",
]);

const WIRE = join(import.meta.dirname, "../wire");
const files = readdirSync(WIRE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
const exchanges = files.sort().map((file) => {
  const { expected, ...json } = JSON.parse(readFileSync(join(WIRE, file), "utf8")) as { expected: Expected };
  return { name: file.slice(0, -".json".length), expected, recorded: recordedExchange.parse(json) };
});
const protocols = await loadProtocols({ protocol: "auto" });
const declared = { model: "", version: "", schemas: [] };
const decoded = exchanges.map((exchange) => ({ ...exchange, record: decodeRecorded(exchange.recorded, protocols, declared) }));

describe("decodes to what the model saw and said", () => {
  test.each(decoded)("$name", ({ record, expected }) => {
    expect(differences(record, expected)).toEqual([]);
  });
});

/** Read from their published schemas, in tests of their own. */
const WITHOUT_RECORDINGS = new Set(["bentoml", "litserve", "openai", "seldon", "truss"]);

test.each(protocols.filter(({ name }) => !WITHOUT_RECORDINGS.has(name)))("$name has recordings to be held to", (protocol) => {
  expect(decoded.filter(({ record }) => record.protocol === protocol.name).length).toBeGreaterThan(4);
});

describe("a failed request is the client's fault where its body or the server's words say so", () => {
  test.each(decoded.filter(({ expected, record }) => expected.error !== undefined && record.kind === "inference"))("$name", ({ name, record }) => {
    expect(record).toMatchObject({ status: "error", errorClass: SAYS_NOTHING.has(name) ? "server" : "badInput", predictions: [] });
  });
});
