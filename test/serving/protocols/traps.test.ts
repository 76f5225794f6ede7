import { describe, expect, test } from "vitest";
import { byName, decodeMade } from "./support/made.ts";
import type { Made } from "./support/made.ts";

type Trap = readonly [name: string, made: Made, says: object, features: object, predictions: object];

const CSV = { "content-type": "text/csv" };
const invoke = (request: string, response: string, type = "text/csv"): Made => ({
  path: "/models/iris/invoke",
  headers: { "content-type": type },
  request,
  responseHeaders: CSV,
  response,
});
const form = (...parts: readonly (readonly [head: string, body: string])[]) =>
  `${parts.map(([head, body]) => `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`).join("")}--B--\r\n`;
const FORM = { "content-type": "multipart/form-data; boundary=B" };
const MLFLOW1 = (format: string) => ({ "content-type": `application/json; format=${format}` });
const BENTO = { "x-bentoml-request-id": "r" };

/** What servers of each kind may send beside what was recorded; bodies by the documentation that each protocol's file cites. */
const TRAPS: Readonly<Record<string, readonly Trap[]>> = {
  "CSV has a header where numbers stand below names, or only then there are as many rows as answers": [
    ["none", invoke("1,2,x\n3,4,y\n", "0.5\n0.6\n"), { rows: 2 }, { f0: [1, 3], f1: [2, 4], f2: ["x", "y"] }, { prediction: [0.5, 0.6] }],
    ["one", invoke("a,b\n1,x\n3,y\n", "0.5\n0.6\n"), { rows: 2 }, { a: [1, 3], b: ["x", "y"] }, { prediction: [0.5, 0.6] }],
    [
      "in the answer too",
      invoke("a,b\n1,x\n3,y\n", "score,label\n0.5,u\n0.6,v\n"),
      { rows: 2 },
      { a: [1, 3], b: ["x", "y"] },
      { score: [0.5, 0.6], label: ["u", "v"] },
    ],
    ["text alone, a row an answer", invoke("a,b\nc,d\n", "0.5\n0.6\n"), { rows: 2 }, { f0: ["a", "c"], f1: ["b", "d"] }, { prediction: [0.5, 0.6] }],
    ["text alone, one answer less", invoke("a,b\nc,d\ne,f\n", "0.5\n0.6\n"), { rows: 2 }, { a: ["c", "e"], b: ["d", "f"] }, { prediction: [0.5, 0.6] }],
    ["as the type says", invoke("a,b\nc,d\n", "0.5\n", "text/csv; header=present"), { rows: 1 }, { a: ["c"], b: ["d"] }, { prediction: [0.5] }],
    [
      "quoted, with CRLF",
      { path: "/predict", headers: CSV, request: '"a","b"\r\n"1","x, y"\r\n', response: [1] },
      { rows: 1 },
      { a: [1], b: ["x, y"] },
      { prediction: [1] },
    ],
  ],
  "cells of CSV": [
    [
      "decimal numbers alone are numbers; nan and null are missing; long ones keep their digits",
      { path: "/invocations", headers: CSV, request: "a,b,c\r\n1e3,0x1F,NaN\r\n-.5,00501,9007199254740993\r\n", response: { predictions: [1, 2] } },
      { protocol: "mlflow" },
      { a: [1000, -0.5], b: ["0x1F", 501], c: [null, 9007199254740993n] },
      { prediction: [1, 2] },
    ],
  ],
  SageMaker: [
    [
      "rows as {features}",
      {
        path: "/invocations",
        headers: { "content-type": "application/jsonlines" },
        request: '{"features":[1,2]}\n{"features":[3,4]}\n',
        responseHeaders: { "content-type": "application/jsonlines" },
        response: '{"score":0.5}\n{"score":0.2}\n',
      },
      { rows: 2 },
      { f0: [1, 3], f1: [2, 4] },
      { score: [0.5, 0.2] },
    ],
    [
      "loading a model is no row",
      { path: "/models", request: { model_name: "x", url: "/opt" }, response: { status: "ok" } },
      { kind: "metadata", protocol: "" },
      {},
      {},
    ],
  ],
  TorchServe: [
    [
      "rows in a file of a form",
      {
        path: "/predictions/res",
        headers: FORM,
        request: form(['name="data"; filename="k.json"\r\nContent-Type: application/octet-stream', '{"instances":[[1,2]]}']),
        response: [3],
      },
      { model: "res" },
      { f0: [1], f1: [2] },
      { prediction: [3] },
    ],
    [
      "an image in a form is its length",
      {
        path: "/predictions/res",
        headers: FORM,
        request: form(['name="data"; filename="k.jpg"\r\nContent-Type: image/jpeg', "abc"]),
        response: { tabby: 0.5, lynx: 0.1 },
      },
      { rows: 1 },
      { data: [3] },
      { tabby: [0.5], lynx: [0.1] },
    ],
    [
      "an image without a type",
      { path: "/predictions/res", headers: { "content-type": "" }, request: "\u0001\u0000\u0002", response: [3] },
      { rows: 1 },
      { body_bytes: [3] },
      { prediction: [3] },
    ],
    [
      "a bare word",
      { path: "/predictions/res", request: [[1, 2]], responseHeaders: { "content-type": "text/plain", "x-request-id": "u" }, response: "setosa" },
      { requestId: "u" },
      { f0: [1], f1: [2] },
      { prediction: ["setosa"] },
    ],
    ["a path that cancels is no version", { path: "/predictions/abc/cancel", request: "", response: {} }, { kind: "other", model: null }, {}, {}],
  ],
  MLflow: [
    [
      "split form without columns",
      {
        path: "/invocations",
        request: {
          dataframe_split: {
            data: [
              [1, 2],
              [3, 4],
            ],
          },
        },
        response: { predictions: [1, 2] },
      },
      { rows: 2 },
      { f0: [1, 3], f1: [2, 4] },
      { prediction: [1, 2] },
    ],
    [
      "version 1, split",
      { path: "/invocations", headers: MLFLOW1("pandas-split"), request: { columns: ["a", "b"], data: [[1, 2]] }, response: [0.5] },
      { protocol: "mlflow" },
      { a: [1], b: [2] },
      { prediction: [0.5] },
    ],
    [
      "version 1, records",
      { path: "/invocations", headers: MLFLOW1("pandas-records"), request: [{ a: 1 }, { a: 2 }], response: [0.5, 1] },
      { protocol: "mlflow" },
      { a: [1, 2] },
      { prediction: [0.5, 1] },
    ],
    [
      "named inputs with params",
      { path: "/invocations", request: { inputs: { a: [1, 2], b: ["x", "y"] }, params: { t: 1 } }, response: { predictions: [1, 2] } },
      { rows: 2 },
      { a: [1, 2], b: ["x", "y"] },
      { prediction: [1, 2] },
    ],
    [
      "Azure's input_data",
      { path: "/score", request: { input_data: { columns: ["a", "b"], index: [0], data: [[1, "x"]] } }, response: [0.5] },
      { rows: 1 },
      { a: [1], b: ["x"] },
      { prediction: [0.5] },
    ],
  ],
  Seldon: [
    [
      "one row with names",
      {
        path: "/api/v1.0/predictions",
        request: { data: { names: ["a", "b"], ndarray: [5, 6] } },
        response: { data: { names: ["x", "y"], ndarray: [0.1, 0.9] } },
      },
      { rows: 1 },
      { a: [5], b: [6] },
      { x: [0.1], y: [0.9] },
    ],
    [
      "one row without",
      { path: "/api/v1.0/predictions", request: { data: { ndarray: [5, 6] } }, response: { data: { ndarray: [[0.1, 0.9]] } } },
      { rows: 1 },
      { f0: [5], f1: [6] },
      { prediction: [[0.1, 0.9]] },
    ],
    [
      "TensorFlow's tensor as JSON",
      {
        path: "/api/v1.0/predictions",
        request: { data: { names: ["a", "b"], tftensor: { dtype: "DT_FLOAT", tensorShape: { dim: [{ size: "2" }, { size: "2" }] }, floatVal: [1, 2, 3, 4] } } },
        response: { data: { tftensor: { dtype: 1, tensor_shape: { dim: [{ size: 2 }, { size: 1 }] }, float_val: [0.5, 0.7] } } },
      },
      { rows: 2 },
      { a: [1, 3], b: [2, 4] },
      { prediction: [0.5, 0.7] },
    ],
    [
      "strData in a form",
      { path: "/api/v1.0/predictions", headers: FORM, request: form(['name="strData"', "hello"]), response: { strData: "ok", meta: { puid: "m1" } } },
      { requestId: "m1" },
      { strData: ["hello"] },
      { strData: ["ok"] },
    ],
    [
      "a status in numbers: failed",
      { path: "/api/v1.0/predictions", request: { data: { ndarray: [[1]] } }, response: { status: { info: "boom", status: 1 } } },
      { status: "error", errorClass: "server" },
      { f0: [1] },
      {},
    ],
  ],
  KServe: [
    [
      "predictions by name",
      {
        path: "/v1/models/k:predict",
        request: {
          instances: [
            { a: 1, b: "x" },
            { a: 2, b: "y" },
          ],
        },
        response: { predictions: { p: [0.1, 0.2], c: ["u", "v"] } },
      },
      { rows: 2 },
      { a: [1, 2], b: ["x", "y"] },
      { p: [0.1, 0.2], c: ["u", "v"] },
    ],
  ],
  Cog: [
    [
      "given up: no failure",
      { path: "/predictions", request: { input: { x: 1 } }, response: { id: "i", status: "canceled", output: null } },
      { status: "ok", errorClass: null, requestId: "i" },
      { x: [1] },
      {},
    ],
    [
      "asked to answer later",
      {
        method: "PUT",
        path: "/predictions/w9",
        headers: { prefer: "respond-async" },
        request: { input: { x: 1 }, webhook: "http://a/b" },
        status: 202,
        response: { id: "w9", status: "processing", output: null },
      },
      { requestId: "w9", rows: 1, unreadable: null },
      { x: [1] },
      {},
    ],
    [
      "a stream of events",
      {
        path: "/predictions",
        request: { id: "p", input: { x: 1 } },
        responseHeaders: { "content-type": "text/event-stream" },
        response: 'event: output\ndata: {"chunk":"a"}\n\nevent: completed\ndata: {"id":"p","status":"succeeded","output":{"y":2}}\n\n',
      },
      { protocol: "cog", requestId: "p" },
      { x: [1] },
      { y: [2] },
    ],
    [
      "its one slot is busy",
      { path: "/predictions", request: { input: { x: 1 } }, status: 409, response: { detail: "Already running a prediction" } },
      { errorClass: "overload" },
      { x: [1] },
      {},
    ],
  ],
  BentoML: [
    [
      "named parameters are one row",
      { path: "/predict", request: { sepal_len: 5.1, sepal_width: 3.5 }, response: { label: "a" }, responseHeaders: BENTO },
      { protocol: "bentoml", rows: 1 },
      { sepal_len: [5.1], sepal_width: [3.5] },
      { label: ["a"] },
    ],
    [
      "a series",
      { path: "/classify", request: { input_series: [5.1, 3.5] }, response: [0], responseHeaders: BENTO },
      { rows: 1 },
      { f0: [5.1], f1: [3.5] },
      { prediction: [0] },
    ],
    [
      "a table beside a number",
      { path: "/predict", request: { df: [{ a: 1 }, { a: 2 }], threshold: 0.5 }, response: [0, 1], responseHeaders: BENTO },
      { rows: 2 },
      { a: [1, 2] },
      { prediction: [0, 1] },
    ],
    [
      "text",
      { path: "/predict", request: { text: "hi" }, response: "positive", responseHeaders: { ...BENTO, "content-type": "text/plain" } },
      { rows: 1 },
      { text: ["hi"] },
      { prediction: ["positive"] },
    ],
  ],
  Truss: [
    [
      "the container's path, rows and predictions of its own",
      {
        path: "/v1/models/model:predict",
        request: {
          inputs: [
            [1, 2],
            [3, 4],
          ],
        },
        response: { predictions: [0, 1] },
      },
      { protocol: "truss", model: null, rows: 2 },
      { f0: [1, 3], f1: [2, 4] },
      { prediction: [0, 1] },
    ],
    [
      "asked to answer later",
      { path: "/production/async_predict", request: { model_input: { a: 1 }, webhook_endpoint: "https://x" }, status: 202, response: { request_id: "q" } },
      { status: "ok", rows: 1 },
      { a: [1] },
      {},
    ],
  ],
  "plain JSON": [
    [
      "a table within",
      { path: "/predict", request: { data: { rows: [[1, 2]] } }, response: { prediction: 1 } },
      { rows: 1 },
      { f0: [1], f1: [2] },
      { prediction: [1] },
    ],
    ["an empty error is none", { path: "/predict", request: { a: 1 }, response: { label: "x", error: "" } }, { status: "ok" }, { a: [1] }, { label: ["x"] }],
    [
      "a list of errors in place of an answer",
      { path: "/predict", request: { a: 1 }, response: { errors: [{ message: "boom" }] } },
      { status: "error", errorClass: "server", errorMessage: "boom" },
      { a: [1] },
      {},
    ],
    [
      "a failure that only its status tells",
      { path: "/predict", request: { a: 1 }, response: { status: "FAILURE", message: "boom" } },
      { status: "error", errorMessage: "boom" },
      { a: [1] },
      {},
    ],
    [
      "a page with status 200 is not understood",
      { path: "/predict", request: { a: 1 }, responseHeaders: { "content-type": "text/html" }, response: "<html>log in</html>" },
      { status: "ok", errorClass: null, unreadable: expect.stringContaining("not JSON") },
      { a: [1] },
      {},
    ],
    [
      "sent elsewhere: neither answer nor failure",
      { path: "/predict", request: { a: 1 }, status: 307, response: "" },
      { status: "ok", errorClass: null, unreadable: "the server sent the client elsewhere (status 307)" },
      { a: [1] },
      {},
    ],
  ],
  CloudEvents: [
    [
      "data in base64",
      {
        path: "/",
        headers: { "content-type": "application/cloudevents+json" },
        request: {
          specversion: "1.0",
          id: "e1",
          type: "org.kubeflow.serving.inference.request",
          inferenceservicename: "iris",
          data_base64: Buffer.from('{"instances":[[1,2]]}').toString("base64"),
        },
        response: "",
      },
      { kind: "request", model: "iris" },
      { f0: [1], f1: [2] },
      {},
    ],
  ],
};

