import { describe, expect, test } from "vitest";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { columnsView } from "../../../dashboards/pages/report/columns-view.ts";
import { headlineColumn } from "../../../dashboards/pages/report/report-view.ts";
import { headline } from "../../../dashboards/pages/report/headline.ts";
import { ledgerLine } from "../../../dashboards/pages/report/ledger-line.ts";
import { markedEpisodes } from "../../../dashboards/pages/report/marked-episodes.ts";
import { problemsView } from "../../../dashboards/pages/report/problems-view.ts";
import { strengthOf } from "../../../dashboards/words/strength.ts";
import { zonedTime } from "../../../dashboards/words/zoned-time.ts";
import { middleOf } from "../../../dashboards/charts/middle-of.ts";
import type { AlertRecord } from "../../../dashboards/read/alert-query.ts";
import { bad, makeFinding } from "../support/make-finding.ts";

const NOW = Date.parse("2013-05-01T04:00:00Z");
const days = (from: number, to: number, more: Partial<Finding> = {}): Finding[] =>
  Array.from({ length: to - from + 1 }, (_, index) => makeFinding(from + index, more));
const warm: Partial<Finding> = { ...bad, cause: "trueShift", effect: { value: 24.3, low: 23.9, high: 24.8, unit: "°F" } };

const firing: AlertRecord = {
  alertId: "a",
  name: "drift",
  model: "m",
  subject: "dew_point",
  analyzer: "drift",
  cause: "trueShift",
  severity: "warning",
  state: "firing",
  summary: "",
  startedTime: 0,
  firedTime: 0,
  resolvedTime: null,
  updatedTime: 0,
  revision: 1,
  labels: { subjects: "dew_point, temperature" },
  notifications: [],
};

/** Nothing changed, but nothing could have shown: the total variation is at most 1. */
const blind: Partial<Finding> = { evidence: { checks: [], smallestShift: { value: 1.39, unit: "share", chance: 0.5, windowForHalf: "4d" } } };

const decayed: Partial<Finding> = { ...bad, verdict: "decayed", severity: "critical", cause: "conceptDrift" };

/** What the decay analyzer says of the week that begins on a day of April: the gap and accuracy. */
function week(day: number, more: Partial<Finding> = {}): Finding[] {
  const own: Partial<Finding> = {
    analyzer: "decay",
    windowEnd: makeFinding(day + 7).windowStart,
    effect: { value: 0.117, low: 0.066, high: 0.168, unit: "share" },
    evidence: { checks: [], observed: 0.391, predicted: 0.274 },
    ...more,
  };
  return ["calibrationGap", "accuracy"].map((subject) => makeFinding(day, { ...own, subject }));
}

function sentences(findings: readonly Finding[], alerts: readonly AlertRecord[] = []): { first: string; rest: string; statuses: string } {
  const episodes = markedEpisodes(findings, [], NOW, alerts);
  const problems = problemsView(episodes, { alerts, time: zonedTime("America/New_York"), reference: "training", findings, now: NOW });
  const columns = columnsView({ schema: null, findings, episodes, alerts });
  const { first, rest } = headline("m", problems, columns.map(headlineColumn));
  const plain = (text: string): string => text.replaceAll("\u202f", " ");
  return { first: plain(first), rest: plain(rest), statuses: columns.map(({ name, status }) => `${name} ${status}`).join(", ") };
}

