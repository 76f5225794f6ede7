import { describe, expect, test } from "vitest";
import type { AlertState } from "../../../alerts/lifecycle/alert-state.ts";
import { endingSentence } from "../../../alerts/render/ending.ts";
import { howSureText } from "../../../alerts/render/how-sure.ts";
import { renderMessage } from "../../../alerts/render/message.ts";
import { plainText } from "../../../alerts/render/plain-text.ts";
import { subjectWords } from "../../../alerts/render/subject-words.ts";
import { windowNoun, zonedWords } from "../../../alerts/render/zoned-words.ts";
import { briefOf } from "../../../alerts/lifecycle/finding-brief.ts";
import { alertRow } from "../../../alerts/store/alert-rows.ts";
import type { AnalyzerName, Cause, Finding } from "../../../analyzers/findings/finding.ts";
import { aFinding, DAY, HOUR } from "../a-finding.ts";
import { anAlert, BASE_URL } from "../an-alert.ts";

const NEW_YORK = "America/New_York";
const at = (text: string) => Date.parse(text);

const GAP = "39.1 % observed positive where the model predicts 27.4 %: 11.7 points (95 % interval 6.6 points to 16.8 points) that the inputs do not explain.";
const furlough = { windowStart: at("2013-04-22T00:00-04:00"), windowEnd: at("2013-04-29T00:00-04:00"), judgedTime: at("2013-05-01T00:00-04:00") };
const decay = (given: Partial<Finding>) =>
  aFinding(0, { analyzer: "decay", verdict: "decayed", cause: "conceptDrift", threshold: 0.01, pValue: 1e-6, evidence: { checks: [] }, ...furlough, ...given });
const gap = decay({
  subject: "calibrationGap",
  summary: GAP,
  statistic: 4.8,
  effect: { value: 0.117, low: 0.066, high: 0.168, unit: "share" },
  evidence: { checks: [], observed: 0.391, predicted: 0.274 },
});
const logLoss = decay({ subject: "logLoss", severity: "critical", summary: "log loss is 0.481 where 0.234 is expected." });
const accuracy = decay({ subject: "accuracy", summary: "accuracy is 81.8 % where 91.9 % is expected." });
const failures = (subject: string, summary: string) => aFinding(0, { analyzer: "errors", verdict: "failing", cause: "malformedRequests", subject, summary });

const first = (findings: readonly Finding[]) => renderMessage(anAlert(findings), "firing", BASE_URL).firstSentence;

test.each<{ rule: string; findings: readonly Finding[]; expected: string }>([
  {
    rule: "of a decay the calibration gap speaks, however much worse the rest is",
    findings: [logLoss, decay({ subject: "rocAuc" }), gap, accuracy],
    expected:
      "39.1 % turned out positive where the model predicts 27.4 %: 11.7 points (95 % interval 6.6 points to 16.8 points) that the inputs do not explain; also: accuracy, log loss and ROC AUC.",
  },
  { rule: "without it accuracy", findings: [logLoss, accuracy], expected: "Accuracy is 81.8 % where 91.9 % is expected; also: log loss." },
  {
    rule: "what is bad in the newest window speaks before what was",
    findings: [{ ...gap, windowStart: gap.windowStart - 7 * DAY, windowEnd: gap.windowStart }, logLoss],
    expected: "Log loss is 0.481 where 0.234 is expected; also: calibration gap.",
  },
  {
    rule: "without both the worst",
    findings: [decay({ subject: "brier" }), logLoss],
    expected: "Log loss is 0.481 where 0.234 is expected; also: Brier score.",
  },
  {
    rule: "of failures the class speaks, and all of them together are not told again",
    findings: [failures("all", "36 of 36 requests failed."), failures("badInput", "36 of 36 requests were malformed.")],
    expected: "36 of 36 requests were malformed.",
  },
  { rule: "all of them together where no class is known", findings: [failures("all", "9 of 36 requests failed.")], expected: "9 of 36 requests failed." },
  {
    rule: "a feature's name is spaced, large at the beginning",
    findings: [aFinding(0, { summary: "departure_delay is 10.4 minutes higher on average than in training." })],
    expected: "Departure delay is 10.4 minutes higher on average than in training.",
  },
  {
    rule: "a feature that is called as a metric keeps its name",
    findings: [aFinding(0, { subject: "f1", summary: "f1 is distributed otherwise than in training." })],
    expected: "F1 is distributed otherwise than in training.",
  },
])("the first sentence: $rule", ({ findings, expected }) => {
  expect(first(findings)).toBe(expected);
});

test("the alert's row is about the same subject as its message", () => {
  expect(alertRow(anAlert([logLoss, gap]))).toMatchObject({ subject: "calibrationGap", summary: GAP, labels: { subjects: "calibrationGap, logLoss" } });
});

