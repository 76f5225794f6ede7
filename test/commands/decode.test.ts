import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../serving/support/sidecars.ts";
import { ROOT, runTidemark } from "./support/run-tidemark.ts";

const WIRE = join(ROOT, "test/serving/wire");

const decode = (...args: readonly string[]) => runTidemark(["decode", ...args]);

test("a recorded exchange, by auto: JSON alone on stdout; numbers that JSON has not by their names", async () => {
  const { code, stdout, stderr } = await decode("--protocol", "auto", join(WIRE, "tfserving-rest/nan-infinity.json"));
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual({
    protocol: "tensorflow-serving",
    kind: "inference",
    model: "iris",
    version: null,
    requestId: null,
    rows: 1,
    status: "ok",
    errorClass: "badOutput",
    errorMessage: 'prediction "prediction" has no finite value in row 0',
    unreadable: null,
    note: null,
    tags: {},
    features: ["NaN", 3.5, "Infinity", 0.2].map((value, i) => ({ name: `f${i}`, values: [value] })),
    predictions: [{ name: "prediction", values: [["NaN", "NaN", "NaN"]] }],
  });
});

test("a configuration says where what is, and names columns", async () => {
  using folder = temporaryFolder();
  const [config, exchange] = [join(folder.path, "tidemark.yaml"), join(folder.path, "exchange.json")];
  const rows = "{ protocol: json, paths: ['/rate'], json: { request: { rows: 'in.rows' }, response: { rows: 'out[*].s' } } }";
  const features = "[{ name: age, type: numeric }, { name: income, type: numeric }]";
  writeFileSync(
    config,
    `serving: { upstream: { url: 'http://127.0.0.1:9', ${rows.slice(1)} }\nmodels: [{ name: credit, task: regression, features: ${features} }]\n`,
  );
  const body = (value: unknown) => ({ headers: [], body: JSON.stringify(value) });
  const request = { method: "POST", path: "/rate", ...body({ in: { rows: [[34, 61.5]] } }) };
  writeFileSync(exchange, JSON.stringify({ request, response: { status: 200, ...body({ out: [{ s: 0.5 }] }) } }));
  const { code, stdout } = await decode("--config", config, exchange);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    protocol: "json",
    model: "credit",
    rows: 1,
    features: [
      { name: "age", values: [34] },
      { name: "income", values: [61.5] },
    ],
    predictions: [{ name: "prediction", values: [0.5] }],
  });
});

test.each([
  ["no file", [], "expected its file"],
  ["a file that is not there", ["none.json"], "reading the exchange none.json"],
  ["a file that is no exchange", ["package.json"], "expected {request: {method, path, headers, body}"],
  [
    "a protocol that there is not",
    ["--protocol", "soap", join(WIRE, "cog/iris-0.json")],
    '"soap" is unknown; expected auto or one of bentoml, cloudevents, cog,',
  ],
])("%s: code 2", async (_, args, said) => {
  const { code, stdout, stderr } = await decode(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(said);
});
