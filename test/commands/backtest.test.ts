import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { BacktestReport } from "../../alerts/backtest/backtest-report.ts";
import type { VerifyReport } from "../../commands/lib/verify-report.ts";
import { createPlatform, openStore } from "../../commands/lib/platform.ts";
import { loadConfig } from "../../config/config.ts";
import { FAULTS } from "../../demo/faults.ts";
import { silentLogger } from "../../telemetry.ts";
import { runDemo } from "../demo/support/demo-process.ts";
import { ROOT, runTidemark } from "./support/run-tidemark.ts";

/** What a live run writes, and how one that wrote again would show. */
const WRITTEN = {
  findings: "sum(revision) + count() FROM findings FINAL",
  judged: "count() + max(toUnixTimestamp64Milli(judged_time)) FROM judged_windows FINAL",
  alerts: "sum(revision) + count() FROM alerts FINAL",
  notifications: "sum(revision) + count() FROM notifications FINAL",
  grids: "count() FROM grids",
  baselines: "max(toUnixTimestamp64Milli(created_time)) FROM baselines",
} as const;

/** Of a demo cut short: the fault of 18 February, one that never was, and one that comes later. */
const INCIDENTS = [
  { name: "celsius", from: "2013-02-18", to: "2013-02-18", model: "flight-delay", subject: "temperature" },
  { name: "never was", from: "2013-02-20", to: "2013-02-21", model: "flight-delay", subject: "carrier" },
  ...FAULTS.filter(({ kind }) => kind === "outage").map(({ from, to }) => ({ name: "outage", from, to })),
];

let directory: string;
let config: string;
let incidents: string;
let live: readonly LiveAlert[];
/** By analyzer: windows and findings. */
let counts: readonly (readonly [string, number, number])[];
let before: readonly number[];

interface LiveAlert {
  readonly analyzer: string;
  readonly model: string;
  readonly subjects: string;
  readonly cause: string;
  readonly started: number;
  readonly fired: number;
  readonly resolved: number;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-backtest-"));
  const data = join(directory, "data");
  await runDemo(["--until", "2013-02-25", "--data", data]);
  config = join(directory, "tidemark.yaml");
  incidents = join(directory, "incidents.yaml");
  await writeFile(config, stringify({ ...(await demoSections()), data }));
  await writeFile(incidents, stringify(INCIDENTS));
  ({ live, counts, before } = await readStore());
}, 180_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

/** The demo's monitors, model and rules, as somebody who has only its data directory would write them. */
async function demoSections(): Promise<object> {
  const read = async (file: string) => parse(await readFile(join(ROOT, "demo", file), "utf8")) as Record<string, unknown>;
  const { monitors, alerts } = (await read("tidemark.yaml")) as { monitors: object[]; alerts: { rules: { receivers?: unknown }[] } };
  const rules = alerts.rules.map(({ receivers: _receivers, ...rule }) => rule);
  return { monitors, models: [await read("models/flight-delay/1/model.yaml")], alerts: { rules } };
}

/** What the live run left: alerts that fired, and what each table holds. */
async function readStore() {
  await using stack = new AsyncDisposableStack();
  const store = await openStore(createPlatform(await loadConfig(config, {}), silentLogger, stack));
  const fired = await store.query<LiveAlert>(
    `SELECT analyzer, model, labels['subjects'] AS subjects, cause, toUnixTimestamp64Milli(started_time) AS started,
      toUnixTimestamp64Milli(assumeNotNull(fired_time)) AS fired, toUnixTimestamp64Milli(assumeNotNull(resolved_time)) AS resolved
    FROM alerts FINAL WHERE fired_time IS NOT NULL ORDER BY fired`,
  );
  const judged = await store.query<{ analyzer: string; windows: number; findings: number }>(
    `SELECT analyzer, windows, findings FROM (SELECT analyzer, count() AS windows FROM judged_windows FINAL WHERE model != '' GROUP BY analyzer) AS judged
    INNER JOIN (SELECT analyzer, count() AS findings FROM findings FINAL GROUP BY analyzer) AS found USING (analyzer) ORDER BY indexOf(['drift', 'decay', 'errors', 'load'], analyzer)`,
  );
  const rows = await Promise.all(Object.values(WRITTEN).map((from) => store.query<object>(`SELECT ${from}`)));
  return {
    live: fired,
    counts: judged.map(({ analyzer, windows, findings }) => [analyzer, windows, findings] as const),
    before: rows.flatMap(([row]) => Object.values(row ?? {}) as number[]),
  };
}

