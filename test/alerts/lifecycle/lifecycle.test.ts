import { describe, expect, test } from "vitest";
import type { AlertState } from "../../../alerts/lifecycle/alert-state.ts";
import { dropOrphans, stepAlerts } from "../../../alerts/lifecycle/lifecycle.ts";
import { replayAlerts } from "../../../alerts/lifecycle/replay-alerts.ts";
import type { AlertRule } from "../../../alerts/lifecycle/rule.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { aFinding, aRule, DAY_0, noData, ok } from "../a-finding.ts";

/** Steps through groups of findings; each step's transitions as "kind subjects". */
function live(rules: readonly AlertRule[], ...steps: readonly (readonly Finding[])[]): { told: readonly string[][]; alerts: readonly AlertState[] } {
  const alerts = new Map<string, AlertState>();
  const told = steps.map((findings) => {
    const transitions = stepAlerts([...alerts.values()], findings, rules, Math.max(...findings.map(({ judgedTime }) => judgedTime)));
    for (const { alert } of transitions) alerts.set(alert.alertId, alert);
    return transitions.map(({ kind, alert }) => `${kind} ${Object.keys(alert.members).sort().join("+")}`).sort();
  });
  return { told, alerts: [...alerts.values()] };
}

const bad = aFinding;
const one = "departure_delay";

describe("pending, firing, resolved", () => {
  test.each<{ rule: string; given: object; days: readonly Finding[]; expected: readonly (string | null)[] }>([
    { rule: "the first bad window fires by default", given: {}, days: [ok(0), bad(1)], expected: [null, "fired"] },
    { rule: "for 2 windows: the first is pending, the second fires", given: { for: 2 }, days: [bad(0), bad(1)], expected: ["pending", "fired"] },
    {
      rule: "for 2 windows: a good one between drops it without firing",
      given: { for: 2 },
      days: [bad(0), ok(1), bad(2)],
      expected: ["pending", "dropped", "pending"],
    },
    {
      rule: "for 2d of event time counts from the first bad window's end: value == span fires",
      given: { for: "2d" },
      days: [bad(0), bad(1), bad(2)],
      expected: ["pending", "noted", "fired"],
    },
    { rule: "keepFiringFor 2 windows: one good window does not resolve", given: {}, days: [bad(0), ok(1), bad(2)], expected: ["fired", "noted", "continues"] },
    { rule: "keepFiringFor 2 windows: two good ones in a row do", given: {}, days: [bad(0), ok(1), ok(2)], expected: ["fired", "noted", "resolved"] },
    { rule: "keepFiringFor 1 window: the first good one resolves", given: { keepFiringFor: 1 }, days: [bad(0), ok(1)], expected: ["fired", "resolved"] },
    {
      rule: "keepFiringFor 2d counts from the first good window's start",
      given: { keepFiringFor: "2d" },
      days: [bad(0), ok(1), ok(2)],
      expected: ["fired", "noted", "resolved"],
    },
    {
      rule: "a finding that flaps fires once",
      given: {},
      days: [bad(0), ok(1), bad(2), ok(3), bad(4), ok(5), ok(6)],
      expected: ["fired", "noted", "continues", "noted", "continues", "noted", "resolved"],
    },
    { rule: "no data does not fire", given: {}, days: [noData(0)], expected: [null] },
    { rule: "no data does not resolve", given: {}, days: [bad(0), noData(1), noData(2), noData(3)], expected: ["fired", "noted", "noted", "noted"] },
    {
      rule: "no data between good windows does not count",
      given: {},
      days: [bad(0), ok(1), noData(2), ok(3)],
      expected: ["fired", "noted", "noted", "resolved"],
    },
    { rule: "no data does not break what is pending", given: { for: 2 }, days: [bad(0), noData(1), bad(2)], expected: ["pending", "noted", "fired"] },
    { rule: "drift that does not matter is as good as none", given: {}, days: [bad(0, { material: false })], expected: [null] },
    {
      rule: "after it is resolved, a bad window starts another alert",
      given: { keepFiringFor: 1 },
      days: [bad(0), ok(1), bad(2)],
      expected: ["fired", "resolved", "fired"],
    },
    {
      rule: "a severity under the rule's is as good as none",
      given: { match: { minSeverity: "critical" } },
      days: [bad(0), bad(1, { severity: "critical" })],
      expected: [null, "fired"],
    },
    { rule: "another analyzer's findings are none of the rule's", given: { match: { analyzer: "decay" } }, days: [bad(0)], expected: [null] },
  ])("$rule", ({ given, days, expected }) => {
    const { told } = live([aRule(given)], ...days.map((finding) => [finding]));
    expect(told).toEqual(expected.map((kind) => (kind === null ? [] : [`${kind} ${one}`])));
  });
});