test("a mail on a decay: the zone is named once, windows are days, the chart sets what turned out against what was predicted", () => {
  const text = plainText(renderMessage(anAlert([logLoss, gap]), "firing", BASE_URL, NEW_YORK));
  expect(text.split("\nSee the evidence")[0])
    .toBe(`39.1 % turned out positive where the model predicts 27.4 %: 11.7 points (95 % interval 6.6 points to 16.8 points) that the inputs do not explain; also: log loss.

Calibration gap: share of rows (░ predicted, █ turned out)
positive  ░░░░░░░░░░░      ████████████████ 27 % → 39 %

Since: 22 April 2013, New York time; 1 bad week so far (22–28 April 2013); flight-delay version 1, critical.
How sure: Effect 11.7 points (95 % 6.6 to 16.8); p under 10⁻⁵, 0.01 needed; 4\u202f812 rows, coverage 100 %.
What now: Retrain on recent labelled data, or fall back to the last version that held.
`);
});

test("an alert that goes on tells its last bad window", () => {
  const alert = anAlert([aFinding(0)]);
  const { finding } = alert.members["departure_delay"] ?? { finding: briefOf(aFinding(0)) };
  const windows = [aFinding(0), aFinding(3)].map(({ windowStart, windowEnd }) => ({ start: windowStart, end: windowEnd, revision: 1, status: "bad" as const }));
  const { facts } = renderMessage({ ...alert, members: { departure_delay: { windows, finding } } }, "firing", BASE_URL);
  expect(facts[0].text).toBe("1 June 2026, UTC; 2 bad days so far (the last: 4 June 2026); flight-delay version 1, warning.");
});

test("what came and went says how many of its days were bad", () => {
  const alert = anAlert([aFinding(0)], "resolved");
  const { finding } = alert.members["departure_delay"] ?? { finding: briefOf(aFinding(0)) };
  const windows = (["bad", "clear", "bad", "clear"] as const).map((status, day) => {
    const { windowStart, windowEnd } = aFinding(day);
    return { start: windowStart, end: windowEnd, revision: 1, status };
  });
  const { firstSentence, facts } = renderMessage({ ...alert, members: { departure_delay: { windows, finding } } }, "resolved", BASE_URL);
  expect([firstSentence, facts[0].text]).toEqual([
    "Resolved for flight-delay: departure delay had shifted for 3 days, 1–3 June 2026 (UTC).",
    "2 bad days in 3 days; well since 4 June 2026.",
  ]);
});

describe("what ended, how long it lasted and when", () => {
  const ended =
    (analyzer: AnalyzerName, cause: Cause | null, subjects: readonly string[], given: Partial<Finding> = furlough) =>
    (): string =>
      endingSentence(
        anAlert(
          subjects.map((subject) => aFinding(0, { analyzer, cause, subject, verdict: "drifted", ...given })),
          "resolved",
        ),
        subjects,
        zonedWords(NEW_YORK),
      );
  const when = "for 7 days, 22–28 April 2013 (New York time).";
  const hour = { windowStart: at("2013-04-03T15:00-04:00"), windowEnd: at("2013-04-03T16:00-04:00"), judgedTime: at("2013-04-05T00:00-04:00") };
  test.each<[string, () => string]>([
    [`dew point came in another unit ${when}`, ended("drift", "unitChange", ["dew_point"])],
    [`carrier had renamed categories ${when}`, ended("drift", "renamedCategory", ["carrier"])],
    [`wind repeated one value ${when}`, ended("drift", "stuckValue", ["wind"])],
    [`wind was missing more often ${when}`, ended("drift", "nullSurge", ["wind"])],
    [`wind and dew point had shifted ${when}`, ended("drift", "trueShift", ["wind", "dew_point"])],
    [`the model was wrong more often than expected ${when}`, ended("decay", "conceptDrift", ["calibrationGap", "accuracy"])],
    [`the model was off in what it predicts ${when}`, ended("decay", null, ["calibrationGap", "logLoss"])],
    [`ROC AUC and Brier score were worse than expected ${when}`, ended("decay", null, ["rocAuc", "brier"])],
    [`the training data were older than allowed ${when}`, ended("decay", null, ["staleness"])],
    [`the model’s errors had changed ${when}`, ended("decay", null, ["errorStream"])],
    ["requests failed (malformed) for 1 hour, 3 April 2013, 15:00–16:00 (New York time).", ended("errors", "malformedRequests", ["badInput", "all"], hour)],
    ["the model server was overloaded for 1 hour, 3 April 2013, 15:00–16:00 (New York time).", ended("load", "overload", ["saturation"], hour)],
    ["latency was worse than it should be for 1 hour, 3 April 2013, 15:00–16:00 (New York time).", ended("load", null, ["latency"], hour)],
  ])("%s", (expected, actual) => {
    expect(actual()).toBe(`Resolved for flight-delay: ${expected}`);
  });

  test("one whose only bad window was judged well again lasted not at all", () => {
    const alert = anAlert([aFinding(0)], "resolved");
    const members = Object.fromEntries(
      Object.entries(alert.members).map(([subject, member]) => [
        subject,
        { ...member, windows: member.windows.map((window) => ({ ...window, status: "clear" as const })) },
      ]),
    );
    const revised: AlertState = { ...alert, members };
    expect(renderMessage(revised, "resolved", BASE_URL).firstSentence).toBe(
      "Resolved for flight-delay: departure delay had shifted from 1 June 2026 (UTC); judged again with rows that came late, it was within bounds.",
    );
  });
});