describe.each(Object.entries(TRAPS))("%s", (_, traps) => {
  test.each(traps)("%s", async (_, made, says, features, predictions) => {
    const record = await decodeMade(made);
    expect(record).toMatchObject(says);
    expect([byName(record.features), byName(record.predictions)]).toEqual([features, predictions]);
  });
});

describe("a webhook of Cog's is the prediction itself", () => {
  const hook = (told: object) => decodeMade({ path: "/hooks", request: { id: "w9", input: { x: 1 }, ...told }, response: { ok: true } }, "cog");

  test("once it has succeeded", async () => {
    const record = await hook({ status: "succeeded", output: { y: 2 } });
    expect(record).toMatchObject({ requestId: "w9", rows: 1, status: "ok", features: [{ name: "x", values: [1] }], predictions: [{ name: "y", values: [2] }] });
  });

  test.each([
    ["failed", { status: "failed", error: "boom" }, { rows: 1, status: "error", errorClass: "server" }],
    ["not at its end: no row yet", { status: "processing" }, { rows: 0, status: "ok", unreadable: null }],
    ["anything else is not understood", { status: "hello" }, { unreadable: 'reading a webhook of Cog: expected "input", "status" and "id"' }],
  ])("%s", async (_, told, says) => {
    expect(await hook(told)).toMatchObject(says);
  });
});

test("a task of BentoML's is answered later", async () => {
  const made = { path: "/predict/submit", request: { x: [[1]] }, response: { task_id: "t", status: "in_progress" }, responseHeaders: BENTO };
  expect(await decodeMade(made, "bentoml")).toMatchObject({ status: "ok", rows: 1, predictions: [] });
});