describe("the first sentence", () => {
  const calm = days(1, 30, { subject: "hour" });
  const cases: [string, Finding[], string, string][] = [
    [
      "what lasts: what, how much, how sure, since when",
      [...calm, ...days(1, 9), ...days(10, 30, warm)],
      "Temperature is 24.3 °F higher on average than in training (30 April; 95 % 23.9 to 24.8 °F), since 10 April.",
      "1 column did not change.",
    ],
    [
      "others of the same cause stand beside it",
      [...days(10, 30, warm), ...days(12, 30, { ...warm, subject: "dew_point", statistic: 0.4 })],
      "Temperature is 24.3 °F higher on average than in training (30 April; 95 % 23.9 to 24.8 °F), since 10 April.",
      "With it changed dew point.",
    ],
    [
      "what is over is told as over",
      [...calm, ...days(1, 9), ...days(10, 12, { ...bad, cause: "unitChange" }), ...days(13, 30)],
      "Nothing is wrong with m now.",
      "Last: temperature came in another unit, 10–12 April. 1 column did not change; 1 changed for a while.",
    ],
    [
      "what lasts, though without harm so far, comes before a model that was wrong and is right again",
      [...week(8, decayed), ...week(15), ...week(22), ...days(20, 30, warm)],
      "Temperature is 24.3 °F higher on average than in training (30 April; 95 % 23.9 to 24.8 °F), since 20 April.",
      "By the labels the model stayed as right as expected. The model was wrong more often than expected 8–14 April.",
    ],
    [
      "a model that was wrong, and nothing since",
      [...week(8, decayed), ...week(15), ...week(22)],
      "The model was wrong more often than expected, 8–14 April: 39.1 % turned out positive where it predicted 27.4 % (8–14 April; 11.7 points more; 95 % 6.60 to 16.8).",
      "Since then it has been as right as expected.",
    ],
    [
      "inputs that moved while the model was wrong come first again",
      [...week(8), ...week(15), ...week(22, decayed), ...days(20, 30, warm)],
      "The model is wrong more often than expected, since 22 April: 39.1 % turn out positive where it predicts 27.4 % (22–28 April; 11.7 points more; 95 % 6.60 to 16.8).",
      "With it changed accuracy. Temperature is 24.3 °F higher on average than in training, since 20 April.",
    ],
    [
      "what could not have shown is not called unchanged, is counted apart, and what to do is said",
      [...calm, ...days(1, 30, { ...blind, subject: "score" })],
      "m is as it was in training: 1 column unchanged.",
      "Of score we can’t tell. There only a change beyond what matters would have shown: judge longer windows (drift.window), or compare with a baseline of more days.",
    ],
    [
      "where nothing could have shown, nothing is well",
      days(1, 30, { ...blind, subject: "score" }),
      "Whether m changed can’t be told.",
      "Of score we can’t tell. There only a change beyond what matters would have shown: judge longer windows (drift.window), or compare with a baseline of more days.",
    ],
    ["nothing changed", calm, "m is as it was in training: 1 column unchanged.", ""],
    ["nothing known", days(1, 3, { verdict: "noData", coverage: 0.5 }), "Nothing can be said of m yet.", "Of temperature we can’t tell."],
  ];
  test.each(cases)("%s", (_, findings, first, rest) => expect(sentences(findings)).toMatchObject({ first, rest }));
});