test.each<[AnalyzerName, string, string]>([
  ["drift", "departure_delay", "departure delay"],
  ["drift", "windSpeed", "wind speed"],
  ["drift", "network", "network"],
  ["drift", "f1", "f1"],
  ["decay", "rocAuc", "ROC AUC"],
  ["decay", "brier", "Brier score"],
  ["decay", "calibrationGap", "calibration gap"],
  ["errors", "all", "all requests"],
  ["errors", "badInput", "malformed requests"],
  ["load", "latency", "latency"],
])("in words: of %s, %s is %s", (analyzer, subject, expected) => {
  expect(subjectWords(analyzer, subject)).toBe(expected);
});

describe("times in a zone", () => {
  const time = zonedWords(NEW_YORK);
  test.each<[string, () => string]>([
    ["New York time", () => time.zone],
    ["UTC", () => zonedWords("UTC").zone],
    ["UTC", () => zonedWords("Etc/UTC").zone],
    ["Etc/GMT+5", () => zonedWords("Etc/GMT+5").zone],
    ["Buenos Aires time", () => zonedWords("America/Argentina/Buenos_Aires").zone],
    ["22 April 2013", () => time.moment(at("2013-04-22T00:00-04:00"))],
    ["21 April 2013 20:00", () => time.moment(at("2013-04-22T00:00Z"))],
    ["22 April 2013", () => time.range(at("2013-04-22T00:00-04:00"), at("2013-04-23T00:00-04:00"))],
    ["22–28 April 2013", () => time.range(at("2013-04-22T00:00-04:00"), at("2013-04-29T00:00-04:00"))],
    ["29 April – 5 May 2013", () => time.range(at("2013-04-29T00:00-04:00"), at("2013-05-06T00:00-04:00"))],
    ["30 December 2013 – 5 January 2014", () => time.range(at("2013-12-30T00:00-05:00"), at("2014-01-06T00:00-05:00"))],
    ["3 April 2013, 23:00–24:00", () => time.range(at("2013-04-03T23:00-04:00"), at("2013-04-04T00:00-04:00"))],
    ["3 April 2013 23:00 – 4 April 2013 01:00", () => time.range(at("2013-04-03T23:00-04:00"), at("2013-04-04T01:00-04:00"))],
    ["1 day", () => time.length(at("2013-03-10T00:00-05:00"), at("2013-03-11T00:00-04:00"))],
    ["1 hour", () => time.length(0, HOUR)],
    ["47 hours", () => time.length(0, 47 * HOUR)],
    ["2.5 days", () => time.length(0, 60 * HOUR)],
    ["15 minutes", () => time.length(0, HOUR / 4)],
    ["day", () => windowNoun(23 * HOUR)],
    ["week", () => windowNoun(169 * HOUR)],
    ["window", () => windowNoun(2 * HOUR)],
  ])("%s", (expected, actual) => {
    expect(actual()).toBe(expected);
  });
});

test.each<{ rule: string; analyzer: AnalyzerName; given: Partial<Finding>; expected: string }>([
  {
    rule: "shares of failures are points, a probability stands against the one needed",
    analyzer: "errors",
    given: { effect: { value: 0.999, low: 0.903, high: 0.999, unit: "share" }, statistic: 1, pValue: 2e-67, threshold: 5.8e-5, rows: 36 },
    expected: "Effect 99.9 points (95 % 90.3 to 99.9); p under 10⁻⁶⁶, 5.80 × 10⁻⁵ needed; 36 requests, coverage 100 %.",
  },
  {
    rule: "a mix is a share of rows",
    analyzer: "drift",
    given: {
      effect: { value: 0.189, low: 0.154, high: 0.223, unit: "share" },
      statisticName: "levels",
      statistic: 0.154,
      pValue: null,
      threshold: null,
      rows: 499,
    },
    expected: "Effect 18.9 % of rows (95 % 15.4 to 22.3); levels 0.154; 499 rows, coverage 100 %.",
  },
  {
    rule: "a change detector's statistic stands against its own threshold",
    analyzer: "decay",
    given: { effect: null, statisticName: "Page–Hinkley", statistic: 10.87, pValue: 0.001, threshold: 9.97, rows: 3187 },
    expected: "Page–Hinkley 10.9 against a threshold of 9.97, p 0.001; 3\u202f187 rows, coverage 100 %.",
  },
])("how sure: $rule", ({ analyzer, given, expected }) => {
  expect(howSureText(analyzer, briefOf(aFinding(0, { analyzer, ...given })))).toBe(expected);
});
