import { assert, integer, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import { judgeLoad } from "../../../analyzers/load/judge-load.ts";
import type { LoadInput, WindowLoad } from "../../../analyzers/load/load-window.ts";
import { binomialTail, slowPValue } from "../../../analyzers/load/objective-test.ts";
import { monitoredWith } from "../decay/simulate.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 2, 4, 12);
const QUIET: WindowLoad = {
  requests: 1000,
  judged: 1000,
  slow: 0,
  seconds: 900,
  refused: 0,
  saturated: 0,
  maxInFlight: 16,
  rows: 1000,
  latencies: [5, 9, 12],
  maxQueueMs: 1,
};

function input(load: Partial<WindowLoad>, captured = 100): LoadInput {
  const context = { served: 100, captured, sampledOut: 0, maxCpuShare: 0.4, maxEventLoopDelayMs: 11, maxQueueDepth: 0, nodeSamples: 60 };
  return {
    monitored: monitoredWith(null),
    window: { start: START, end: START + HOUR_MS },
    load: { ...QUIET, ...load },
    context,
    before: [900, 1000, 1100],
    alpha: analyzerBudget(1, HOUR_MS),
  };
}

describe("an hour's verdicts, objective 95 % within 500 ms, saturated at 200 in flight", () => {
  test.each<[string, Partial<WindowLoad>, readonly string[]]>([
    ["quiet", {}, ["latency ok -", "saturation ok -"]],
    ["one slow request", { slow: 1 }, ["latency ok -", "saturation ok -"]],
    ["one slow request of 25", { requests: 25, judged: 25, seconds: 25, slow: 1 }, ["latency ok -", "saturation ok -"]],
    ["a replayed hour in one second, all of it behind one pause", { requests: 25, judged: 25, seconds: 1, slow: 25 }, ["latency ok -", "saturation ok -"]],
    ["as many slow as the objective allows", { slow: 50 }, ["latency ok -", "saturation ok -"]],
    ["a fifth slow", { slow: 200 }, ["latency degraded -", "saturation ok -"]],
    ["refusals", { refused: 300, judged: 700, seconds: 700 }, ["latency ok -", "saturation degraded overload"]],
    ["one refusal", { refused: 1, judged: 999 }, ["latency ok -", "saturation ok -"]],
    ["saturated but fast", { saturated: 300, maxInFlight: 250 }, ["latency ok -", "saturation degraded -"]],
    ["saturated and slow", { saturated: 300, maxInFlight: 250, slow: 400 }, ["latency degraded overload", "saturation degraded overload"]],
  ])("%s", (_, load, expected) => {
    const judgements = judgeLoad(input(load));
    expect(judgements.slice(0, 2).map(({ subject, verdict, cause }) => `${subject} ${verdict} ${cause ?? "-"}`)).toEqual(expected);
    expect(judgements[2]).toMatchObject({ subject: "throughput", verdict: "ok", material: false });
  });

  test("its finding says the shares and quantiles with units", () => {
    const [latency, , throughput] = judgeLoad(input({ slow: 250, latencies: [120, 900, 2100] }));
    expect(latency).toMatchObject({ severity: "critical", material: true, rows: 1000, coverage: 1 });
    expect(latency?.summary).toBe("25.0 % of 1000 requests took over 500 ms where 5.0 % may; p50 120 ms, p95 900 ms, p99 2100 ms.");
    expect(latency?.effect?.value).toBeCloseTo(0.2, 12);
    expect(throughput?.summary).toBe("1000 requests with 1000 rows, 0.278 a second, 1.0 times the usual 1000.");
  });

  test.each([
    ["under minRequests", input({ requests: 3 }), "only 3 requests; 10 needed"],
    ["under minCoverage", input({}, 10), "10.0 % of the requests to capture were captured"],
  ])("no data %s", (_, window, reason) => {
    const judgements = judgeLoad(window);
    expect(judgements).toMatchObject([{ subject: "latency", verdict: "noData" }]);
    expect(judgements[0]?.summary).toContain(reason);
  });
});

describe("exact binomial tail", () => {
  test.each([
    ["3 of 3 at 5 %", 3, 3, 0.05, 0.05 ** 3],
    ["1 or more of 10 at 5 %", 1, 10, 0.05, 1 - 0.95 ** 10],
    ["none", 0, 10, 0.05, 1],
  ])("%s", (_, count, of, allowed, expected) => expect(binomialTail(count, of, allowed)).toBeCloseTo(expected, 12));

  test("fewer seconds never make slow requests more improbable than as many trials as requests", () => {
    assert(
      property(integer({ min: 1, max: 500 }), nat(500), (judged, at) => {
        const slow = Math.min(at, judged);
        expect(slowPValue(slow, judged, 1, 0.05)).toBeGreaterThanOrEqual(0.05 - 1e-12);
        expect(slowPValue(slow, judged, judged, 0.05)).toBeCloseTo(binomialTail(slow, judged, 0.05), 12);
      }),
    );
  });
});
