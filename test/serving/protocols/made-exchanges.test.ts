import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";
import { jsonMapping } from "../../../serving/wire/json-mapping-config.ts";
import { jsonProtocol } from "../../../serving/protocols/json.ts";
import { decodeRecorded } from "../../../serving/decode/recorded-exchange.ts";
import { byName, decodeMade } from "./support/made.ts";
import type { Made } from "./support/made.ts";

/** Of servers without recordings: bodies by their documentation, which each protocol's file cites. */
const CASES: readonly [string, string, Made, object, object, object][] = [
  [
    "BentoML: an only parameter that is a table",
    "bentoml",
    {
      path: "/predict",
      request: {
        input_data: [
          [5.1, 3.5],
          [6.7, 3],
        ],
      },
      response: [0, 2],
      responseHeaders: { server: "BentoML Service/tabular", "x-bentoml-request-id": "9f86d081884c7d65" },
    },
    { model: "tabular", requestId: "9f86d081884c7d65", rows: 2 },
    { f0: [5.1, 6.7], f1: [3.5, 3] },
    { prediction: [0, 2] },
  ],
  [
    "BentoML: an only parameter that is an object",
    "bentoml",
    {
      path: "/predict",
      request: { applicant: { age: 34, plan: "pro" } },
      response: { label: "approve", probabilities: [0.9, 0.1] },
      responseHeaders: { server: "BentoML Service/tabular" },
    },
    { rows: 1 },
    { age: [34], plan: ["pro"] },
    { label: ["approve"], probabilities: [[0.9, 0.1]] },
  ],
  [
    "BentoML: rows at the root",
    "bentoml",
    { path: "/score", request: [{ age: 34 }, { age: 51 }], response: ["approve", "deny"], responseHeaders: { "x-bentoml-request-id": "a" } },
    { rows: 2 },
    { age: [34, 51] },
    { prediction: ["approve", "deny"] },
  ],
  [
    "LitServe: {input}, {output}",
    "litserve",
    { path: "/predict", request: { input: 4 }, response: { output: 16 } },
    { rows: 1 },
    { input: [4] },
    { output: [16] },
  ],
  [
    "LitServe: a row of numbers",
    "litserve",
    { path: "/predict", request: { input: [5.1, 3.5] }, response: { prediction: 0, probabilities: [0.9, 0.1] } },
    { rows: 1 },
    { f0: [5.1], f1: [3.5] },
    { prediction: [0], probabilities: [[0.9, 0.1]] },
  ],
  [
    "Seldon: ndarray with names, classes named, puid, a version among the tags",
    "seldon",
    {
      path: "/seldon/ml/iris/api/v1.0/predictions",
      request: {
        data: {
          names: ["a", "b"],
          ndarray: [
            [1, "x"],
            [2, "y"],
          ],
        },
      },
      response: {
        data: {
          names: ["no", "yes"],
          ndarray: [
            [0.1, 0.9],
            [0.8, 0.2],
          ],
        },
        meta: { puid: "p-1", tags: { model_version: "v2" } },
      },
    },
    { model: "iris", requestId: "p-1", version: "v2", rows: 2 },
    { a: [1, 2], b: ["x", "y"] },
    { no: [0.1, 0.8], yes: [0.9, 0.2] },
  ],
  [
    "Seldon: tensor; names that the wrapper made up are none",
    "seldon",
    {
      path: "/api/v1.0/predictions",
      request: { meta: { puid: "p-2" }, data: { tensor: { shape: [2, 2], values: [1, 2, 3, 4] } } },
      response: { data: { names: ["t:0", "t:1"], tensor: { shape: [2, 2], values: [0.1, 0.9, 0.8, 0.2] } } },
    },
    { requestId: "p-2", rows: 2 },
    { f0: [1, 3], f1: [2, 4] },
    {
      prediction: [
        [0.1, 0.9],
        [0.8, 0.2],
      ],
    },
  ],
  [
    "Seldon: the form field json",
    "seldon",
    {
      path: "/predict",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      request: `json=${encodeURIComponent('{"data":{"ndarray":[[1,2]]}}')}`,
      response: { data: { ndarray: [[7]] } },
    },
    { rows: 1 },
    { f0: [1], f1: [2] },
    { prediction: [7] },
  ],
  [
    "Seldon: the query's json",
    "seldon",
    { method: "GET", path: `/api/v0.1/predictions?json=${encodeURIComponent('{"strData":"hello"}')}`, request: "", response: { jsonData: { tone: "good" } } },
    { rows: 1 },
    { strData: ["hello"] },
    { tone: ["good"] },
  ],
  [
    "Truss: the container's path names every model model",
    "truss",
    { path: "/v1/models/model:predict", request: { text: "hi", n: 2 }, response: { score: 0.5 } },
    { model: null, rows: 1 },
    { text: ["hi"], n: [2] },
    { score: [0.5] },
  ],
  [
    "Truss: hosted, with its request id",
    "truss",
    { path: "/environments/production/predict", request: { inputs: [[1, 2]] }, response: [3], responseHeaders: { "x-baseten-request-id": "b-1" } },
    { version: "production", requestId: "b-1", rows: 1 },
    { f0: [1], f1: [2] },
    { prediction: [3] },
  ],
];

