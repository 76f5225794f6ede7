import { DRIFT_RULE } from "../../../analyzers/drift/rule.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Analyzer } from "../../../analyzers/monitoring/analyzer.ts";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { errorsAnalyzer } from "../../../analyzers/errors/analyzer.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { loadFindings, saveFindings } from "../../../analyzers/findings/findings.ts";
import { loadAnalyzer } from "../../../analyzers/load/analyzer.ts";
import { createRunner } from "../../../analyzers/monitoring/runner.ts";
import { findingExtents, findingSlices } from "../../../analyzers/verify/finding-slices.ts";
import { verifyFindings, type Verification } from "../../../analyzers/verify/verify-findings.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY } from "../drift/synthetic.ts";
import { FIRST, serveDay, watchedModel } from "./served-days.ts";

const ANALYZERS: readonly Analyzer[] = [driftAnalyzer, decayAnalyzer, errorsAnalyzer, loadAnalyzer];
const DAYS = 16;
const monitored = watchedModel();

let clickhouse: TestClickHouse;
let store: Store;
let live: readonly Finding[];

/** Two weeks and a bit, judged day by day as they came: a day in Celsius, one with an outage and slow answers, a second week whose labels come out higher. */
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  store = clickhouse.store;
  await saveBaseline(store, monitored.baseline, FIRST);
  const clock = new ReplayClock(FIRST);
  const runner = createRunner({ store, monitored: [monitored], analyzers: ANALYZERS, clock });
  for (let day = 0; day < DAYS; day++) {
    await serveDay(store, day, { celsius: day === 5, outage: day === 8, shift: day >= 4 && day < 11 ? 0.2 : 0 });
    clock.advanceTo(FIRST + (day + 1) * DAY + 600_000);
    await runner.runUntilCaughtUp();
  }
  live = await loadFindings(store);
}, 60_000);
afterAll(() => clickhouse[Symbol.asyncDispose]());

const outcomes = (all: readonly Verification[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(all, ({ outcome }) => outcome)].map(([outcome, group]) => [outcome, group.length]));

/** The worst of that verdict. */
function pick(analyzer: string, verdict: string): Finding {
  const [found] = live
    .filter((finding) => finding.analyzer === analyzer && finding.verdict === verdict)
    .toSorted((a, b) => Math.abs(b.effect?.value ?? 0) - Math.abs(a.effect?.value ?? 0));
  if (found === undefined) throw new Error(`no ${analyzer} ${verdict} among the findings`);
  return found;
}

test("every finding of every analyzer, judged day by day, verifies when all are judged again together", async () => {
  expect(new Set(live.map(({ analyzer, verdict }) => `${analyzer} ${verdict}`))).toEqual(
    new Set([
      "drift ok",
      "drift drifted",
      "decay ok",
      "decay decayed",
      "errors ok",
      "errors failing",
      "errors noData",
      "load ok",
      "load degraded",
      "load noData",
    ]),
  );
  const verified = await verifyFindings(store, ANALYZERS, live);
  expect(verified.filter(({ outcome }) => outcome !== "verified")).toEqual([]);
  expect(verified).toHaveLength(live.length);
});

test.each([
  ["drift", "drifted"],
  ["decay", "decayed"],
  ["errors", "failing"],
  ["load", "degraded"],
])("one finding alone, %s %s, verifies too", async (analyzer, verdict) => {
  const [verified] = await verifyFindings(store, ANALYZERS, [pick(analyzer, verdict)]);
  expect(verified).toMatchObject({ outcome: "verified", differences: [], reason: null });
});

test("parts merged in the meantime change no digit", async () => {
  for (const table of ["inferences", "requests", "labels", "ledger", "feature_buckets_1m", "feature_categories_1m"])
    await store.command(`OPTIMIZE TABLE ${table} FINAL`);
  expect(outcomes(await verifyFindings(store, ANALYZERS, live))).toEqual({ verified: live.length });
});

test("slices hold every finding once", async () => {
  const range = { model: "m" };
  const ids: string[] = [];
  for await (const slice of findingSlices(store, await findingExtents(store, range), range)) ids.push(...slice.map(({ findingId }) => findingId));
  expect(ids.toSorted()).toEqual(live.map(({ findingId }) => findingId).sort());
});

test("a range leaves the windows that reach into it", async () => {
  const range = { from: FIRST + 3 * DAY, to: FIRST + 4 * DAY };
  const found: Finding[] = [];
  for await (const slice of findingSlices(store, await findingExtents(store, range), range)) found.push(...slice);
  expect(found.filter(({ analyzer }) => analyzer === "drift").map(({ windowStart }) => windowStart)).toEqual([range.from, range.from]);
  expect(found.every(({ windowStart, windowEnd }) => windowEnd > range.from && windowStart < range.to)).toBe(true);
});

