import { describe, expect, test } from "vitest";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import { NO_BOOKS } from "../../../analyzers/monitoring/coverage.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import type { ClassFailures, ErrorWindow, WindowRequests } from "../../../analyzers/errors/error-window.ts";
import { judgeErrors } from "../../../analyzers/errors/judge-errors.ts";
import type { ErrorClass } from "../../../collector/events/request-event.ts";
import { monitoredWith } from "../decay/simulate.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 2, 4, 12);

const failures = (errorClass: ErrorClass, requests: number, minute: number): ClassFailures => ({
  errorClass,
  requests,
  firstTime: START + minute * 60_000,
  example: `${errorClass} broke`,
});
const quietHour = (start: number): WindowRequests => ({ start, requests: 25, failures: [] });
const QUIET = Array.from({ length: 100 }, (_, hour) => quietHour(START - (hour + 1) * HOUR_MS));

function input(requests: number, failed: readonly ClassFailures[], history: readonly WindowRequests[] = QUIET, ledger = NO_BOOKS): ErrorWindow {
  const window = { start: START, end: START + HOUR_MS };
  return { monitored: monitoredWith(null), window, current: { start: START, requests, failures: failed }, history, ledger, alpha: analyzerBudget(1, HOUR_MS) };
}

const verdicts = (window: ErrorWindow): readonly string[] => judgeErrors(window).map(({ subject, verdict, cause }) => `${subject} ${verdict} ${cause ?? "-"}`);

describe("a failing hour", () => {
  test.each<[string, number, readonly ClassFailures[], readonly string[]]>([
    ["nothing failed", 25, [], ["all ok -"]],
    ["one of 25: chance", 25, [failures("network", 1, 3)], ["all ok -", "network ok -"]],
    ["an outage: every request", 25, [failures("network", 25, 0)], ["all failing upstreamDown", "network failing upstreamDown"]],
    ["truncated JSON for a fifth", 40, [failures("badInput", 8, 5)], ["all failing malformedRequests", "badInput failing malformedRequests"]],
    ["refused for overload", 40, [failures("overload", 20, 5)], ["all failing overload", "overload failing overload"]],
    ["the server's own failures have no named cause", 40, [failures("server", 20, 5)], ["all failing -", "server failing -"]],
    ["certain but small is seen: 49 times the usual", 100_000, [failures("network", 4900, 5)], ["all failing upstreamDown", "network failing upstreamDown"]],
  ])("%s", (_, requests, failed, expected) => expect(verdicts(input(requests, failed))).toEqual(expected));

  test("the class that began first is the first cause of all", () => {
    const judgements = judgeErrors(input(40, [failures("overload", 15, 9), failures("network", 10, 2)]));
    expect(judgements[0]).toMatchObject({ subject: "all", cause: "upstreamDown" });
    expect(judgements.map(({ evidence }) => evidence["firstCause"])).toEqual(["network", "network", "network"]);
  });

  test("the second hour of an outage fails as well: the first does not become the norm", () => {
    const before = { start: START - HOUR_MS, requests: 25, failures: [failures("network", 25, -60)] };
    expect(verdicts(input(25, [failures("network", 25, 0)], [before, ...QUIET.slice(1)]))).toContain("network failing upstreamDown");
  });

  test("an outage of a whole week does not become the norm either, by its verdicts", () => {
    const bad = Array.from({ length: 168 }, (_, hour) => ({ start: START - (hour + 1) * HOUR_MS, requests: 25, failures: [failures("server", 5, 0)] }));
    const before = Array.from({ length: 168 }, (_, hour) => quietHour(START - (hour + 169) * HOUR_MS));
    const failing = new Map((["all", "server"] as const).map((subject) => [subject, new Set(bad.map(({ start }) => start))]));
    const [all] = judgeErrors({ ...input(25, [failures("server", 5, 0)], [...before, ...bad]), failing });
    expect(all).toMatchObject({ verdict: "failing", material: true, evidence: { usual: { leftOut: 168, windows: 168 } } });
    expect(judgeErrors(input(25, [failures("server", 5, 0)], [...before, ...bad]))[0]).toMatchObject({ verdict: "ok" });
  });

  test("failing as far as one can see: the outage is not usual", () => {
    const bad = Array.from({ length: 672 }, (_, hour) => ({ start: START - (hour + 1) * HOUR_MS, requests: 25, failures: [failures("server", 5, 0)] }));
    const failing = new Map((["all", "server"] as const).map((subject) => [subject, new Set(bad.map(({ start }) => start))]));
    expect(judgeErrors({ ...input(25, [failures("server", 5, 0)], bad), failing })[0]).toMatchObject({ verdict: "failing", material: true });
  });

  test("significant but too small to matter: failing, not material, no cause", () => {
    const usual = Array.from({ length: 168 }, (_, hour) => ({
      start: START - (hour + 1) * HOUR_MS,
      requests: 10_000,
      failures: [failures("network", 200, 0)],
    }));
    const [all] = judgeErrors(input(10_000, [failures("network", 300, 0)], usual));
    expect(all).toMatchObject({ verdict: "failing", material: false, severity: "none", cause: null });
    expect(all?.summary).toContain("300 of 10000 requests failed (3.0 %; usual is 2.0 %), more than usual but too few to alert, the first on");
  });

  test("a declared objective that is missed alerts whatever is usual, and the sentence says so", () => {
    const usual = Array.from({ length: 168 }, (_, hour) => ({ start: START - (hour + 1) * HOUR_MS, requests: 1000, failures: [failures("server", 20, 0)] }));
    const monitored = monitoredWith(null);
    const strict = { ...monitored, config: { ...monitored.config, errors: { ...monitored.config.errors, objective: 0.01 } } };
    const [all, server] = judgeErrors({ ...input(1000, [failures("server", 20, 0)], usual), monitored: strict });
    expect(all).toMatchObject({ verdict: "failing", material: true, severity: "warning" });
    expect(all?.summary).toContain("20 of 1000 requests failed (2.0 %; usual is 2.0 %; the objective of at most 1.0 % was missed)");
    expect(server).toMatchObject({ verdict: "ok" });
  });

  test("its finding says how many, since when, with an example", () => {
    const [all] = judgeErrors(input(25, [failures("network", 25, 2)]));
    expect(all).toMatchObject({ severity: "critical", material: true, rows: 25, coverage: 1, statistic: 1 });
    expect(all?.summary).toBe("25 of 25 requests failed (100 %; usual is 0.1 %), the first on 4 March 12:02: “network broke”.");
    expect(all?.effect?.value).toBeCloseTo(0.999, 9);
  });
});