test.each(CASES)("%s", async (_, protocol, made, says, features, predictions) => {
  const record = await decodeMade(made);
  expect(record).toMatchObject({ protocol, status: "ok", errorClass: null, unreadable: null, ...says });
  expect(byName(record.features)).toEqual(features);
  expect(byName(record.predictions)).toEqual(predictions);
});

describe("failures", () => {
  test.each([
    [
      "Seldon: status in the body",
      {
        path: "/api/v1.0/predictions",
        request: { data: { ndarray: [[1]] } },
        status: 500,
        response: { status: { code: -1, info: "could not convert string to float", reason: "MICROSERVICE_BAD_DATA", status: "FAILURE" } },
      },
      "badInput",
    ],
    [
      "Seldon: FAILURE with status 200",
      { path: "/api/v1.0/predictions", request: { data: { ndarray: [[1]] } }, response: { status: { code: 500, info: "boom", status: "FAILURE" } } },
      "server",
    ],
    [
      "BentoML: raised",
      { path: "/predict", request: { x: [[1]] }, status: 400, response: { error: "bad x" }, responseHeaders: { server: "BentoML Service/t" } },
      "badInput",
    ],
    [
      "Cog: failed with status 200",
      { path: "/predictions", request: { input: { x: 1 } }, response: { status: "failed", error: "CUDA error: device-side assert triggered" } },
      "server",
    ],
  ] as const)("%s", async (_, made, errorClass) => {
    expect(await decodeMade(made)).toMatchObject({ status: "error", errorClass, predictions: [] });
  });
});

test("feedback: what was true, by the id of its answer", async () => {
  const request = { request: { data: { ndarray: [[1]] } }, response: { meta: { puid: "p-9" } }, reward: 1, truth: { data: { ndarray: [[0], [2]] } } };
  expect(await decodeMade({ path: "/seldon/ml/iris/api/v1.0/feedback", request, response: {} })).toMatchObject({
    kind: "feedback",
    model: "iris",
    requestId: "p-9",
    rows: 0,
    feedback: { reward: 1, truth: [0, 2] },
  });
});