describe("one incident for one cause", () => {
  const weather = ["humidity", "temperature", "wind"] as const;
  const shift = (day: number) => weather.map((subject) => bad(day, { subject, cause: "trueShift" }));
  test.each<{ rule: string; steps: readonly (readonly Finding[])[]; expected: readonly (readonly string[])[] }>([
    { rule: "columns that shift in one window are one alert", steps: [shift(0)], expected: [["fired humidity+temperature+wind"]] },
    {
      rule: "a column that follows within seven windows joins",
      steps: [shift(0), [bad(6, { subject: "pressure", cause: "trueShift" })]],
      expected: [["fired humidity+temperature+wind"], ["continues humidity+pressure+temperature+wind"]],
    },
    {
      rule: "one that shifts in the eighth window is an incident of its own",
      steps: [shift(0), [bad(7, { subject: "carrier", cause: "trueShift" })]],
      expected: [["fired humidity+temperature+wind"], ["fired carrier"]],
    },
    {
      rule: "each unit change and each renamed category is its own, beside a shift",
      steps: [
        [
          bad(0, { subject: "distance", cause: "unitChange" }),
          bad(0, { subject: "speed", cause: "unitChange" }),
          bad(0, { subject: "carrier", cause: "renamedCategory" }),
          bad(0, { subject: "wind" }),
        ],
      ],
      expected: [["fired carrier", "fired distance", "fired speed", "fired wind"]],
    },
    {
      rule: "a unit change of a column that had shifted is a new alert",
      steps: [[bad(0)], [bad(1, { cause: "unitChange" })]],
      expected: [[`fired ${one}`], [`fired ${one}`]],
    },
    {
      rule: "a unit change whose cause is not named again goes on",
      steps: [[bad(0, { cause: "unitChange" })], [bad(1)]],
      expected: [[`fired ${one}`], [`continues ${one}`]],
    },
    {
      rule: "several metrics of a model that decays are one alert",
      steps: [
        ["accuracy", "rocAuc", "calibration"].map((subject) => bad(0, { analyzer: "decay", verdict: "decayed", subject, cause: "conceptDrift" })),
        [bad(30, { analyzer: "decay", verdict: "decayed", subject: "logLoss" })],
      ],
      expected: [["fired accuracy+calibration+rocAuc"], ["continues accuracy+calibration+logLoss+rocAuc"]],
    },
    {
      rule: "labels that stop coming are an alert of their own beside a model that decays, and one however long",
      steps: [
        [bad(0, { analyzer: "decay", verdict: "decayed", subject: "accuracy", cause: "conceptDrift" })],
        [bad(1, { analyzer: "decay", verdict: "failing", subject: "labels", cause: "labelOutage" })],
        [bad(2, { analyzer: "decay", verdict: "failing", subject: "labels", cause: "labelOutage" })],
      ],
      expected: [["fired accuracy"], ["fired labels"], ["continues labels"]],
    },
    {
      rule: "another model, or another version, is another alert",
      steps: [[bad(0), bad(0, { model: "eta" }), bad(0, { version: "2" })]],
      expected: [[`fired ${one}`, `fired ${one}`, `fired ${one}`]],
    },
    {
      rule: "failures go by their cause",
      steps: [
        [
          bad(0, { analyzer: "errors", verdict: "failing", subject: "network", cause: "upstreamDown" }),
          bad(0, { analyzer: "errors", verdict: "failing", subject: "badInput", cause: "malformedRequests" }),
        ],
      ],
      expected: [["fired badInput", "fired network"]],
    },
    {
      rule: "failures of one cause are one, by class and all together",
      steps: [["all", "badInput"].map((subject) => bad(0, { analyzer: "errors", verdict: "failing", subject, cause: "malformedRequests" }))],
      expected: [["fired all+badInput"]],
    },
    {
      rule: "it resolves when all its subjects are well, not before",
      steps: [
        shift(0),
        [...weather.slice(0, 2).map((subject) => ok(1, { subject })), bad(1, { subject: "wind" })],
        weather.map((subject) => ok(2, { subject })),
        weather.map((subject) => ok(3, { subject })),
      ],
      expected: [
        ["fired humidity+temperature+wind"],
        ["continues humidity+temperature+wind"],
        ["noted humidity+temperature+wind"],
        ["resolved humidity+temperature+wind"],
      ],
    },
    {
      rule: "one subject without data keeps the alert",
      steps: [
        shift(0),
        [ok(1, { subject: "humidity" }), ok(1, { subject: "wind" }), noData(1, { subject: "temperature" })],
        [ok(2, { subject: "humidity" }), ok(2, { subject: "wind" }), noData(2, { subject: "temperature" })],
      ],
      expected: [["fired humidity+temperature+wind"], ["noted humidity+temperature+wind"], ["noted humidity+temperature+wind"]],
    },
  ])("$rule", ({ steps, expected }) => {
    expect(live([aRule()], ...steps).told).toEqual(expected);
  });
});

