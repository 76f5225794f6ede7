import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { startTestSidecar } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

let running: TestSidecar;
beforeAll(async () => (running = await startTestSidecar({ models: { directory: import.meta.dirname } })));
afterAll(() => running[Symbol.asyncDispose]());

async function call(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; headers: Headers; body: unknown }> {
  const init = body === undefined ? {} : { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), headers };
  const answer = await fetch(running.sidecar.address + path, init);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
}

const tensor = (name: string, datatype: string, data: unknown[], width = 1) => ({ name, datatype, shape: [data.length / width, width], data });
const COLORS = { inputs: [tensor("x", "FP32", [1.1, 5, null]), tensor("color", "BYTES", ["red", "blue", "green"])] };

test("v2: one tensor an input, null is missing, answers carry name, version, id and typed outputs", async () => {
  const { status, body, headers } = await call("/v2/models/colors/infer", { id: "a", ...COLORS });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      model_name: "colors",
      model_version: "1",
      id: "a",
      outputs: [
        { name: "y", datatype: "FP32", shape: [3, 1], data: [3.2, 12, 0] },
        { name: "big", datatype: "INT64", shape: [3, 1], data: [0, 1, 0] },
      ],
    },
  });
  expect(headers.get("x-request-id")).toBe("a");
});

test("an id that no header can hold is answered in the body only", async () => {
  const { status, headers, body } = await call("/v2/models/colors/infer", { id: "a\nb é", ...COLORS });
  expect([status, headers.get("x-request-id"), (body as { id: string }).id]).toEqual([200, null, "a\nb é"]);
});

test("v2: only the outputs asked for", async () => {
  expect((await call("/v2/models/colors/infer", { ...COLORS, outputs: [{ name: "big" }] })).body).toMatchObject({ outputs: [{ name: "big" }] });
});

test.each(["/v1/models/colors:predict", "/models/colors/predict"])("JSON rows at %s", async (path) => {
  const { status, body } = await call(path, {
    instances: [
      { x: 1.1, color: "red" },
      { x: null, color: null },
    ],
  });
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      predictions: [
        { y: 3.2, big: 0 },
        { y: 0, big: 0 },
      ],
    },
  });
});

test.each([
  ["features by the schema's names", { instances: [{ height: 3, length: 1, width: 2 }] }],
  ["a list", { instances: [[1, 2, 3]] }],
])("one wide input takes %s, and the newest version is 10, not 2", async (_, body) => {
  expect((await call("/v1/models/wide:predict", body)).body).toEqual({ predictions: [{ total: 6, parts: [10, 20, 30] }] });
});

test("a version on the path is that version", async () => {
  expect((await call("/v2/models/wide/versions/2/infer", { inputs: [tensor("input", "FP32", [1, 2, 3], 3)] })).body).toMatchObject({
    model_version: "2",
    outputs: [{}, { data: [2, 4, 6] }],
  });
});

test.each([
  ["no row", "/v1/models/wide:predict", [], 400, "reading rows: there is none; expected at least one"],
  ["an input that is missing", "/v1/models/colors:predict", { instances: [{ x: 1 }] }, 400, 'input "color" is missing; expected "x", "color"'],
  [
    "a feature that one row lacks",
    "/v1/models/colors:predict",
    { instances: [{ x: 1, color: "red" }, { x: 1 }] },
    400,
    'input "color", row 1: not sent; expected a value, or null where it is missing',
  ],
  [
    "an input that there is not",
    "/v1/models/colors:predict",
    { instances: [{ x: 1, colour: "red" }] },
    400,
    'model "colors" has no input "colour"; expected "x", "color"',
  ],
  [
    "a string for a number",
    "/v1/models/colors:predict",
    { instances: [{ x: "1", color: "red" }] },
    400,
    'input "x", row 0 is a string; expected a number or null',
  ],
  ["a row of the wrong width", "/v1/models/wide:predict", { instances: [[1, 2]] }, 400, 'input "input", row 0: 2 values; expected 3'],
  [
    "data that is not of its shape",
    "/v2/models/wide/infer",
    { inputs: [{ name: "input", datatype: "FP32", shape: [1, 3], data: [1] }] },
    400,
    'reading tensor "input": shape [1, 3] means 3 elements, got 1',
  ],
  [
    "an output that there is not",
    "/v2/models/colors/infer",
    { ...COLORS, outputs: [{ name: "z" }] },
    400,
    'model "colors" has no output "z"; expected "y", "big"',
  ],
  ["what is not JSON", "/v1/models/colors:predict", "{", 400, "it is not JSON"],
  [
    "a model that there is not",
    "/v1/models/x:predict",
    {},
    404,
    'there is no model "x"; expected one of "wide" version 10, "wide" version 2, "colors" version 1',
  ],
  ["a path with a broken escape", "/v1/models/%zz:predict", {}, 404, 'there is no model "%zz"'],
  ["a path that there is not", "/x", {}, 404, "there is nothing at POST /x"],
])("refuses %s and says what would be right", async (_, path, body, status, message) => {
  const answer = await call(path, body);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ error: expect.stringContaining(message) as string });
});