describe("Seldon by gRPC", () => {
  /** As its documentation has it (reference/apis/prediction), by the names of the published packages. */
  const root = protobuf.parse(
    `syntax = "proto3"; package seldon.protos;
    message SeldonMessage { Status status = 1; Meta meta = 2; oneof data_oneof { DefaultData data = 3; bytes binData = 4; string strData = 5; google.protobuf.Value jsonData = 6; } }
    message DefaultData { repeated string names = 1; oneof data_oneof { Tensor tensor = 2; google.protobuf.ListValue ndarray = 3; } }
    message Tensor { repeated int32 shape = 1 [packed=true]; repeated double values = 2 [packed=true]; }
    message Meta { string puid = 1; map<string,google.protobuf.Value> tags = 2; map<string,int32> routing = 3; map<string,string> requestPath = 4; }
    message Status { int32 code = 1; string info = 2; string reason = 3; int32 status = 4; }
    message Feedback { SeldonMessage request = 1; SeldonMessage response = 2; float reward = 3; SeldonMessage truth = 4; }`,
    { keepCase: true },
  ).root;
  root.addJSON(protobuf.common.get("google/protobuf/struct.proto")?.nested ?? {});
  const encoded = (type: string, value: object) => {
    const found = root.lookupType(`seldon.protos.${type}`);
    return Buffer.from(found.encode(found.fromObject(value)).finish()).toString("base64");
  };
  const list = (...values: readonly object[]) => ({ values });
  const row = (...values: readonly object[]) => ({ listValue: list(...values) });
  const one = (numberValue: number) => ({ numberValue });
  const decoded = async (method: string, request: string, response: string) =>
    decodeRecorded(
      {
        request: { method, headers: [], metadata: [], messageBase64: request },
        response: { grpcStatus: 0, headers: [], metadata: [], messageBase64: response },
      },
      await loadProtocols({ protocol: "auto" }),
      { model: "", version: "", schemas: [] },
    );

  test("ndarray with names and texts, puid, a version among the tags", async () => {
    const request = encoded("SeldonMessage", { data: { names: ["a", "b"], ndarray: list(row(one(1), { stringValue: "x" }), row(one(2), { nullValue: 0 })) } });
    const response = encoded("SeldonMessage", {
      meta: { puid: "p-1", tags: { model_version: { stringValue: "v2" } } },
      data: { names: ["no", "yes"], tensor: { shape: [2, 2], values: [0.1, 0.9, 0.8, 0.2] } },
    });
    const record = await decoded("/seldon.protos.Seldon/Predict", request, response);
    expect(record).toMatchObject({ protocol: "seldon", kind: "inference", requestId: "p-1", version: "v2", rows: 2, status: "ok" });
    expect([byName(record.features), byName(record.predictions)]).toEqual([
      { a: [1, 2], b: ["x", null] },
      { no: [0.1, 0.8], yes: [0.9, 0.2] },
    ]);
  });

  test("jsonData and strData", async () => {
    const request = encoded("SeldonMessage", {
      jsonData: { structValue: { fields: { age: one(34), plan: { stringValue: "pro" }, is_new: { boolValue: true } } } },
    });
    const record = await decoded("/seldon.protos.Model/Predict", request, encoded("SeldonMessage", { strData: "good" }));
    expect([byName(record.features), byName(record.predictions)]).toEqual([{ age: [34], plan: ["pro"], is_new: [true] }, { strData: ["good"] }]);
  });

  test("FAILURE in an answer", async () => {
    const response = encoded("SeldonMessage", { status: { code: 500, reason: "MICROSERVICE_INTERNAL_ERROR", info: "boom", status: 1 } });
    const request = encoded("SeldonMessage", { data: { tensor: { shape: [1, 2], values: [1, 2] } } });
    expect(await decoded("/seldon.protos.Seldon/Predict", request, response)).toMatchObject({
      status: "error",
      errorClass: "server",
      errorMessage: "MICROSERVICE_INTERNAL_ERROR: boom",
    });
  });

  test("feedback", async () => {
    const truth = { data: { ndarray: list(row(one(0)), row(one(2))) } };
    const request = encoded("Feedback", { response: { meta: { puid: "p-9" } }, reward: 1, truth });
    expect(await decoded("/seldon.protos.Seldon/SendFeedback", request, encoded("SeldonMessage", {}))).toMatchObject({
      kind: "feedback",
      requestId: "p-9",
      feedback: { reward: 1, truth: [0, 2] },
    });
  });
});

