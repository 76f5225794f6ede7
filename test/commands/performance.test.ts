import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PerformanceReport } from "../../analyzers/performance/performance-report.ts";
import { seededRandom } from "../../analyzers/statistics/random.ts";
import { runTidemark } from "./support/run-tidemark.ts";

let directory: string;
const file = (name: string): string => join(directory, name);

/** Rows of a model whose scores are true, or, `wrong` of them, turned round; the newest first. */
function loans(rows: number, { seed, wrong = 0, labelled = true }: { seed: number; wrong?: number; labelled?: boolean }): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: rows }, (_, row) => {
    const score = Math.round(random() * 100) / 100;
    const paid = random() < (random() < wrong ? 1 - score : score);
    const kind = score > 0.66 ? "gold" : score > 0.33 ? "silver" : "tin";
    return `${new Date(Date.UTC(2026, 0, 1) + row * 600_000).toISOString()},${score},${score >= 0.5 ? "yes" : "no"},${labelled ? (paid ? "true" : "false") : ""},${kind},${100 * score},${(100 * score + 10 * random()).toFixed(2)}`;
  });
  return `at,score,predicted,paid,kind,guess,price\n${lines.toReversed().join("\n")}\n`;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-performance-command-"));
  await writeFile(file("reference.csv"), loans(2000, { seed: 1 }));
  await writeFile(file("same.csv"), loans(500, { seed: 2 }));
  await writeFile(file("worse.csv"), loans(500, { seed: 2, wrong: 0.6 }));
  await writeFile(file("some.csv"), loans(500, { seed: 2 }).replaceAll(/,(?:true|false),(gold|silver)/g, ",,$1"));
  await writeFile(file("multi.csv"), otherTasks());
  await writeFile(file("unlabelled.csv"), loans(500, { seed: 3, labelled: false }));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Two hundred rows that can be read as two classes at once, as 40 groups of five, and as forecasts one and two steps ahead. */
function otherTasks(): string {
  const random = seededRandom(9);
  const lines = Array.from({ length: 200 }, (_, row) => {
    const [a, b, y] = [Number(random() < 0.5), Number(random() < 0.4), 100 + 20 * Math.sin(row / 3) + 5 * random()];
    const gain = row % 5 === 0 ? 2 : 0;
    const forecast = y + 3 * (random() - 0.5);
    return [
      row === 7 ? "" : a,
      b,
      random() < 0.8 ? a : 1 - a,
      random() < 0.7 ? b : 1 - b,
      `q${Math.floor(row / 5)}`,
      gain,
      gain + 2 * random(),
      1 + (row % 2),
      y,
      forecast,
      forecast - 4,
      forecast + 4,
    ].join(",");
  });
  return `a,b,pa,pb,q,gain,s,h,y,f,lo,hi\n${lines.join("\n")}\n`;
}

const performance = (current: string, ...options: readonly string[]) =>
  runTidemark(["performance", "--reference", file(current === "multi.csv" ? current : "reference.csv"), "--current", file(current), ...options]);

const BINARY = ["--target", "paid", "--prediction", "predicted", "--score", "score", "--window", "200rows"];
const made = (stdout: string): PerformanceReport => JSON.parse(stdout) as PerformanceReport;