describe("late and revised windows", () => {
  test.each<{ rule: string; steps: readonly (readonly Finding[])[]; expected: readonly (string | null)[] }>([
    { rule: "the same finding again changes nothing", steps: [[bad(0)], [bad(0)]], expected: ["fired", null] },
    {
      rule: "the same finding after the alert is resolved starts none",
      steps: [[bad(0)], [ok(1)], [ok(2)], [bad(0)]],
      expected: ["fired", "noted", "resolved", null],
    },
    { rule: "a revision that is bad too is noted, not told again", steps: [[bad(0)], [bad(0, { revision: 2 })]], expected: ["fired", "noted"] },
    { rule: "an older revision that comes late changes nothing", steps: [[bad(0, { revision: 2 })], [ok(0, { revision: 1 })]], expected: ["fired", null] },
    {
      rule: "the only bad window revised to good counts as a good window",
      steps: [[bad(0)], [ok(0, { revision: 2 })], [ok(1)]],
      expected: ["fired", "noted", "resolved"],
    },
    {
      rule: "a good window revised to bad takes back its part in resolving",
      steps: [[bad(0)], [ok(1)], [bad(1, { revision: 2 })], [ok(2)]],
      expected: ["fired", "noted", "continues", "noted"],
    },
    { rule: "windows in the wrong order are put in order", steps: [[bad(0)], [ok(2)], [ok(1)]], expected: ["fired", "noted", "resolved"] },
  ])("$rule", ({ steps, expected }) => {
    expect(live([aRule()], ...steps).told).toEqual(expected.map((kind) => (kind === null ? [] : [`${kind} ${one}`])));
  });

  test("a pending alert whose bad window is revised to good is dropped", () => {
    expect(live([aRule({ for: 2 })], [bad(0)], [ok(0, { revision: 2 })]).told).toEqual([[`pending ${one}`], [`dropped ${one}`]]);
  });
});

test("the order of findings does not matter, and the id is that of rule, scope and start", () => {
  const findings = [bad(0, { subject: "a" }), bad(0, { subject: "b" }), bad(0, { subject: "c", cause: "unitChange" })];
  const forwards = live([aRule()], findings).alerts;
  const backwards = live([aRule()], findings.toReversed()).alerts;
  expect(backwards).toEqual(forwards);
  expect(live([aRule({ name: "other" })], findings).alerts.map(({ alertId }) => alertId)).not.toEqual(forwards.map(({ alertId }) => alertId));
});

test("an alert keeps when it started, fired and ended, its worst severity and its cause", () => {
  const steps = [
    [bad(0, { severity: "critical", subject: "a" }), bad(0, { subject: "b", cause: "trueShift" })],
    [ok(1, { subject: "a" }), ok(1, { subject: "b" })],
  ];
  const [alert] = live([aRule({ keepFiringFor: 1 })], ...steps).alerts;
  expect(alert).toMatchObject({
    stage: "resolved",
    severity: "critical",
    cause: "trueShift",
    startedTime: DAY_0,
    firedTime: bad(0).judgedTime,
    resolvedTime: bad(1).judgedTime,
    revision: 2,
  });
});

test("a history replayed is its steps one after another, whatever order it is in", () => {
  const history = [ok(3), bad(0), ok(1), ok(2), bad(5, { subject: "wind" })];
  const transitions = replayAlerts(history, [aRule()]);
  expect(transitions.map(({ kind, alert }) => `${kind} ${Object.keys(alert.members).join("+")}`)).toEqual([
    `fired ${one}`,
    `noted ${one}`,
    `resolved ${one}`,
    "fired wind",
  ]);
  expect(replayAlerts(history.toReversed(), [aRule()])).toEqual(transitions);
});

test("an open alert whose rule is gone ends without a word", () => {
  const { alerts } = live([aRule()], [bad(0)]);
  expect(dropOrphans(alerts, [aRule({ name: "new" })], DAY_0).map(({ kind, alert }) => [kind, alert.stage])).toEqual([["dropped", "resolved"]]);
  expect(dropOrphans(alerts, [aRule()], DAY_0)).toEqual([]);
});

test("a bad window judged again brings its new words along when it is the newest, not when it is an older one", () => {
  const told = (...steps: readonly (readonly Finding[])[]) => live([aRule()], ...steps).alerts[0]?.members[one]?.finding.summary;
  expect(told([bad(0, { summary: "old" })], [bad(0, { summary: "new", revision: 2 })])).toBe("new");
  expect(told([bad(0)], [bad(1, { summary: "newest" })], [bad(0, { summary: "older", revision: 2 })])).toBe("newest");
});

test("of two causes named in one window the alert has the same one, whichever finding comes first", () => {
  const findings = [bad(0, { subject: "a", cause: "trueShift" }), bad(0, { subject: "b", cause: "spreadChange" })];
  const causes = [findings, findings.toReversed()].map((step) => live([aRule()], step).alerts.map(({ cause }) => cause));
  expect(causes).toEqual([["trueShift"], ["trueShift"]]);
});