describe("problems", () => {
  const view = (findings: readonly Finding[], alerts: readonly AlertRecord[] = []) =>
    problemsView(markedEpisodes(findings, [], NOW, alerts), { alerts, time: zonedTime("America/New_York"), reference: "training", findings, now: NOW });
  const failing: Partial<Finding> = { ...bad, analyzer: "errors", verdict: "failing", cause: "overload", statistic: 0.6 };

  test("all failures, those of their class and the load of one cause are one", () => {
    const load: Partial<Finding> = { ...failing, analyzer: "load", verdict: "degraded", subject: "saturation" };
    const [problem, ...others] = view([failing, { ...failing, subject: "overload" }, load].map((more) => makeFinding(10, { subject: "all", ...more })));
    expect([problem?.episodes.length, problem?.others, others]).toEqual([3, ["saturation"], []]);
  });

  test("of one cause, what begins as another ends is a problem of its own; what begins before that is part of it", () => {
    const spell = (subject: string, from: number, to: number): Finding[] => [
      ...days(from, to, { ...bad, cause: "unitChange", subject }),
      ...days(to + 1, to + 3, { subject }),
    ];
    expect(view([...spell("a", 1, 3), ...spell("b", 4, 6)])).toHaveLength(2);
    expect(view([...spell("a", 1, 4), ...spell("b", 4, 6)])).toHaveLength(1);
  });

  test("a shift is harmless only where the labels of its time say that the model held", () => {
    const harm = (findings: readonly Finding[]) => view(findings).find(({ episodes }) => episodes[0]?.analyzer === "drift")?.harmless;
    expect([harm(days(20, 30, warm)), harm([...days(20, 30, warm), ...week(22)]), harm([...days(20, 30, warm), ...week(22, decayed)])]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("a firing alert's severity, which its rule may have set, stands over that of its windows", () => {
    const [problem] = view(days(20, 30, { ...warm, severity: "critical" }), [{ ...firing, subject: "temperature" }]);
    expect([problem?.status, problem?.critical]).toEqual(["firing", false]);
  });
});

describe("one since, and of which window a number is", () => {
  const day = (n: number): number => makeFinding(n).windowStart;
  const told: AlertRecord = { ...firing, subject: "temperature", labels: {}, startedTime: day(20), firedTime: day(21) };
  const shown = (findings: readonly Finding[], alerts: readonly AlertRecord[]) => sentences(findings, alerts);
  const grown = [...days(8, 12, warm), ...days(13, 17), ...days(18, 19), ...days(20, 20, { ...warm, effect: { value: 12.7, low: 12, high: 13, unit: "°F" } })];

  test("while an alert fires, since is the alert's start; that it came and went before, and what it was when the alert fired, are said apart", () => {
    const { first, rest } = shown([...grown, ...days(21, 30, warm)], [told]);
    expect(first).toBe("Temperature is 24.3 °F higher on average than in training (30 April; 95 % 23.9 to 24.8 °F), since 20 April.");
    expect(rest).toBe("It was 12.7 °F when the alert fired, 20 April.");
    const short = [...days(8, 12, warm), ...days(13, 15), ...days(16, 30, warm)];
    expect(shown(short, [told]).rest).toBe("It was 24.3 °F when the alert fired, 20 April; on and off since 8 April.");
  });

  test("without an alert it is the first bad window", () => expect(shown(days(10, 30, warm), []).first).toMatch(/since 10 April\.$/));

  test("the columns say the same since", () => {
    const findings = [...days(8, 12, warm), ...days(13, 15), ...days(16, 30, warm)];
    const [column] = columnsView({ schema: null, findings, episodes: markedEpisodes(findings, [], NOW, [told]), alerts: [told] });
    expect([column?.episode?.since, column?.episode?.earlier]).toEqual([day(20), day(8)]);
  });
});

describe("the order of problems", () => {
  test("what fires, what lasts, what is over, the newest of it first", () => {
    const findings = [
      ...days(1, 3, { ...bad, subject: "early", cause: "unitChange" }),
      ...days(4, 30, { subject: "early" }),
      ...days(5, 9, { ...bad, subject: "late", cause: "stuckValue", severity: "warning" }),
      ...days(10, 30, { subject: "late" }),
      ...week(8, decayed),
      ...week(15),
      ...days(25, 30, { ...bad, subject: "lasting", cause: "nullSurge" }),
      ...days(20, 30, warm),
    ];
    const alerts = [{ ...firing, subject: "temperature", labels: {} }];
    const problems = problemsView(markedEpisodes(findings, [], NOW, alerts), {
      alerts,
      time: zonedTime("America/New_York"),
      reference: "training",
      findings,
      now: NOW,
    });
    expect(problems.map(({ status, episodes: [lead] }) => `${status} ${lead?.subject ?? ""}`)).toEqual([
      "firing temperature",
      "changed lasting",
      "over calibrationGap",
      "over late",
      "over early",
    ]);
  });
});

describe("the order of columns", () => {
  test("firing, changed, over, can't tell, unchanged; in each the furthest beyond its threshold first", () => {
    const findings = [
      ...days(1, 30, { subject: "calm" }),
      ...days(1, 29, { subject: "unknown" }),
      makeFinding(30, { subject: "unknown", verdict: "noData" }),
      ...days(1, 3, { ...bad, subject: "over" }),
      ...days(4, 30, { subject: "over" }),
      ...days(10, 30, { ...bad, subject: "little", statistic: 0.3 }),
      ...days(10, 30, { ...bad, subject: "much", statistic: 0.9 }),
      ...days(20, 30, { ...bad, subject: "temperature" }),
    ];
    expect(sentences(findings, [firing]).statuses).toBe("temperature firing, much changed, little changed, over over, unknown cantTell, calm unchanged");
  });
});

describe("injected faults", () => {
  const annotation = { model: "", time: makeFinding(10).windowStart, until: makeFinding(13).windowStart, text: "°C", injected: true };
  const cases: [string, Finding[], object, boolean[]][] = [
    ["an episode that begins with it is marked", days(10, 12, bad), {}, [true]],
    ["one that began before is not", days(5, 30, bad), {}, [false]],
    ["one that begins after is not", days(14, 20, bad), {}, [false]],
    ["an event that is no injection marks nothing", days(10, 12, bad), { injected: false }, [false]],
    ["another model's marks nothing", days(10, 12, bad), { model: "other" }, [false]],
  ];
  test.each(cases)("%s", (_, findings, more, expected) => {
    expect(markedEpisodes(findings, [{ ...annotation, ...more }], NOW).map(({ injected }) => injected)).toEqual(expected);
  });
});

describe("strength: on the scale on which it was judged", () => {
  const cases: [string, Partial<Finding>, number | null][] = [
    ["a distance against a critical distance", { statistic: 0.4, threshold: 0.2, verdict: "drifted", pValue: 1e-9 }, 2],
    ["a calm distance", { statistic: 0.1, threshold: 0.2 }, 0.5],
    ["a p-value against Holm's, in powers of ten", { analyzer: "decay", statistic: 5, pValue: 1e-6, threshold: 1e-3, verdict: "decayed" }, 2],
    ["p = 0 is finite", { analyzer: "errors", statistic: 1, pValue: 0, threshold: 1e-3, verdict: "failing" }, 100],
    ["no threshold, no strength", { threshold: null }, null],
    ["no statistic, no strength", { statistic: null, pValue: null }, null],
  ];
  test.each(cases)("%s", (_, more, ratio) => expect(strengthOf(makeFinding(1, more))?.ratio ?? null).toEqual(ratio === null ? null : expect.closeTo(ratio, 9)));
});

describe("the books in one line", () => {
  const zero = { served: 100, captured: 100, sampledOut: 0, dropped: {}, lostBeforeLog: 0 };
  const cases: [string, object, string][] = [
    ["all captured", {}, "100 requests served = 100 captured + 0 dropped + 0 lost before the log"],
    [
      "dropped, with the reason",
      { captured: 98, dropped: { outboxFull: 2 } },
      "100 requests served = 98 captured + 2 dropped (no room in the outbox) + 0 lost before the log",
    ],
    ["what no term explains is on the way", { captured: 90 }, "100 requests served = 90 captured + 0 dropped + 0 lost before the log + 10 still on the way"],
    ["sampled out", { captured: 10, sampledOut: 90 }, "100 requests served = 10 captured + 90 sampled out + 0 dropped + 0 lost before the log"],
  ];
  test.each(cases)("%s", (_, more, line) => expect(ledgerLine({ ...zero, ...more })).toBe(line));
});

describe("the middle of a distribution", () => {
  const distribution = {
    kind: "numeric" as const,
    edges: [0, 1, 2, 3],
    reference: [0.005, 0.985, 0],
    current: [0.004, 0.985, 0.001],
    tails: { reference: [0, 0.01] as const, current: [0, 0.01] as const },
  };
  test("outer bins with under 1 % on both sides join the tails", () => {
    expect(middleOf(distribution)).toMatchObject({ edges: [1, 2, 3], reference: [0.985, 0], tails: { reference: [0.005, 0.01], current: [0.004, 0.01] } });
  });
  test("the mass is kept", () => {
    const { reference, tails } = middleOf(distribution);
    expect(reference.reduce((a, b) => a + b, 0) + tails.reference[0] + tails.reference[1]).toBeCloseTo(1, 12);
  });
});