test("a number that was changed in the table is found, and named with both values", async () => {
  const finding = pick("drift", "drifted");
  const statistic = (finding.statistic ?? 0) * (1 + Number.EPSILON);
  await saveFindings(store, [{ ...finding, revision: finding.revision + 1, statistic }]);
  const [changed] = await loadFindings(store, { findingId: finding.findingId });
  expect(await verifyFindings(store, ANALYZERS, changed === undefined ? [] : [changed])).toEqual([
    { finding: changed, outcome: "differs", differences: [{ what: "statistic", recorded: statistic, recomputed: finding.statistic }], reason: null },
  ]);
});

test("another configuration than the recorded one plays no part; what was recorded does", async () => {
  const finding = pick("drift", "drifted");
  const otherwise = { ...finding, inputs: { ...finding.inputs, falseAlarmsPerMonth: 0.001 } };
  const [verified] = await verifyFindings(store, ANALYZERS, [otherwise]);
  expect(verified?.outcome).toBe("differs");
  expect(verified?.differences.map(({ what }) => what)).toContain("threshold");
});

test("a finding judged by another version says so where it differs", async () => {
  const finding = pick("errors", "failing");
  const older = { ...finding, statistic: 0.5, inputs: { ...finding.inputs, codeVersion: "0.0.1" } };
  const [verified] = await verifyFindings(store, ANALYZERS, [older]);
  expect(verified).toMatchObject({ outcome: "differs", reason: expect.stringContaining("it was judged by version 0.0.1") as string });
});

test.each([
  ["errors", "failing", "errors-2"],
  ["drift", "drifted", DRIFT_RULE],
] as const)("a finding of %s judged by a rule that is gone says that it cannot be verified, and why", async (analyzer, verdict, rule) => {
  const finding = pick(analyzer, verdict);
  const { rule: _, ...inputs } = finding.inputs;
  const outcomesOf = await verifyFindings(store, ANALYZERS, [
    { ...finding, inputs },
    { ...finding, inputs: { ...inputs, rule: "another" } },
  ]);
  expect(outcomesOf.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ["cannotVerify", `it was judged by the first rule for ${analyzer}, which is gone; this version judges by the rule "${rule}"`],
    ["cannotVerify", `it was judged by the rule "another", which is gone; this version judges by the rule "${rule}"`],
  ]);
});

test("rows that came after the verdict are named as the reason", async () => {
  const day = FIRST + 13 * DAY;
  await serveDay(store, 13, { celsius: true }, FIRST + 20 * DAY);
  const ofDay = live.filter(({ analyzer, windowStart }) => analyzer === "drift" && windowStart === day);
  const verified = await verifyFindings(store, ANALYZERS, ofDay);
  expect(outcomes(verified)).toEqual({ differs: ofDay.length });
  expect(verified[0]?.reason).toBe("120 requests of the time that it looked at came after it was judged");
});

test("without its baseline a finding cannot be verified; nor with one whose document was changed", async () => {
  const finding = pick("load", "degraded");
  const gone = { ...finding, inputs: { ...finding.inputs, baseline: { id: "0".repeat(64), name: "training" } } };
  const document = toChanged(await baselineDocument());
  await store.insert("baselines", [
    { baseline_id: "1".repeat(64), name: "training", model: "m", version: "1", source: "forged", created_time: FIRST + DAY, document },
  ]);
  const forged = { ...finding, findingId: "forged", inputs: { ...finding.inputs, baseline: { id: "1".repeat(64), name: "training" } } };
  const verified = await verifyFindings(store, ANALYZERS, [gone, forged]);
  expect(verified.map(({ outcome }) => outcome)).toEqual(["cannotVerify", "cannotVerify"]);
  expect(verified[0]?.reason).toBe(`its baseline "training", ${"0".repeat(64)}, is not in the store`);
  expect(verified[1]?.reason).toMatch(/^its baseline "training" was changed: the document kept under 1{64} has the hash [0-9a-f]{64}$/);
});

test("a finding of an older version, without what it was judged from, cannot be verified", async () => {
  const [verified] = await verifyFindings(store, ANALYZERS, [{ ...pick("drift", "ok"), inputs: { baseline: "b" } }]);
  expect(verified).toMatchObject({ outcome: "cannotVerify", reason: expect.stringContaining("older version") as string });
});

test("without its rows (retention) a finding cannot be verified; drift can, from the rollups, which are kept longer", async () => {
  for (const table of ["requests", "inferences"])
    await store.command(`ALTER TABLE ${table} DELETE WHERE event_time < fromUnixTimestamp64Milli({to: Int64}) SETTINGS mutations_sync = 1`, {
      to: FIRST + 9 * DAY,
    });
  const verified = await verifyFindings(store, ANALYZERS, [pick("load", "degraded"), pick("errors", "failing"), pick("drift", "drifted")]);
  const gone = ["cannotVerify", "its rows are no longer in the store"];
  expect(verified.map(({ outcome, reason }) => [outcome, reason])).toEqual([gone, gone, ["verified", null]]);
});

async function baselineDocument(): Promise<string> {
  const [row] = await store.query<{ document: string }>("SELECT document FROM baselines FINAL WHERE baseline_id = {id: String}", { id: monitored.baseline.id });
  return row?.document ?? "";
}

function toChanged(document: string): string {
  return document.replace('"source":"synthetic"', '"source":"another"');
}
