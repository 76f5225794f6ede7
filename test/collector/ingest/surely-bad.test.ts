import { describe, expect, test } from "vitest";
import { surelyBad } from "../../../collector/ingest/surely-bad.ts";

const COLUMNS = new Map([
  ["time", "DateTime64(3, 'UTC')"],
  ["small", "UInt32"],
  ["signed", "Int64"],
  ["share", "Float32"],
  ["name", "LowCardinality(String)"],
  ["map", "Map(LowCardinality(String), Float64)"],
  ["list", "Array(LowCardinality(String))"],
]);

describe("what can be no row", () => {
  test.each([
    ["broken JSON", "{", "it is no JSON"],
    ["a list", "[1]", "no JSON object"],
    ["a number", "5", "no JSON object"],
    ["null", "null", "no JSON object"],
    ["an unknown column", '{"nope":1}', "no column nope"],
    ["words for a number", '{"small":"x"}', "column small"],
    ["an object for a number", '{"signed":{}}', "column signed"],
    ["less than nothing", '{"small":-1}', "column small"],
    ["a time without a digit", '{"time":"now"}', "column time"],
    ["a list for a time", '{"time":[]}', "column time"],
    ["a number for a map", '{"map":5}', "column map"],
    ["a number for a list", '{"list":5}', "column list"],
  ])("%s", (_rule, line, reason) => {
    expect(surelyBad(Buffer.from(line), COLUMNS)).toContain(reason);
  });
});

test.each([
  '{"time":1700000000000,"small":"12","signed":-3,"share":"nan","name":7,"map":{"a":1},"list":["x"]}',
  '{"time":"2026-01-01T00:00:00Z","small":null,"name":{"a":1}}',
  "{}",
])("the engine's to judge: %s", (line) => {
  expect(surelyBad(Buffer.from(line), COLUMNS)).toBeUndefined();
});