const tidemark = (...args: readonly string[]) => runTidemark(args);

describe("on the history of a demo", () => {
  test("a backtest raises the alerts that the live run raised, at the same times, and says which incident each belongs to; --fail-on missed ends with 1", async () => {
    const { code, stdout, stderr } = await tidemark("backtest", "--config", config, "--incidents", incidents, "--fail-on", "missed", "--format", "json");
    expect([code, stderr]).toEqual([1, ""]);
    const report = JSON.parse(stdout) as BacktestReport;
    expect(live.map(({ cause }) => cause)).toEqual(["unitChange"]);
    expect(
      report.alerts.map(({ analyzer, model, subjects, cause, started, fired, resolved }) => ({
        analyzer,
        model,
        subjects: subjects.join(", "),
        cause: cause ?? "",
        started: Date.parse(started),
        fired: Date.parse(fired),
        resolved: Date.parse(resolved ?? ""),
      })),
    ).toEqual(live);
    expect(report.alerts.map(({ verdict, incidents: names, falseAlarm }) => [verdict, names, falseAlarm])).toEqual([["drifted", ["celsius"], false]]);
    expect(report.incidents?.map(({ name, outcome, delaySeconds }) => [name, outcome, delaySeconds])).toEqual([
      ["celsius", "detected", 86_400],
      ["never was", "missed", null],
      ["outage", "notJudged", null],
    ]);
    expect([report.detected, report.missed, report.falseAlarms]).toEqual([1, 1, 0]);
    expect(report.models[0]).toMatchObject({ model: "flight-delay", from: "2013-02-11T05:00:00.000Z", alerts: 1, falseAlarms: 0, budget: 1 });
    expect(report.models[0]?.monitors.map(({ analyzer, windows, findings }) => [analyzer, windows, findings])).toEqual(counts);
  });

  test("a table for people, bounded in days of the model's zone; --fail-on falseAlarms finds the alert that belongs to no incident", async () => {
    await writeFile(incidents, "[]");
    const args = ["--config", config, "--from", "2013-02-17", "--to", "2013-02-18", "--incidents", incidents, "--fail-on", "falseAlarms"];
    const { code, stdout } = await tidemark("backtest", ...args);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^flight-delay: 2013-02-11 00:00 to 2013-02-19 00:00 America\/New_York\nalerts 1 \(3\.75 a month\), false alarms 1 \(3\.75 a month\); false alarms allowed: 1 a month\n/,
    );
    expect(stdout).toContain("  drift       2 windows     30 verdicts      1 bad      0 without data\n");
    expect(stdout).toContain(
      "\n2013-02-19 00:00  critical  flight-delay: temperature changed unit (unitChange) · FALSE ALARM\n                  2013-02-18 00:00 – goes on: temperature is ",
    );
  });

  test("every finding verifies to the last digit", async () => {
    const { code, stdout } = await tidemark("verify", "--all", "--config", config, "--fail-on", "differs", "--format", "json");
    const report = JSON.parse(stdout) as VerifyReport;
    expect([code, report.findings.filter(({ outcome }) => outcome !== "verified")]).toEqual([0, []]);
    expect(report.verified).toBe(counts.reduce((total, [, , findings]) => total + findings, 0));
    expect(new Set(report.findings.map(({ analyzer }) => analyzer))).toEqual(new Set(["drift", "decay", "errors", "load"]));
    const [first] = report.findings;
    const one = await tidemark("verify", first?.findingId ?? "", "--config", config);
    expect(one).toMatchObject({ code: 0, stdout: "1 verified to the last digit, 0 differ, 0 cannot be verified.\n" });
  });

  test("neither wrote anything", async () => {
    expect((await readStore()).before).toEqual(before);
  });
});

test.each([
  { name: "false alarms without a list of incidents", args: ["backtest", "--fail-on", "falseAlarms"], said: "expected --incidents FILE beside it" },
  { name: "a time that is none", args: ["backtest", "--from", "soon"], said: "--from soon: expected a day such as 2026-01-31" },
  { name: "a configuration without monitors", args: ["backtest"], said: "the configuration has no monitors" },
  { name: "neither ids nor all", args: ["verify"], said: "expected ids of findings, or --all" },
  { name: "both ids and all", args: ["verify", "--all", "abc"], said: "not both" },
])("$name: code 2", async ({ args, said }) => {
  const { code, stderr } = await tidemark(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});