describe("no data, with the reason", () => {
  test.each([
    ["under minRequests", input(9, []), "only 9 requests; 10 needed"],
    ["under minCoverage", input(25, [], QUIET, { served: 100, captured: 80, sampledOut: 0 }), "80.0 % of the requests to capture were captured; 90.0 % needed"],
  ])("%s", (_, window, reason) => {
    expect(judgeErrors(window)).toMatchObject([{ subject: "all", verdict: "noData", material: false }]);
    expect(judgeErrors(window)[0]?.summary).toContain(reason);
  });
});

test("a model that fails 2 % of its requests, in hours that differ: no alarm in 1,000 hours", () => {
  const random = seededRandom(5);
  const hour = (start: number): WindowRequests => {
    const rate = 0.04 * random();
    const failed = Array.from({ length: 60 }, random).filter((value) => value < rate).length;
    return { start, requests: 60, failures: failed === 0 ? [] : [failures("server", failed, 0)] };
  };
  const hours = Array.from({ length: 1_168 }, (_, index) => hour(START + index * HOUR_MS));
  const alarms = hours.slice(168).filter((current, index) => {
    const window = { start: current.start, end: current.start + HOUR_MS };
    return judgeErrors({ ...input(60, [], hours.slice(index, index + 168)), window, current }).some(({ verdict }) => verdict === "failing");
  });
  // A quarter of an alarm a month is asked.
  expect(alarms.length).toBeLessThanOrEqual(1);
});
