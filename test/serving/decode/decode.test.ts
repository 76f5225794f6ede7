import { describe, expect, test } from "vitest";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { decode } from "../../../serving/decode/decode.ts";
import type { Declared } from "../../../serving/decode/decode.ts";
import json from "../../../serving/protocols/json.ts";
import openInference from "../../../serving/protocols/open-inference.ts";
import type { Exchange } from "../../../serving/wire/exchange.ts";
import type { Protocol } from "../../../serving/wire/protocol.ts";

const NOTHING: Declared = { model: "m", version: "", schemas: [] };

function read(protocol: Protocol, request: unknown, response: unknown, declared = NOTHING, status = 200) {
  const body = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  const half = (value: unknown) => ({ headers: [], body: body(value) });
  const none = { eventTime: 0, receivedTime: 0, requestId: "", totalMs: 0, upstreamMs: 0, queueMs: 0, computeMs: 0, inFlight: 1 };
  const exchange: Exchange = { ...none, protocol: protocol.name, route: {}, request: half(request), response: half(response), status };
  return decode(exchange, protocol, declared);
}

const tensor = (name: string, shape: number[], data: unknown, datatype = "FP32") => ({ name, shape, datatype, data });
const Y1 = { outputs: [tensor("y", [1], [1])] };
const schema = (...features: [string, string][]) =>
  modelSchema.parse({ name: "m", task: "regression", features: features.map(([name, type]) => ({ name, type })) });

describe("features of tensors", () => {
  test.each([
    ["one [n,1] tensor is a column of its name", [tensor("a", [1, 1], [5])], [], [{ name: "a", values: [5] }]],
    ["one [n] tensor too", [tensor("a", [1], [5])], [], [{ name: "a", values: [5] }]],
    [
      "one [n,k] tensor is f0, f1, …",
      [tensor("a", [1, 2], [[5, 6]])],
      [],
      [
        { name: "f0", values: [5] },
        { name: "f1", values: [6] },
      ],
    ],
    [
      "or as the schema says",
      [tensor("a", [1, 2], [5, 6])],
      [
        ["u", "numeric"],
        ["v", "numeric"],
      ],
      [
        { name: "u", values: [5] },
        { name: "v", values: [6] },
      ],
    ],
    ["a declared vector stays one", [tensor("a", [1, 2], [5, 6])], [["a", "vector"]], [{ name: "a", values: [[5, 6]] }]],
    [
      "beside others a wide tensor is a vector",
      [tensor("a", [1, 2], [5, 6]), tensor("b", [1], ["x"], "BYTES")],
      [],
      [
        { name: "a", values: [[5, 6]] },
        { name: "b", values: ["x"] },
      ],
    ],
    [
      "257 columns stay one vector",
      [
        tensor(
          "a",
          [1, 257],
          Array.from({ length: 257 }, () => 0),
        ),
      ],
      [],
      [{ name: "a", values: [Array.from({ length: 257 }, () => 0)] }],
    ],
  ])("%s", (_, inputs, features, expected) => {
    const decoded = read(openInference, { inputs }, Y1, { ...NOTHING, schemas: [schema(...(features as [string, string][]))] });
    expect(decoded.features).toEqual(expected);
    expect(decoded).toMatchObject({ rows: 1, errorClass: "", unreadable: "" });
  });
});

describe("rows of JSON", () => {
  const AB = [
    { name: "a", values: [1, 3] },
    { name: "b", values: ["x", null] },
  ];
  test.each([
    [
      "{instances: [{…}]}",
      {
        instances: [
          { a: 1, b: "x" },
          { a: 3, b: null },
        ],
      },
      AB,
    ],
    [
      "[{…}]",
      [
        { a: 1, b: "x" },
        { a: 3, b: null },
      ],
      AB,
    ],
    ["{inputs: columns}", { inputs: { a: [1, 3], b: ["x", null] } }, AB],
    [
      "{dataframe_split: {columns, data}}",
      {
        dataframe_split: {
          columns: ["a", "b"],
          data: [
            [1, "x"],
            [3, null],
          ],
        },
      },
      AB,
    ],
    [
      "a key that one row lacks was not sent",
      [{ a: 1 }, { a: 3, b: null }],
      [
        { name: "a", values: [1, 3] },
        { name: "b", values: [undefined, null] },
      ],
    ],
    [
      "[[…]]",
      {
        instances: [
          [1, 2],
          [3, 4],
        ],
      },
      [
        { name: "f0", values: [1, 3] },
        { name: "f1", values: [2, 4] },
      ],
    ],
    ["scalars", { instances: [1, 3] }, [{ name: "f0", values: [1, 3] }]],
  ])("%s", (_, request, expected) => {
    expect(read(json, request, { predictions: [0, 1] })).toMatchObject({
      rows: 2,
      features: expected,
      predictions: [{ name: "prediction", values: [0, 1] }],
      errorClass: "",
    });
  });

  test("one object is one row", () => {
    expect(read(json, { a: 1 }, { y: 2, label: "b" })).toMatchObject({
      rows: 1,
      predictions: [
        { name: "y", values: [2] },
        { name: "label", values: ["b"] },
      ],
    });
  });
});

describe("what an answer cannot be is badOutput", () => {
  test.each([
    ["fewer rows than were asked for", { outputs: [tensor("y", [1], [1])] }, "2 rows were asked for, 1 answered"],
    [
      "a prediction that is null, or a bare NaN",
      '{"outputs":[{"name":"y","shape":[2],"datatype":"FP32","data":[1,NaN]}]}',
      'prediction "y" has no finite value in row 1',
    ],
    ["not JSON", "<html>", "not JSON"],
    ["no outputs", {}, 'expected a list "outputs"'],
  ])("%s", (_, response, message) => {
    const decoded = read(openInference, { inputs: [tensor("x", [2], [1, 2])] }, response);
    expect(decoded).toMatchObject({ errorClass: "badOutput", errorMessage: expect.stringContaining(message) as string, predictions: [], rows: 2 });
  });
});

test("a width that the schema does not have makes a wordless 500 the client's fault", () => {
  const declared = { ...NOTHING, schemas: [schema(["u", "numeric"], ["v", "numeric"])] };
  const request = { inputs: [tensor("x", [1, 3], [1, 2, 3])] };
  expect(read(openInference, request, "Internal Server Error", declared, 500).errorClass).toBe("badInput");
  expect(read(openInference, request, "Internal Server Error", NOTHING, 500).errorClass).toBe("server");
});