test.each([
  ["/v2/health/live", undefined],
  ["/v2/health/ready", undefined],
  ["/v2/models/colors/ready", undefined],
  ["/v2/models/wide", { name: "wide", versions: ["10", "2"], platform: "onnx_onnxv1", inputs: [{ name: "input", datatype: "FP32", shape: [-1, 3] }] }],
  ["/v2/models/wide/versions/2", { name: "wide" }],
])("GET %s", async (path, body) => {
  const answer = await call(path);
  expect(answer.status).toBe(200);
  if (body === undefined) expect(answer.body).toBeUndefined();
  else expect(answer.body).toMatchObject(body);
});

describe("batching", () => {
  test("requests that come together get each their own rows", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        call("/v1/models/colors:predict", { instances: Array.from({ length: (i % 3) + 1 }, () => ({ x: i, color: "red" })) }),
      ),
    );
    expect(answers.map((answer) => (answer.body as { predictions: { y: number }[] }).predictions.map((row) => row.y))).toEqual(
      Array.from({ length: 50 }, (_, i) => Array.from({ length: (i % 3) + 1 }, () => 2 * i + 1)),
    );
  });

  test("rows beyond the queue's limit are refused with 503 and Retry-After", async () => {
    await using small = await startTestSidecar({ models: { directory: import.meta.dirname, maxQueueRows: 2 } });
    const answer = await fetch(`${small.sidecar.address}/v1/models/wide:predict`, {
      method: "POST",
      body: JSON.stringify({
        instances: [
          [1, 2, 3],
          [1, 2, 3],
          [1, 2, 3],
        ],
      }),
    });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    await small.sidecar.flush();
    expect(small.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([{ status: 503, error_class: "overload", model: "wide" }]);
  });
});

test("what models of the sidecar answer is captured as a proxied answer is", async () => {
  await using fresh = await startTestSidecar({ models: { directory: import.meta.dirname } });
  const post = (body: unknown, id: string) =>
    fetch(`${fresh.sidecar.address}/v1/models/wide:predict`, { method: "POST", body: JSON.stringify(body), headers: { "x-request-id": id } });
  await post({ instances: [[1, null, 3]] }, "ok");
  await post({ instances: [{ length: 1, width: 2, height: 3 }] }, "named");
  await post({ instances: [[1]] }, "bad");
  await fresh.sidecar.flush();
  expect(fresh.log.rows<RequestEvent>("tidemark.requests")).toMatchObject([
    { request_id: "ok", model: "wide", version: "10", protocol: "json", error_class: "badOutput" },
    { request_id: "named", error_class: "", rows: 1 },
    { request_id: "bad", status: 400, error_class: "badInput", error_message: 'input "input", row 0: 1 values; expected 3' },
  ]);
  const [missing, row] = fresh.log.rows<InferenceRow>("tidemark.inferences");
  expect(missing).toMatchObject({ request_id: "ok", feature_numbers: { length: 1, height: 3 }, missing_features: ["width"] });
  expect(row).toMatchObject({
    request_id: "named",
    feature_numbers: { length: 1, width: 2, height: 3 },
    prediction_numbers: { total: 6, parts_0: 10, parts_1: 20, parts_2: 30 },
  });
});
