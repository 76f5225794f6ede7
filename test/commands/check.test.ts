import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../analyzers/statistics/random.ts";
import { ROOT, runTidemark } from "./support/run-tidemark.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-check-test-"));
  await writeFile(join(folder, "training.csv"), rows(1));
  expect(await check("--data", at("training.csv"), "--learn", at("schema.yaml"))).toMatchObject({ code: 0 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (file: string): string => join(folder, file);

/** Rows of one source: id, plan, age (some away), score, joined, member. */
function rows(seed: number, change: (row: Record<string, string>) => Record<string, string> = (row) => row, count = 2000): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: count }, (_, index) => {
    const row = {
      id: `${seed}-${index}`,
      plan: ["basic", "plus", "pro"][Math.floor(3 * random())] ?? "",
      age: random() < 0.1 ? "" : String(18 + Math.floor(60 * random())),
      score: random().toFixed(5),
      joined: new Date(1.7e12 + 1e9 * random()).toISOString(),
      member: String(random() < 0.5),
    };
    return change(row);
  });
  return `${Object.keys(lines[0] ?? {}).join(",")}\n${lines.map((line) => Object.values(line).join(",")).join("\n")}\n`;
}

const check = (...args: readonly string[]) => checkIn(ROOT, ...args);

const checkIn = (cwd: string, ...args: readonly string[]) => runTidemark(["check", ...args], cwd);

test("what is learned is the data's schema", async () => {
  const text = await readFile(at("schema.yaml"), "utf8");
  expect(text).toContain("learnedFrom:\n  name: training.csv\n  rows: 2000\n");
  expect(text).toMatch(/- name: plan\n {4}type: text\n {4}present: 0\.99\d+\n {4}values: \[ basic, plus, pro \]\n {4}tolerance: 0\.0035\n/);
  expect(text).toMatch(/- name: id\n {4}type: text\n {4}present: 0\.99\d+\n {4}unique: true\n/);
  expect(text).toMatch(/- name: age\n {4}type: number\n {4}present: 0\.8\d+\n {4}whole: true\n {4}min: 18\n {4}max: 77\n/);
  expect(text).toMatch(/- name: joined\n {4}type: time\n/);
  expect(text).toMatch(/- name: member\n {4}type: boolean\n/);
});

test("as a table: what is wrong, what would be right; without --fail-on the code is 0", async () => {
  await writeFile(at("broken.csv"), rows(8).replace("plan", "tariff"));
  const { code, stdout } = await check("--data", at("broken.csv"), "--schema", at("schema.yaml"));
  expect(code).toBe(0);
  expect(stdout).toContain("error    schemaMissingColumn  plan: the column is not there\n");
  expect(stdout).toContain("1 errors and 1 warnings by schema.yaml.\n");
});

test("--fail-on error lets warnings pass", async () => {
  await writeFile(
    at("more.csv"),
    rows(9, (row) => ({ ...row, extra: "1" })),
  );
  expect((await check("--data", at("more.csv"), "--schema", at("schema.yaml"), "--fail-on", "error")).code).toBe(0);
  expect((await check("--data", at("more.csv"), "--schema", at("schema.yaml"), "--fail-on", "anomaly")).code).toBe(1);
});

/** Rows as the example's configuration asks for. */
function training(change: (row: Record<string, string>) => Record<string, string>): string {
  const lines = Array.from({ length: 100 }, (_, place) =>
    change({ tenure: String(place % 60), plan: ["basic", "pro"][place % 2] ?? "", probability: String((place % 10) / 10), churned: String(place % 2) }),
  );
  return `${Object.keys(lines[0] ?? {}).join(",")}\n${lines.map((line) => Object.values(line).join(",")).join("\n")}\n`;
}