test("Cog: an id on the path, an answer that comes later, a prediction that is no object", async () => {
  const input = { input: { x: 1 } };
  expect(await decodeMade({ method: "PUT", path: "/predictions/id-7", request: input, response: { status: "succeeded", output: "cat" } })).toMatchObject({
    protocol: "cog",
    requestId: "id-7",
    predictions: [{ name: "output", values: ["cat"] }],
  });
  expect(await decodeMade({ path: "/predictions", status: 202, request: input, response: { id: "a", status: "starting" } })).toMatchObject({
    status: "ok",
    rows: 1,
    predictions: [],
  });
});

test("SageMaker: model, id and several lines from headers and JSON lines", async () => {
  const record = await decodeMade({
    path: "/invocations",
    headers: { "content-type": "application/jsonlines", "X-Amzn-SageMaker-Target-Model": "iris.tar.gz", "X-Amzn-SageMaker-Inference-Id": "s-1" },
    request: '{"a":1}\n{"a":2}\n',
    responseHeaders: { "content-type": "text/csv" },
    response: "0.5,0.7\n",
  });
  expect(record).toMatchObject({ protocol: "sagemaker", model: "iris", requestId: "s-1", rows: 2 });
  expect(byName(record.features)).toEqual({ a: [1, 2] });
  expect(byName(record.predictions)).toEqual({ prediction: [0.5, 0.7] });
});

test("CSV: quotes, empty cells, text", async () => {
  const csv = 'name,age\n"Smith, ""Jo""",34\nLee,\n';
  const record = await decodeMade({ path: "/invocations", headers: { "content-type": "text/csv" }, request: csv, response: { predictions: [1, 0] } });
  expect(record.protocol).toBe("mlflow");
  expect(byName(record.features)).toEqual({ name: ['Smith, "Jo"', "Lee"], age: [34, null] });
});

describe("plain JSON where a mapping says", () => {
  const decodeBy = (mapping: unknown, request: unknown, response: unknown) =>
    decodeRecorded(
      {
        request: { method: "POST", path: "/api/rate", headers: [], metadata: [], body: JSON.stringify(request) },
        response: { status: 200, headers: [], metadata: [], body: JSON.stringify(response) },
      },
      [jsonProtocol(jsonMapping.parse(mapping))],
      { model: "", version: "", schemas: [] },
    );
  const REQUEST = { payload: { id: 7, items: [{ features: { a: 1 } }, { features: { a: 2 } }] } };
  const RESPONSE = { out: [{ s: 0.1 }, { s: 0.2 }], meta: { model: { name: "rate" }, v: 3 } };
  const MAPPING = {
    request: { rows: "payload.items[*].features", requestId: "$.payload.id" },
    response: { rows: "out[*].s", model: "meta.model['name']", version: "meta.v", error: "fault" },
  };

  test("rows, predictions, model, version, id", () => {
    const record = decodeBy(MAPPING, REQUEST, RESPONSE);
    expect(record).toMatchObject({ protocol: "json", model: "rate", version: "3", requestId: "7", rows: 2, note: null });
    expect(byName(record.features)).toEqual({ a: [1, 2] });
    expect(byName(record.predictions)).toEqual({ prediction: [0.1, 0.2] });
  });

  test("an error where it is said to be", () => {
    expect(decodeBy(MAPPING, REQUEST, { fault: "overloaded, try later" })).toMatchObject({ status: "error", errorClass: "overload" });
  });

  test("nothing where rows should be: not understood", () => {
    expect(decodeBy(MAPPING, { payload: {} }, RESPONSE).unreadable).toBe('reading a JSON body: there is nothing at "payload.items[*].features"');
  });

  test("a path that is none is refused by the configuration", () => {
    expect(() => jsonMapping.parse({ request: { rows: "a..[" } })).toThrow('got \\"a..[\\", expected a path such as payload.items[*].features');
  });
});
