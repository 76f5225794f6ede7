import { describe, expect, test } from "vitest";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { decode } from "../../../serving/decode/decode.ts";
import type { Declared } from "../../../serving/decode/declared.ts";
import json from "../../../serving/protocols/json.ts";
import openInference from "../../../serving/protocols/open-inference.ts";
import type { Exchange } from "../../../serving/wire/exchange.ts";
import type { Protocol } from "../../../serving/wire/protocol.ts";

const NOTHING: Declared = { model: "m", version: "", schemas: [] };

function read(protocol: Protocol, request: unknown, response: unknown, declared = NOTHING, status = 200) {
  const body = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
  const half = (value: unknown) => ({ headers: [], body: body(value) });
  const times = { eventTime: 0, receivedTime: 0, firstByteMs: 0, lastByteMs: 0, totalMs: 0, upstreamMs: 0, queueMs: 0, computeMs: 0, inFlight: 1 };
  const line = { method: "POST", path: "/v2/models/m/infer", query: "" };
  const exchange: Exchange = {
    ...times,
    line,
    requestId: "",
    request: half(request),
    response: half(response),
    requestBytes: 0,
    responseBytes: 0,
    tooLarge: false,
    status,
  };
  return decode(exchange, [protocol], declared);
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

  test("a byte order mark is passed over", () => {
    expect(read(json, '\uFEFF[{"a": 1}]', "\uFEFF[0]")).toMatchObject({ rows: 1, features: [{ name: "a", values: [1] }], unreadable: "" });
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

describe("one list of numbers is one row or many, as the answer has it", () => {
  const ROW = [
    { name: "f0", values: [5.1] },
    { name: "f1", values: [3.5] },
    { name: "f2", values: [1.4] },
  ];
  const COLUMN = [{ name: "f0", values: [5.1, 3.5, 1.4] }];
  const list = [5.1, 3.5, 1.4];
  test.each([
    ["{input}, one answer", { input: list }, { prediction: 0 }, 1, ROW],
    ["{features}, one answer", { features: list }, { predictions: [0] }, 1, ROW],
    ["bare, one answer", list, { prediction: 0 }, 1, ROW],
    ["bare, as many answers", list, [0, 1, 0], 3, COLUMN],
    ["{input}, scores of one answer", { input: list }, { predictions: [0.2, 0.8] }, 1, ROW],
    ["{input}, as many answers", { input: list }, { predictions: [0, 1, 0] }, 3, COLUMN],
    ["{instances}, as many answers", { instances: list }, { predictions: [0, 1, 0] }, 3, COLUMN],
    ["{instances}, one answer", { instances: list }, { predictions: [0] }, 1, ROW],
  ])("%s", (_, request, response, rows, features) => {
    expect(read(json, request, response)).toMatchObject({ rows, features, errorClass: "", unreadable: "" });
  });

  test("neither fits: not understood, and no failure", () => {
    const unreadable = "3 rows were asked for, 2 answered";
    expect(read(json, { input: [list, list, list] }, { predictions: [0, 1] })).toMatchObject({ errorClass: "", unreadable, predictions: [] });
  });
});

describe("what an answer cannot be is badOutput: the value is lost, the rows are kept", () => {
  test("null, or a bare NaN", () => {
    const response = '{"outputs":[{"name":"y","shape":[2],"datatype":"FP32","data":[1,NaN]}]}';
    expect(read(openInference, { inputs: [tensor("x", [2], [1, 2])] }, response)).toMatchObject({
      errorClass: "badOutput",
      errorMessage: 'prediction "y" has no finite value in row 1',
      rows: 2,
      features: [{ name: "x", values: [1, 2] }],
      predictions: [{ name: "y", values: [1, Number.NaN] }],
    });
  });
});

describe("an answer that is not understood is unreadable, never a failed prediction", () => {
  test.each([
    ["fewer rows than were asked for", { outputs: [tensor("y", [1], [1])] }, "2 rows were asked for, 1 answered"],
    ["not JSON", "<html>", "not JSON"],
    ["no outputs", {}, 'expected a list "outputs"'],
  ])("%s", (_, response, reason) => {
    const decoded = read(openInference, { inputs: [tensor("x", [2], [1, 2])] }, response);
    expect(decoded).toMatchObject({ errorClass: "", unreadable: expect.stringContaining(reason) as string, predictions: [] });
  });
});

test("outputs beside the rows' (a scalar, one of the batch) are left out", () => {
  const outputs = [tensor("loss", [1], [0.5]), tensor("y", [2], [1, 2]), tensor("table", [3], [1, 2, 3])];
  expect(read(openInference, { inputs: [tensor("x", [2], [1, 2])] }, { outputs })).toMatchObject({ rows: 2, predictions: [{ name: "y", values: [1, 2] }] });
});

test("an input of a single row is the same for every row", () => {
  const inputs = [tensor("x", [2], [1, 2]), tensor("threshold", [1], [0.9])];
  expect(read(openInference, { inputs }, { outputs: [tensor("y", [2], [1, 2])] }).features).toEqual([
    { name: "x", values: [1, 2] },
    { name: "threshold", values: [0.9, 0.9] },
  ]);
});

test("a whole number that a double would round is kept to the digit", () => {
  expect(read(json, '[{"id": 9007199254740993}]', "[1]").features).toEqual([{ name: "id", values: [9007199254740993n] }]);
  expect(read(json, '[{"id": 9007199254740992, "x": 0.1234567890123456}]', "[1]").features).toEqual([
    { name: "id", values: [9007199254740992] },
    { name: "x", values: [0.1234567890123456] },
  ]);
});

test("rows whose keys all differ are refused before they are spread: 20,000 of them would span 400,000,000 cells", () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => ({ [i]: 1 }));
  expect(
    read(
      json,
      rows,
      rows.map(() => 0),
    ).unreadable,
  ).toBe("reading rows: 20000 rows of 20000 differing keys span 400000000 cells; expected at most 1000000");
});

test("a tensor's shape is no reason to make rows that are not there", () => {
  expect(read(openInference, { inputs: [tensor("x", [1e9, 0], [])] }, Y1).unreadable).toContain("rows without elements");
});

test("a width that the schema does not have makes a wordless 500 the client's fault", () => {
  const declared = { ...NOTHING, schemas: [schema(["u", "numeric"], ["v", "numeric"])] };
  const request = { inputs: [tensor("x", [1, 3], [1, 2, 3])] };
  expect(read(openInference, request, "Internal Server Error", declared, 500).errorClass).toBe("badInput");
  expect(read(openInference, request, "Internal Server Error", NOTHING, 500).errorClass).toBe("server");
});
