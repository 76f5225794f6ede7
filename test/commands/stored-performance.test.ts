import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PerformanceReport } from "../../analyzers/performance/performance-report.ts";
import { seededRandom } from "../../analyzers/statistics/random.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { runTidemark } from "./support/run-tidemark.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const ROWS_A_DAY = 400;
let clickhouse: TestClickHouse;
let directory: string;

/** Twenty-three days, of the last of which scores are turned round, and its second half has no labels. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-stored-performance-"));
  clickhouse = await startTestClickHouse();
  const { url, username, password, database } = clickhouse;
  await writeFile(join(directory, "tidemark.yaml"), JSON.stringify({ clickhouse: { url, username, password, database } }));
  const random = seededRandom(3);
  const rows = Array.from({ length: 23 * ROWS_A_DAY }, (_, n) => {
    const [day, score] = [Math.floor(n / ROWS_A_DAY), random()];
    const time = START + day * DAY + (n % ROWS_A_DAY) * 60_000;
    return { id: `r${n}`, day, time, score: day === 22 ? 1 - score : score, truth: random() < score ? "1" : "0", labelled: n < 22.5 * ROWS_A_DAY };
  });
  const common = {
    model: "m",
    version: "1",
    variant: "",
    row_number: 0,
    feature_numbers: {},
    feature_categories: {},
    feature_vectors: {},
    missing_features: [],
    prediction_categories: {},
  };
  await clickhouse.store.insert(
    "inferences",
    rows.map(({ id, time, score }) => ({ ...common, event_time: time, received_time: time, request_id: id, prediction_numbers: { p: score } })),
  );
  await clickhouse.store.insert(
    "labels",
    rows.flatMap(({ id, time, truth, labelled }) =>
      labelled
        ? [{ model: "m", request_id: id, row_number: 0, label: truth, observed_time: time, received_time: time, source: "test", withdrawn: 0, sequence: 0 }]
        : [],
    ),
  );
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const SIDES = ["--reference", "store:m@2026-01-01/2026-01-21", "--current", "store:m@2026-01-21/2026-01-24", "--config"];
const performance = (...options: readonly string[]) => runTidemark(["performance", ...SIDES, join(directory, "tidemark.yaml"), ...options]);

describe("tidemark performance over captured rows", () => {
  test("the contract's JSON, a window a day; the day that is worse alerts and ends with code 1", async () => {
    const { code, stdout } = await performance("--score", "p", "--format", "json", "--fail-on", "alert");
    expect(code).toBe(1);
    const report = JSON.parse(stdout) as PerformanceReport;
    expect(report).toMatchObject({ task: "binary", reference: { rows: 8000, labelled: 8000, windows: 20 }, current: { rows: 1200, labelled: 1000 } });
    expect(report.windows.map(({ from, to, rows, labelled }) => [from, to, rows, labelled])).toEqual([
      ["2026-01-21T00:00:00.000Z", "2026-01-22T00:00:00.000Z", 400, 400],
      ["2026-01-22T00:00:00.000Z", "2026-01-23T00:00:00.000Z", 400, 400],
      ["2026-01-23T00:00:00.000Z", "2026-01-24T00:00:00.000Z", 400, 200],
    ]);
    expect(report.windows.map(({ realised }) => realised["rocAuc"]?.alert)).toEqual([false, false, true]);
    expect(report.windows[2]?.realised["rocAuc"]?.value).toBeLessThan(0.3);
    // The reference's own value is that of all its rows, no mean of days.
    expect(report.reference.metrics["rocAuc"]).toBeGreaterThan(0.8);
    expect(report.windows[0]?.confusion?.flat().reduce((sum, count) => sum + count, 0)).toBe(400);
  });

  test.each([
    { name: "no score", options: [], said: "expected --score NAME" },
    { name: "windows of rows", options: ["--score", "p", "--window", "100rows"], said: "expected a length of time" },
    { name: "an estimate", options: ["--score", "p", "--estimate", "cbpe"], said: "expected no estimate, or a file" },
    { name: "another task", options: ["--score", "p", "--task", "regression"], said: "expected a binary model, or a file" },
    { name: "a score that was never sent", options: ["--score", "q"], said: "with the prediction q" },
  ])("$name: code 2", async ({ options, said }) => {
    const { code, stderr } = await performance(...options);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
  });
});