describe("a configuration", () => {
  beforeAll(async () => {
    const example = await readFile(join(ROOT, "tidemark.example.yaml"), "utf8");
    await writeFile(at("tidemark.yaml"), example.replaceAll("/run/secrets/", `${folder}/`));
    await writeFile(at("training.csv.gz"), gzipSync(training((row) => row)));
    for (const secret of ["slack-url", "training-key"]) await writeFile(at(secret), "secret");
  });

  test("that is valid: what it would run, without secrets; without --config it is tidemark.yaml", async () => {
    const { code, stdout, stderr } = await checkIn(folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^tidemark\.yaml is valid\. It would run:\n/);
    const { stdout: json } = await checkIn(folder, "--config", "tidemark.yaml", "--format", "json");
    expect(JSON.parse(json)).toMatchObject({ valid: true, runs: expect.arrayContaining([expect.stringContaining("log: ")]) });
  });

  test("whose data file lacks a column, has text among numbers or labels of no class is named by its key", async () => {
    await writeFile(
      at("training.csv.gz"),
      gzipSync(training((row) => ({ probability: row["probability"] ?? "", tenure: `m${row["tenure"]}`, churned: row["churned"] === "1" ? "yes" : "maybe" }))),
    );
    const { code, stderr } = await checkIn(folder);
    expect(code).toBe(2);
    expect(stderr).toContain('monitors[0].baseline.file: training.csv.gz: column "tenure" holds text, where the schema says numeric');
    expect(stderr).toContain('it has no column "plan", which the schema names as a feature');
    expect(stderr).toContain('column "churned" has labels that are none of the classes: maybe');
  });

  test("that a start would fail on: every file and folder that is not there, each by its key", async () => {
    await writeFile(at("file"), "");
    const variables = {
      data: "file/below",
      serving: { models: { directory: "no-models" } },
      models: [{ name: "churn", task: "binary" }],
      monitors: [{ model: "churn", baseline: { file: "gone.csv", label: "y" } }],
      alerts: { receivers: [{ name: "team", channel: "slack", urlFile: "gone-url" }] },
      dashboards: { tokenFile: "." },
      kafka: { brokers: ["k:9092"], ssl: { caFile: "gone.pem" } },
    };
    await writeFile(at("wrong.yaml"), JSON.stringify(variables));
    const { code, stderr, stdout } = await checkIn(folder, "--config", "wrong.yaml");
    expect([code, stdout]).toEqual([2, ""]);
    const said = stderr.replaceAll(folder, "DIR").trimEnd().split("\n");
    expect(said).toEqual([
      expect.stringMatching(/^tidemark: data: DIR\/file(\/below)? (is no folder|cannot be written)/),
      "kafka.ssl.caFile: DIR/gone.pem is not there; expected a file that can be read",
      expect.stringMatching(/^serving.models.directory: DIR\/no-models cannot be read \(ENOENT.*\); expected a folder with <name>\/<version>\/model.onnx$/),
      "dashboards.tokenFile: DIR is a folder; expected a file",
      "monitors[0].baseline.file: DIR/gone.csv is not there; expected a file that can be read",
      "alerts.receivers[0].urlFile: reading a secret: the file gone-url is missing, empty or not readable; it must hold the secret alone",
    ]);
  });
});

describe("wrong usage or input: code 2, and what would be right", () => {
  const cases: readonly [string, () => readonly string[], RegExp][] = [
    ["nothing asked, and no tidemark.yaml here", () => [], /there is no tidemark.yaml here; expected one, --config FILE or --data FILE/],
    ["two things asked", () => ["--config", "x", "--data", "y"], /expected either --config FILE or --data FILE/],
    ["data and nothing to do with it", () => ["--data", at("training.csv")], /expected --learn FILE, to write a schema, or --schema FILE/],
    ["an unknown --fail-on", () => ["--config", "x", "--fail-on", "drift"], /--fail-on drift: expected anomaly or error/],
    [
      "a schema that is there already",
      () => ["--data", at("training.csv"), "--learn", at("schema.yaml")],
      /writing the schema .*expected a file that is not there yet, or --force/,
    ],
    ["a schema that is not there", () => ["--data", at("training.csv"), "--schema", at("none.yaml")], /reading the schema .*none\.yaml/],
    ["data that are not there", () => ["--data", at("none.csv"), "--schema", at("schema.yaml")], /reading .*none\.csv/],
    ["a configuration with a mistake: file, line and key", () => ["--config", "test/config/invalid/unknown-key.yaml"], /unknown-key\.yaml:\d+: /],
  ];
  test.each(cases)("%s", async (_, args, said) => {
    const { code, stderr, stdout } = await check(...args());
    expect(stderr).toMatch(said);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
