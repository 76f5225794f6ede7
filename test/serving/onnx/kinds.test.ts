import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import { silentLogger } from "../../../telemetry.ts";
import { startTestSidecar, temporaryFolder } from "../support/sidecars.ts";
import type { TestSidecar } from "../support/sidecars.ts";

const folder = (name: string) => ({ models: { directory: join(import.meta.dirname, name) } });

async function post({ sidecar }: TestSidecar, path: string, body: unknown): Promise<string> {
  const answer = await fetch(sidecar.address + path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
  return `${answer.status} ${await answer.text()}`;
}

describe("public cases", () => {
  test.each([
    ["a free second axis", "dynamic-width", '{"instances": [[1,2,3,4],[0.5,-1,0,2]]}', '200 {"predictions":[{"out":10},{"out":1.5}]}'],
    ["an int64 beyond 2^53", "bigint", '{"instances": [["9007199254740993"]]}', '200 {"predictions":[{"id":9007199254740993}]}'],
    ["rows nested as the tensor", "image3d", '{"instances": [[[1,2,3],[4,5,6]]]}', '200 {"predictions":[{"out":3.5}]}'],
    ["a value a row, without lists", "bigint", '{"instances": ["9007199254740993", "7"]}', '200 {"predictions":[{"id":9007199254740993},{"id":7}]}'],
    ["lists of one more", "image3d", '{"instances": [[[[1,2,3],[4,5,6]]]]}', '200 {"predictions":[{"out":3.5}]}'],
    [
      "rows nested otherwise than the tensor",
      "image3d",
      '{"instances": [[[1,2],[3,4],[5,6]]]}',
      '400 {"error":"input \\"x\\", row 0: lists of 3 × 2; expected 2 × 3"}',
    ],
    [
      "ragged rows",
      "image3d",
      '{"instances": [[[1,2,3],[4,5]]]}',
      '400 {"error":"input \\"x\\", row 0: lists of 2 × 3, not all of one length; expected 2 × 3"}',
    ],
    ["the same rows flat", "image3d", '{"instances": [[1,2,3,4,5,6]]}', '200 {"predictions":[{"out":3.5}]}'],
  ])("%s", async (_, model, body, expected) => {
    await using running = await startTestSidecar(folder("cases"));
    expect(await post(running, `/v1/models/${model}:predict`, body)).toBe(expected);
  });

  test("a model that cannot be served is named in the log and in /readyz; the others serve", async () => {
    const said: object[] = [];
    const logger = { ...silentLogger, error: (message: string, fields?: object) => void said.push({ message, ...fields }) };
    await using running = await startTestSidecar(folder("cases"), { logger });
    const ready = await fetch(`${running.sidecar.adminAddress}/tidemark/readyz`);
    const reason = expect.stringContaining('"output_probability" is not a tensor; expected tensors only (export classifiers with zipmap=False)') as string;
    expect([ready.status, (await ready.text()).split("\n")]).toEqual([
      200,
      ["ready", expect.stringContaining('model "rf-zipmap" version 1 is not served: ') as string, ""],
    ]);
    expect(said).toEqual([{ message: "a model cannot be served; the others are", name: "rf-zipmap", version: "1", reason }]);
  });

  test("what rounds as a double is captured as a category, to the digit", async () => {
    await using running = await startTestSidecar(folder("cases"));
    await post(running, "/v1/models/bigint:predict", { instances: [["9007199254740993"], ["12"]] });
    await running.sidecar.flush();
    const rows = running.log.rows<InferenceRow>("tidemark.inferences");
    expect(rows.map((row) => [row.prediction_numbers, row.prediction_categories])).toEqual([
      [{}, { id: "9007199254740993" }],
      [{ id: 12 }, {}],
    ]);
  });
});

describe("types", () => {
  test.each([
    ["int8", "INT8", "-128,127"],
    ["uint8", "UINT8", "0,255"],
    ["int16", "INT16", "-32768,32767"],
    ["uint16", "UINT16", "0,65535"],
    ["uint32", "UINT32", "0,4294967295"],
    ["int64", "INT64", "-9223372036854775808,9223372036854775807"],
    ["uint64", "UINT64", "9007199254740993,18446744073709551615"],
    ["float16", "FP16", "1.5,-65504"],
  ])("%s, at its ends", async (model, datatype, data) => {
    await using running = await startTestSidecar(folder("types"));
    const answer = await post(
      running,
      `/v2/models/${model}/infer`,
      `{"id":"a","inputs":[{"name":"x","datatype":"${datatype}","shape":[1,2],"data":[${data}]}]}`,
    );
    expect(answer).toBe(
      `200 {"model_name":"${model}","model_version":"1","id":"a","outputs":[{"name":"y","datatype":"${datatype}","shape":[1,2],"data":[${data}]}]}`,
    );
  });

  test.each([
    ["uint8", "-1,0", "is out of range; expected 0 to 255"],
    ["int64", "9223372036854775808,0", "is out of range; expected -9223372036854775808 to 9223372036854775807"],
    ["uint8", "1.5,0", "is not whole; expected a whole number"],
  ])("%s refuses [%s]", async (model, data, said) => {
    await using running = await startTestSidecar(folder("types"));
    expect(await post(running, `/v1/models/${model}:predict`, `[[${data}]]`)).toBe(`400 {"error":"input \\"x\\", row 0 ${said}"}`);
  });

  test("bfloat16 the runtime does not take: it says so", async () => {
    await using running = await startTestSidecar(folder("types"));
    expect(await (await fetch(`${running.sidecar.adminAddress}/tidemark/readyz`)).text()).toContain("bfloat16, which the runtime does not take");
  });
});

describe("axes and outputs", () => {
  test.each([
    ["two free axes, by nesting", "/v1/models/axes:predict", { instances: [[[[1], [2], [3]]], [[[1], [1], [1]]]] }, '200 {"predictions":[{"y":6},{"y":3}]}'],
    [
      "rows that differ",
      "/v1/models/axes:predict",
      {
        instances: [
          [[[1], [2], [3]]],
          [
            [
              [1, 1],
              [1, 1],
              [1, 1],
            ],
          ],
        ],
      },
      "400 ",
    ],
    ["two free axes, flat: their sizes are not known", "/v1/models/axes:predict", { instances: [[1, 2, 3]] }, "400 "],
    [
      "two free axes, by the tensor's shape",
      "/v2/models/axes/infer",
      { inputs: [{ name: "x", datatype: "FP32", shape: [1, 2, 3, 1], data: [1, 2, 3, 4, 5, 6] }] },
      "200 ",
    ],
    [
      "outputs without rows are in every row; an input without rows is one value",
      "/v1/models/sides:predict",
      {
        instances: [
          { x: [1, 2], t: 10 },
          { x: [3, 4], t: 10 },
        ],
      },
      '200 {"predictions":[{"y":13,"mean":2.5,"spread":[1,2,3]},{"y":17,"mean":2.5,"spread":[1,2,3]}]}',
    ],
    [
      "an input without rows that differs",
      "/v1/models/sides:predict",
      {
        instances: [
          { x: [1, 2], t: 1 },
          { x: [1, 2], t: 2 },
        ],
      },
      '400 {"error":"input \\"t\\" is one value for all rows; expected the same in each"}',
    ],
  ])("%s", async (_, path, body, expected) => {
    await using running = await startTestSidecar(folder("kinds"));
    expect((await post(running, path, body)).slice(0, expected.length)).toBe(expected);
  });

  test("requests that come together are not mixed where an output is of the whole run", async () => {
    await using running = await startTestSidecar(folder("kinds"));
    const answers = await Promise.all([1, 2, 3, 4].map((x) => post(running, "/v1/models/sides:predict", { instances: [{ x: [x, x], t: 0 }] })));
    expect(answers).toEqual([1, 2, 3, 4].map((x) => `200 {"predictions":[{"y":${2 * x},"mean":${x},"spread":[1,2,3]}]}`));
  });

  test("rows of differing free widths are not mixed", async () => {
    await using running = await startTestSidecar(folder("cases"));
    const answers = await Promise.all(
      [1, 2, 3, 4].map((width) => post(running, "/v1/models/dynamic-width:predict", { instances: [Array.from({ length: width }, () => 1)] })),
    );
    expect(answers).toEqual([1, 2, 3, 4].map((width) => `200 {"predictions":[{"out":${width}}]}`));
  });
});

test("new versions are served without a restart, removed ones no more; a folder half copied is tried again", async () => {
  using temporary = temporaryFolder();
  const models = join(temporary.path, "models");
  cpSync(join(import.meta.dirname, "../models/wide/2"), join(models, "wide/2"), { recursive: true });
  await using running = await startTestSidecar({ models: { directory: models, lookEvery: "20ms" } });
  const total = () => post(running, "/v1/models/wide:predict", { instances: [[1, 1, 1]] });
  expect(await total()).toContain('"parts":[2,2,2]');
  mkdirSync(join(models, "wide/10"));
  writeFileSync(join(models, "wide/10/model.onnx"), "half");
  const readyz = async () => (await fetch(`${running.sidecar.adminAddress}/tidemark/readyz`)).text();
  await expect.poll(readyz, { timeout: 20_000 }).toContain('model "wide" version 10 is not served');
  expect(await total()).toContain('"parts":[2,2,2]');
  cpSync(join(import.meta.dirname, "../models/wide/10"), join(models, "wide/10"), { recursive: true });
  await expect.poll(total, { timeout: 20_000 }).toContain('"parts":[10,10,10]');
  expect(await readyz()).toBe("ready\n");
  rmSync(join(models, "wide/10"), { recursive: true });
  await expect.poll(total, { timeout: 20_000 }).toContain('"parts":[2,2,2]');
  await running.sidecar.flush();
  expect(running.log.rows<InferenceRow>("tidemark.inferences").at(-1)?.feature_numbers).toEqual({ length: 1, width: 1, height: 1 });
});
