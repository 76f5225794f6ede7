import { expect, test } from "vitest";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { loadFindings } from "../../../analyzers/findings/findings.ts";
import { createRunner } from "../../../analyzers/monitoring/runner.ts";
import { verifyFindings } from "../../../analyzers/verify/verify-findings.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import { erase } from "../../../collector/erasure/erase.ts";
import { startTestClickHouse } from "../../support/clickhouse.ts";
import { DAY } from "../drift/synthetic.ts";
import { FIRST, serveDay, watchedModel } from "./served-days.ts";

test("a finding that comes out otherwise since requests were erased cannot be verified, and says so; those that looked at none of them verify, to the last digit", async () => {
  await using clickhouse = await startTestClickHouse();
  const { store } = clickhouse;
  const monitored = watchedModel();
  const analyzers = [driftAnalyzer];
  await saveBaseline(store, monitored.baseline, FIRST);
  const clock = new ReplayClock(FIRST);
  const runner = createRunner({ store, monitored: [monitored], analyzers, clock });
  for (let day = 0; day < 2; day++) {
    await serveDay(store, day);
    clock.advanceTo(FIRST + (day + 1) * DAY + 600_000);
    await runner.runUntilCaughtUp();
  }
  const live = await loadFindings(store);
  expect(await erase(store, { model: "m", requestIds: ["1-5", "1-6"] }, [], { now: Date.now(), dryRun: false })).toMatchObject({
    requests: 2,
    rows: 2,
    labels: 2,
  });
  const verified = await verifyFindings(store, analyzers, live);
  const why = /^2 requests and 2 labels of the time that it looked at were erased, last on \d{4}-\d{2}-\d{2}$/;
  for (const { finding, outcome, reason } of verified) {
    expect(outcome).not.toBe("differs");
    if (finding.windowEnd <= FIRST + DAY) expect([finding.findingId, outcome]).toEqual([finding.findingId, "verified"]);
    if (outcome === "cannotVerify") expect(reason).toMatch(why);
  }
  const lastDay = verified.filter(({ finding }) => finding.windowStart === FIRST + DAY);
  expect(lastDay.map(({ outcome }) => outcome)).toContain("cannotVerify");
}, 400_000);
