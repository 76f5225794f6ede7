import { describe, expect, test } from "vitest";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import { judgeLoad } from "../../../analyzers/load/judge-load.ts";
import type { EarlierLoad, LoadInput, WindowLoad } from "../../../analyzers/load/load-window.ts";
import { objectiveFact } from "../../../analyzers/load/objective-test.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { monitoredWith } from "../decay/simulate.ts";

const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 2, 4, 12);
/** Buckets of 9 ms, 12 ms and 500 ms. */
const [FAST, USUAL, SLOW] = [26, 29, 72];
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
  histogram: [
    [FAST, 900],
    [USUAL, 100],
  ],
};
const WEEK: readonly EarlierLoad[] = Array.from({ length: 168 }, (_, hour) => ({ ...QUIET, start: START - (hour + 1) * HOUR_MS })).reverse();

/** Of a thousand requests, so many slow ones. */
const slowOnes = (slow: number): Partial<WindowLoad> => ({
  slow,
  histogram: [[FAST, 900 - slow], [USUAL, 100], ...(slow === 0 ? [] : [[SLOW, slow] as const])],
});

function input(
  load: Partial<WindowLoad>,
  settings: object | null,
  { captured = 100, before = WEEK }: { captured?: number; before?: readonly EarlierLoad[] } = {},
): LoadInput {
  const context = { served: 100, captured, sampledOut: 0, maxCpuShare: 0.4, maxEventLoopDelayMs: 11, maxQueueDepth: 0, nodeSamples: 60 };
  const monitored = monitoredWith(null);
  const own = { ...monitored.config.load, ...settings };
  return {
    monitored: { ...monitored, config: { ...monitored.config, load: own } },
    window: { start: START, end: START + HOUR_MS },
    load: { ...QUIET, ...load },
    context,
    before,
    alpha: analyzerBudget(1, HOUR_MS),
  };
}

const OBJECTIVE = { objective: { quantile: 0.95, latency: 500 } };
const said = (window: LoadInput): readonly string[] =>
  judgeLoad(window)
    .slice(0, 2)
    .map(({ subject, verdict, cause }) => `${subject} ${verdict} ${cause ?? "-"}`);

describe("an hour against a declared objective, 95 % within 500 ms, saturated at 200 in flight", () => {
  test.each<[string, Partial<WindowLoad>, readonly string[]]>([
    ["quiet", {}, ["latency ok -", "saturation ok -"]],
    ["one slow request", { slow: 1 }, ["latency ok -", "saturation ok -"]],
    ["one slow request of 25", { requests: 25, judged: 25, seconds: 25, slow: 1 }, ["latency ok -", "saturation ok -"]],
    ["a replayed hour in one second, all of it behind one pause", { requests: 25, judged: 25, seconds: 1, slow: 25 }, ["latency ok -", "saturation ok -"]],
    ["as many slow as the objective allows", { slow: 50 }, ["latency ok -", "saturation ok -"]],
    ["a little over it, not with certainty", { slow: 60 }, ["latency ok -", "saturation ok -"]],
    ["a fifth slow", { slow: 200 }, ["latency degraded -", "saturation ok -"]],
    ["refusals", { refused: 300, judged: 700, seconds: 700 }, ["latency ok -", "saturation degraded overload"]],
    ["one refusal", { refused: 1, judged: 999 }, ["latency ok -", "saturation ok -"]],
    ["saturated but fast", { saturated: 300, maxInFlight: 250 }, ["latency ok -", "saturation degraded -"]],
    ["saturated and slow", { saturated: 300, maxInFlight: 250, slow: 400 }, ["latency degraded overload", "saturation degraded overload"]],
  ])("%s", (_, load, expected) => {
    expect(said(input(load, OBJECTIVE))).toEqual(expected);
    expect(judgeLoad(input(load, OBJECTIVE))[2]).toMatchObject({ subject: "throughput", verdict: "ok", material: false });
  });

  test("its finding is a fact with an interval, without a p-value; the windows before play no part", () => {
    const [latency, , throughput] = judgeLoad(input({ slow: 250, latencies: [120, 900, 2100] }, OBJECTIVE));
    expect(latency).toMatchObject({ severity: "critical", material: true, rows: 1000, coverage: 1, pValue: null });
    expect(latency?.summary).toBe(
      "25.0 % of 1000 requests took over 500 ms where 5.0 % may; p50 120 ms, p95 900 ms, p99 2100 ms: the objective was missed in this window (95 % interval 22.3 % to 27.9 %).",
    );
    expect(latency?.effect?.value).toBeCloseTo(0.2, 12);
    expect(throughput?.summary).toBe("1000 requests with 1000 rows, 0.278 a second, 1.0 times the usual 1000.");
    expect(said(input({ slow: 250 }, OBJECTIVE, { before: [] }))).toEqual(["latency degraded -", "saturation ok -"]);
  });
});

