import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { temporaryFolder } from "../serving/support/sidecars.ts";
import river from "../fixtures/reference/river_streams.json" with { type: "json" };
import { runTidemark } from "./support/run-tidemark.ts";

const STREAM = "test/fixtures/reference/data/stream_err_a.csv.gz";

const detect = (...args: readonly string[]) => runTidemark(["detect", ...args]);

/** A file of one column, with what follows a heading. */
function fileOf(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("river's DDM on a recorded stream: its rows, to the row; JSON alone on stdout", async () => {
  const record = river.find(({ method, file, params }) => method === "DDM" && file.endsWith("stream_err_a.csv.gz") && params.warm_start === 100);
  const { code, stdout, stderr } = await detect(
    "--detector",
    "ddm",
    "--column",
    "x",
    "--set",
    "warm_start=100",
    "--convention",
    "river",
    "--format",
    "json",
    STREAM,
  );
  expect([code, stderr]).toEqual([0, "tidemark: stream_err_a.csv.gz: read as CSV; gzip.\n"]);
  expect(JSON.parse(stdout)).toEqual({
    detector: "ddm",
    convention: "river",
    parameters: { minInstances: 100, warning: 2, drift: 3, minErrors: 0 },
    rows: 14_000,
    missing: 0,
    warnings: record?.warning_onset_idx,
    drifts: record?.drift_idx,
  });
});

test.each([
  ["one after another", ["--set", "threshold=5", "minInstances=20", "mode=up"]],
  ["each by its own option", ["--set", "threshold=5", "--set", "minInstances=20", "--set", "mode=up"]],
  ["with commas", ["--set", "threshold=5,minInstances=20,mode=up"]],
  ["by a package's names", ["--set", "lambda=5,min_instances=20,mode=up"]],
])("settings are taken %s", async (_, settings) => {
  const { code, stdout } = await detect("--detector", "page-hinkley", "--column", "x", ...settings, "--format", "json", STREAM);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ parameters: { minInstances: 20, delta: 0.005, threshold: 5, alpha: 0.9999, mode: "up" } });
});

test("rows without a value are passed over, and counted: the others keep their numbers, and the detector knows nothing of the gap", async () => {
  using folder = temporaryFolder();
  const values = [...Array.from({ length: 100 }, () => "0"), "", "NA", ...Array.from({ length: 20 }, () => "1")];
  const path = fileOf(folder.path, "gaps.csv", `id,x\n${values.map((value, row) => `${row},${value}`).join("\n")}\n`);
  const { code, stdout } = await detect("--detector", "page-hinkley", "--column", "x", "--set", "threshold=5", "--format", "json", path);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ rows: 122, missing: 2, drifts: [107] });
});

test("true and false are 1 and 0; a table for people; --fail-on drift", async () => {
  using folder = temporaryFolder();
  const path = fileOf(
    folder.path,
    "wrong.jsonl",
    `${[...Array(100).fill(false), ...Array(50).fill(true)].map((wrong) => JSON.stringify({ wrong })).join("\n")}\n`,
  );
  const { code, stdout } = await detect("--detector", "hddm-a", "--column", "wrong", "--fail-on", "drift", path);
  expect(code).toBe(1);
  expect(stdout).toBe(
    `hddm-a (published; drift 0.001, warning 0.005, minInstances 1, twoSided false) over wrong of ${path}\nrows      150\nwarnings  1, at row 102\ndrifts    1, at row 103\n`,
  );
});

test("a Parquet file is read in the order of its rows, piece by piece", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "stream.parquet");
  await using engine = await startEmbeddedEngine({ directory: join(folder.path, "engine") });
  await using store = createStore({ ...engine, database: "default" });
  const sql = `SELECT toNullable(toInt64(number >= 200000)) AS x, nullIf(number % 7, 3) AS y FROM numbers(300000) ORDER BY number`;
  const written: Uint8Array[] = [];
  for await (const chunk of await store.read(`${sql} FORMAT Parquet`)) written.push(chunk);
  writeFileSync(path, Buffer.concat(written));
  const drifts = await detect("--detector", "hddm-a", "--column", "x", "--format", "json", path);
  expect(JSON.parse(drifts.stdout)).toMatchObject({ rows: 300_000, missing: 0, drifts: [200_003] });
  const gaps = await detect("--detector", "cusum", "--column", "y", "--format", "json", path);
  expect(JSON.parse(gaps.stdout)).toMatchObject({ rows: 300_000, missing: 42_857 });
});