describe("tidemark performance", () => {
  test("json: the contract's fields, and nothing but JSON on stdout", async () => {
    const { code, stdout } = await performance("same.csv", ...BINARY, "--timestamp", "at", "--cost-matrix", "0,-5;-1,2", "--format", "json");
    expect(code).toBe(0);
    const report = made(stdout);
    expect(report).toMatchObject({ task: "binary", classes: ["false", "true"], reference: { rows: 2000, labelled: 2000, windows: 10 } });
    expect(report.windows.map(({ from, rows, labelled }) => [from, rows, labelled])).toEqual([
      ["2026-01-01T00:00:00.000Z", 200, 200],
      ["2026-01-02T09:20:00.000Z", 200, 200],
      ["2026-01-03T18:40:00.000Z", 100, 100],
    ]);
    const names = "accuracy precision recall specificity f1 rocAuc averagePrecision logLoss brier calibrationError businessValue".split(" ");
    expect(Object.keys(report.windows[0]?.realised ?? {})).toEqual(names);
    expect(Object.keys(report.reference.metrics)).toEqual(names);
    for (const metric of Object.values(report.windows[0]?.realised ?? {})) {
      expect(metric.alert).toBe(false);
      expect(metric.low).toBeLessThan(metric.value ?? Number.NaN);
      expect(metric.high).toBeGreaterThan(metric.value ?? Number.NaN);
    }
  });

  test("a worse model alerts: code 1 with --fail-on, else 0, and the table shows where", async () => {
    const { code, stdout } = await performance("worse.csv", ...BINARY, "--fail-on", "alert");
    expect(code).toBe(1);
    expect(stdout).toMatch(/accuracy .*\n.*\n.* !/);
    expect((await performance("worse.csv", ...BINARY, "--format", "markdown")).code).toBe(0);
    expect((await performance("worse.csv", ...BINARY, "--headline", "brier", "--fail-on", "headline")).code).toBe(1);
  });

  test("without labels every realised value is null and says so, and none alerts", async () => {
    const [window] = made((await performance("unlabelled.csv", ...BINARY, "--format", "json")).stdout).windows;
    expect(window).toMatchObject({ rows: 200, labelled: 0, from: "0", to: "199" });
    expect(window?.realised["accuracy"]).toEqual({ value: null, low: null, high: null, alert: null, note: "no row has a label" });
  });

  test("numbers are a regression, by the day", async () => {
    const report = made(
      (await performance("same.csv", "--target", "price", "--prediction", "guess", "--timestamp", "at", "--window", "1d", "--format", "json")).stdout,
    );
    expect(report.task).toBe("regression");
    expect(report.windows.map(({ from, to, rows }) => [from, to, rows])[1]).toEqual(["2026-01-02T00:00:00.000Z", "2026-01-03T00:00:00.000Z", 144]);
    expect(Object.keys(report.windows[0]?.realised ?? {})).toEqual(["mae", "rmse", "mape", "mse", "msle", "rmsle", "bias", "r2"]);
    expect(report.windows[0]?.realised["bias"]?.value).toBeLessThan(-4);
  });

  test("classes without scores: macro averages; what needs scores says so", async () => {
    const report = made((await performance("same.csv", "--target", "kind", "--prediction", "kind", "--format", "json")).stdout);
    expect(report).toMatchObject({ task: "multiclass", classes: ["gold", "silver", "tin"] });
    expect(report.windows[0]?.realised["accuracy"]?.value).toBe(1);
    expect(report.windows[0]?.realised["logLoss"]?.note).toBe("no --score is given");
    expect(report.windows[0]?.confusion?.[0]?.[1]).toBe(0);
  });

  test("--estimate cbpe: before the labels come, and its track record where they are", async () => {
    const before = made((await performance("unlabelled.csv", ...BINARY, "--estimate", "cbpe", "--format", "json")).stdout);
    expect(before.windows[0]?.estimated["accuracy"]?.value).toBeCloseTo(before.reference.metrics["accuracy"] ?? Number.NaN, 1);
    expect(before.estimate).toMatchObject({ method: "cbpe", trackRecord: {} });
    const after = made((await performance("same.csv", ...BINARY, "--estimate", "cbpe", "--format", "json")).stdout);
    expect(after.estimate?.trackRecord["rocAuc"]?.windows).toBe(3);
    expect(after.windows[0]?.outsideReference).toBe(0);
  });

  test("labels for some rows only: what all would give, and ends that hold at every look", async () => {
    const [window] = made((await performance("some.csv", ...BINARY, "--format", "json")).stdout).windows;
    expect(window?.labelled).toBeLessThan(100);
    expect(window?.powered?.["accuracy"]?.low).toBeLessThan(window?.powered?.["accuracy"]?.value ?? Number.NaN);
    expect(window?.sequence?.metric).toBe("accuracy");
    expect(window?.sequence?.low).toBeLessThan(window?.realised["accuracy"]?.low ?? Number.NaN);
  });

  test("groups, slices and segments: sections of their own, in the JSON and in words", async () => {
    const asked = [...BINARY, "--groups", "kind", "--slices", "--features", "kind,guess", "--segments", "kind"];
    const report = made((await performance("same.csv", ...asked, "--format", "json")).stdout);
    expect(report.fairness?.[0]).toMatchObject({ column: "kind", groups: expect.arrayContaining([expect.objectContaining({ group: "gold" })]) });
    expect(report.fairness?.[0]?.comparisons).toHaveLength(2);
    expect(report.slices).toMatchObject({ labelled: 500, falseDiscoveryRate: 0.05 });
    expect(report.segments?.positivePredictions?.sentence).toContain("The share of positive predictions went from");
    expect((await performance("same.csv", ...asked)).stdout).toContain("slices tested are weak");
  }, 60_000);

  test("several classes at once: by as many targets and predictions", async () => {
    const report = made((await performance("multi.csv", "--target", "a,b", "--prediction", "pa,pb", "--window", "40rows", "--format", "json")).stdout);
    expect(report).toMatchObject({ task: "multilabel", classes: ["a", "b"], headline: { metric: "f1" } });
    expect(report.windows[0]).toMatchObject({ rows: 40, labelled: 39, realised: { hammingLoss: { value: expect.closeTo(0.25, 0) } } });
  }, 60_000);

  test("a ranking: rows are groups, the naive baseline any order", async () => {
    const report = made(
      (await performance("multi.csv", "--group", "q", "--target", "gain", "--score", "s", "--at", "3", "--window", "10rows", "--format", "json")).stdout,
    );
    expect(report).toMatchObject({ task: "ranking", at: 3, reference: { rows: 40 }, headline: { metric: "ndcg" } });
    expect(report.windows[0]?.realised["ndcg"]?.value).toBeGreaterThan(report.windows[0]?.naive?.["ndcg"] ?? 1);
  }, 60_000);

  test("forecasts: by horizon, with the coverage of their own intervals, beside the last value", async () => {
    const options = [
      "--horizon",
      "h",
      "--target",
      "y",
      "--prediction",
      "f",
      "--interval",
      "lo,hi",
      "--headline",
      "mase",
      "--window",
      "100rows",
      "--format",
      "json",
    ];
    const report = made((await performance("multi.csv", ...options)).stdout);
    expect(report).toMatchObject({ task: "forecast", seasonality: 1, headline: { metric: "mase", noBetterThanNaive: 0 } });
    expect(Object.keys(report.windows[0]?.horizons ?? {})).toEqual(["1", "2"]);
    expect(report.windows[0]?.realised["coverage"]?.value).toBe(1);
    expect(report.windows[0]?.naive?.["mae"]).toBeGreaterThan(report.windows[0]?.realised["mae"]?.value ?? 99);
  }, 60_000);

  test("--estimate dle: errors of numbers by the features", async () => {
    const options = ["--target", "price", "--prediction", "guess", "--window", "250rows", "--estimate", "dle", "--features", "score,kind", "--format", "json"];
    const { windows, estimate } = made((await performance("same.csv", ...options)).stdout);
    expect(estimate).toMatchObject({ method: "dle", features: ["score", "kind"] });
    expect(windows[0]?.estimated["mae"]?.value).toBeCloseTo(windows[0]?.realised["mae"]?.value ?? Number.NaN, 0);
    expect(windows[0]?.estimated["r2"]?.note).toBe("losses say nothing of how the labels spread");
  });

  test.each([
    {
      name: "an estimate of another task",
      options: [...BINARY, "--estimate", "dle"],
      said: "--estimate dle: the task is binary; expected a regression, or --estimate cbpe",
    },
    { name: "a column that is not there", options: ["--target", "paid", "--prediction", "nope"], said: "it has no column nope; it has at, score" },
    { name: "neither a prediction nor a score", options: ["--target", "paid"], said: "--prediction undefined: expected a column, or --score" },
    {
      name: "a window that is none",
      options: [...BINARY.slice(0, 6), "--window", "often"],
      said: "--window often: expected a number of rows or a length of time",
    },
    { name: "a window of time without times", options: [...BINARY.slice(0, 6), "--window", "1d"], said: "a length of time needs --timestamp COLUMN" },
    { name: "a positive class that is none", options: [...BINARY, "--positive", "maybe"], said: "the positive class is maybe; expected two classes" },
    {
      name: "groups of another task",
      options: ["--task", "multilabel", "--target", "paid", "--prediction", "predicted", "--groups", "kind"],
      said: "--groups: the task is multilabel",
    },
    { name: "a group's column that is not there", options: [...BINARY, "--groups", "sex"], said: "sex" },
    { name: "a headline that is none", options: [...BINARY, "--headline", "beauty"], said: "--headline beauty: the task is binary; expected one of accuracy" },
    { name: "a ranking without groups", options: ["--target", "paid", "--score", "score", "--task", "ranking"], said: "a ranking is of groups of rows" },
    { name: "targets without as many predictions", options: ["--target", "paid,kind", "--prediction", "predicted"], said: "as many predictions" },
    { name: "a cost matrix of another size", options: [...BINARY, "--cost-matrix", "1,2,3;1,2,3;1,2,3"], said: "--cost-matrix has 3 lines; expected 2" },
  ])("$name: code 2", async ({ options, said }) => {
    const { code, stderr } = await performance("same.csv", ...options);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
  });
});