describe("an hour against the hours before", () => {
  const spells = seededRandom(7);
  /** Hours of which a part is slow that differs much: long spells. */
  const bursty = WEEK.map((hour) => ({ ...hour, ...slowOnes(Math.floor(Math.min(900, -30 * Math.log(1 - spells())))) }));

  test.each<[string, Partial<WindowLoad>, readonly EarlierLoad[], readonly string[]]>([
    ["quiet", {}, WEEK, ["latency ok -", "saturation ok -"]],
    ["a tenth slow", slowOnes(100), WEEK, ["latency degraded -", "saturation ok -"]],
    ["all of them a little slower, by a tenth", { histogram: [[USUAL + 1, 1000]] }, WEEK, ["latency ok -", "saturation ok -"]],
    ["all of them twice as slow", { histogram: [[USUAL + 8, 1000]] }, WEEK, ["latency degraded -", "saturation ok -"]],
    ["a tenth slow where spells bring 3 % in the mean", slowOnes(100), bursty, ["latency ok -", "saturation ok -"]],
    ["half of it slow there", slowOnes(500), bursty, ["latency degraded -", "saturation ok -"]],
    ["a replayed hour in one second", { ...slowOnes(900), seconds: 1 }, WEEK, ["latency ok -", "saturation ok -"]],
    ["refusals", { refused: 300 }, WEEK, ["latency ok -", "saturation degraded overload"]],
    ["two refusals", { refused: 2 }, WEEK, ["latency ok -", "saturation ok -"]],
    ["too few hours before", slowOnes(900), WEEK.slice(-23), ["latency noData -", "saturation ok -"]],
  ])("%s", (_, load, before, expected) => expect(said(input(load, null, { before }))).toEqual(expected));

  test("its finding says how slow, and what is usual", () => {
    const [latency] = judgeLoad(input({ ...slowOnes(200), latencies: [5, 500, 500] }, null));
    expect(latency).toMatchObject({ severity: "warning", material: true });
    expect(latency?.summary).toBe(
      "20.0 % of 1000 requests took over 19.0 ms, where 95 % usually take at most 12.3 ms and 0.1 % are so slow; p50 5.00 ms, p95 500 ms, p99 500 ms.",
    );
  });

  test("slower in under a twentieth of the requests shows, and does not alert", () => {
    const [latency] = judgeLoad(input(slowOnes(40), null));
    expect(latency).toMatchObject({ verdict: "degraded", material: false, severity: "none" });
    expect(latency?.summary).toContain("more than usual but too few to alert");
  });

  test("a week of slow hours does not become usual, by its verdicts", () => {
    const slow = WEEK.map((hour) => ({ ...hour, ...slowOnes(200) }));
    const before = [...WEEK.map((hour) => ({ ...hour, start: hour.start - 168 * HOUR_MS })), ...slow];
    const degraded = new Map([["latency", new Set(slow.map(({ start }) => start))]]);
    expect(said({ ...input(slowOnes(200), null, { before }), degraded })).toEqual(["latency degraded -", "saturation ok -"]);
    expect(said(input(slowOnes(200), null, { before }))).toEqual(["latency ok -", "saturation ok -"]);
  });

  test.each([
    ["under minRequests", input({ requests: 3 }, null), "only 3 requests; 10 needed"],
    ["under minCoverage", input({}, null, { captured: 10 }), "10.0 % of the requests to capture were captured"],
    [
      "nothing to compare with",
      input({}, null, { before: [] }),
      "only 0 windows with traffic before; 24 are needed to know what is usual, or an objective (load.objective)",
    ],
  ])("no data %s", (_, window, reason) => {
    const [latency] = judgeLoad(window);
    expect(latency).toMatchObject({ subject: "latency", verdict: "noData", material: false });
    expect(latency?.summary).toContain(reason);
  });
});

test.each([
  ["ten seconds, all slow", 100, 100, 10, true],
  ["nine seconds, all slow: one event", 100, 100, 9, false],
  ["nine requests in nine seconds, all slow", 9, 9, 9, true],
  ["5 % of many", 5000, 100_000, 3600, false],
  ["6 % of many requests in an hour of seconds", 6000, 100_000, 3600, true],
  ["6 % of many requests in 400 seconds: not with certainty", 6000, 100_000, 400, false],
  ["no requests", 0, 0, 0, false],
])("an objective of 95 %% is missed: %s", (_, slow, judged, seconds, missed) => expect(objectiveFact(slow, judged, seconds, 0.05).missed).toBe(missed));