test("one false alarm in 300 values instead of a threshold: about so many in an unchanged stream, whose threshold is not in the answer", async () => {
  const asked = ["--detector", "page-hinkley", "--column", "x", "--false-alarm-every", "300", "--format", "json"];
  const { code, stdout } = await detect(...asked, "test/fixtures/reference/data/stream_err_nodrift.csv.gz");
  expect(code).toBe(0);
  const { parameters, falseAlarmEvery, drifts, rows } = JSON.parse(stdout) as {
    parameters: object;
    falseAlarmEvery: number;
    drifts: readonly number[];
    rows: number;
  };
  expect({ parameters, falseAlarmEvery, rows }).toEqual({
    parameters: { minInstances: 30, delta: 0.005, alpha: 0.9999, mode: "both" },
    falseAlarmEvery: 300,
    rows: 12_000,
  });
  expect(drifts.length).toBeGreaterThan(40 / 1.8);
  expect(drifts.length).toBeLessThan(40 * 1.8);
});

test.each([
  [
    "a threshold and false alarms",
    ["--detector", "ddm", "--column", "x", "--set", "drift=2", "--false-alarm-every", "1000", STREAM],
    "--set drift is ddm's threshold, which --false-alarm-every sets; expected one of them",
  ],
  [
    "false alarms too often",
    ["--detector", "ddm", "--column", "x", "--false-alarm-every", "10", STREAM],
    "--false-alarm-every 10: expected a number from 100 to 100000",
  ],
  ["no detector of that name", ["--detector", "adwim", "--column", "x", STREAM], "there is no such detector; expected one of adwin, cusum"],
  ["no detector", ["--column", "x", STREAM], "--detector undefined: expected a detector's name"],
  ["no column", ["--detector", "ddm", STREAM], "--column undefined: expected a column of the file"],
  ["a column that is not there", ["--detector", "ddm", "--column", "y", STREAM], "--column y: the file has no such column; it has x"],
  ["no file", ["--detector", "ddm", "--column", "x"], "expected a file"],
  ["two files", ["--detector", "ddm", "--column", "x", STREAM, STREAM], "is not understood; expected options, settings (key=value) and one file"],
  ["a file that is not there", ["--detector", "ddm", "--column", "x", "nowhere.csv"], "nowhere.csv"],
  [
    "an unknown parameter",
    ["--detector", "ddm", "--column", "x", "--set", "warn=2", STREAM],
    'ddm has no parameter "warn"; it has minInstances (30), warning (2), drift (3), minErrors (0)',
  ],
  ["no key", ["--detector", "ddm", "--column", "x", "--set", "2", STREAM], "--set 2: expected key=value"],
  ["no number", ["--detector", "ddm", "--column", "x", "--set", "drift=high", STREAM], "--set drift=high: expected a number from 0 to 1e+300"],
  ["nothing", ["--detector", "ddm", "--column", "x", "--set", "drift=", STREAM], "--set drift=: expected a number from 0 to 1e+300"],
  ["a part", ["--detector", "ddm", "--column", "x", "--set", "minInstances=30.5", STREAM], "expected a whole number from 1 to 1000000000"],
  ["out of range", ["--detector", "adwin", "--column", "x", "--set", "delta=2", STREAM], "--set delta=2: expected a number from 0 to 1"],
  ["no such word", ["--detector", "cusum", "--column", "x", "--set", "mode=left", STREAM], "--set mode=left: expected both or up or down"],
  ["twice", ["--detector", "ddm", "--column", "x", "--set", "drift=3,drift=4", STREAM], "drift is set twice"],
  [
    "parameters that do not go together",
    ["--detector", "kswin", "--column", "x", "--set", "statSize=80", STREAM],
    "kswin requires a windowSize of at least twice statSize, 160",
  ],
  [
    "a convention of which it is none",
    ["--detector", "cusum", "--column", "x", "--convention", "river", STREAM],
    "--convention river: it has no cusum; expected published or frouros",
  ],
] as const)("refused with exit code 2 and what would be right: %s", async (_, args, message) => {
  const { code, stdout, stderr } = await detect(...args, "--format", "json");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

test("values that are none of the detector's are named by their row", async () => {
  using folder = temporaryFolder();
  const path = fileOf(folder.path, "numbers.csv", "x,word\n0,a\n1,b\n2.5,c\n");
  const errors = await detect("--detector", "ddm", "--column", "x", path);
  expect([errors.code, errors.stderr]).toEqual([2, expect.stringContaining("row 2 holds 2.5; expected 1 where the model was wrong and 0 where it was right")]);
  const text = await detect("--detector", "ddm", "--column", "word", path);
  expect([text.code, text.stderr]).toEqual([2, expect.stringContaining("--column word: it holds text; expected numbers, or true and false")]);
});
