import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeRecorded, recordedExchange } from "../../../serving/decode/recorded-exchange.ts";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";
import { differences } from "./support/compare-expected.ts";
import type { Expected } from "./support/compare-expected.ts";
import { renamedExchange } from "./support/renamed.ts";

const WIRE = join(import.meta.dirname, "../wire");
const protocols = await loadProtocols({ protocol: "auto" });
const files = readdirSync(WIRE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
const exchanges = files.sort().flatMap((file) => {
  const { expected, ...json } = JSON.parse(readFileSync(join(WIRE, file), "utf8")) as { expected: Expected };
  const renamed = renamedExchange(recordedExchange.parse(json), expected);
  return renamed === undefined ? [] : [{ name: file.slice(0, -".json".length), ...renamed }];
});

describe("models, columns and ids under other names, with other values: the result follows", () => {
  test.each(exchanges)("$name", ({ recorded, expected }) => {
    expect(differences(decodeRecorded(recorded, protocols, { model: "", version: "", schemas: [] }), expected)).toEqual([]);
  });
});
