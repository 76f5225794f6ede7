import { expect, test } from "vitest";
import { incidentList, incidentsOf, type Incident } from "../../../alerts/backtest/incident.ts";
import { matchIncidents } from "../../../alerts/backtest/match-incidents.ts";
import { raisedAlerts } from "../../../alerts/backtest/raised-alerts.ts";
import { aFinding, aRule, DAY, DAY_0, HOUR, ok } from "../a-finding.ts";

const LATENESS = 3e5;
/** Bad on the second and third day (1 and 2), well on the others of eight. */
const HISTORY = Array.from({ length: 8 }, (_, day) => (day === 1 || day === 2 ? aFinding(day) : ok(day)));
const RAISED = raisedAlerts(HISTORY, [aRule()]);
const JUDGED = new Map([["flight-delay", { from: DAY_0, to: DAY_0 + 8 * DAY }]]);

function incident(fromDay: number, toDay: number, given: Partial<Incident> = {}): Incident {
  return { name: "it", from: DAY_0 + fromDay * DAY, to: DAY_0 + toDay * DAY, model: null, subject: null, ...given };
}

test("an alert that fired is told once, as it was at last: from its first bad window to the end of its last, resolved when the rule says", () => {
  expect(RAISED).toHaveLength(1);
  expect(RAISED[0]).toMatchObject({ firedTime: DAY_0 + 2 * DAY + LATENESS, lastBadEnd: DAY_0 + 3 * DAY });
  expect(RAISED[0]?.alert).toMatchObject({ stage: "resolved", startedTime: DAY_0 + DAY, resolvedTime: DAY_0 + 5 * DAY + LATENESS });
});

test("what was pending and went away is no alert", () => {
  expect(raisedAlerts(HISTORY, [aRule({ for: 3 })])).toEqual([]);
});

test("findings are taken when they were judged: one judged late fires late, whatever else ended with its window", () => {
  const late = aFinding(1, { analyzer: "decay", verdict: "decayed", subject: "accuracy", judgedTime: DAY_0 + 3 * DAY });
  const raised = raisedAlerts([late, ...HISTORY], [aRule({ name: "a", match: { analyzer: "drift" } }), aRule({ name: "b", match: { analyzer: "decay" } })]);
  expect(raised.map(({ alert, firedTime }) => [alert.analyzer, (firedTime - DAY_0) / HOUR])).toEqual([
    ["drift", 2 * 24 + 1 / 12],
    ["decay", 3 * 24],
  ]);
});

test("the order in which findings are given changes nothing", () => {
  expect(raisedAlerts(HISTORY.toReversed(), [aRule()])).toEqual(RAISED);
});

test.each([
  ["of its time: detected, from its begin to when the alert fired", incident(1, 3), "detected", DAY + LATENESS],
  ["beginning before the bad windows", incident(0.5, 2), "detected", 1.5 * DAY + LATENESS],
  ["within one window", incident(1.25, 1.5), "detected", 0.75 * DAY + LATENESS],
  ["ending where the alert begins (half open): missed", incident(0, 1), "missed", null],
  ["beginning where the alert's last bad window ends: missed", incident(3, 4), "missed", null],
  ["begun after the alert had fired: missed, it was told of nothing new", incident(2.5, 4), "missed", null],
  ["of its model and subject", incident(1, 3, { model: "flight-delay", subject: "departure_delay" }), "detected", DAY + LATENESS],
  ["of another subject", incident(1, 3, { subject: "carrier" }), "missed", null],
  ["of another model, which was not judged", incident(1, 3, { model: "churn" }), "notJudged", null],
  ["of another year", incident(400, 401), "notJudged", null],
] as const)("an incident %s", (_, known, outcome, delayMs) => {
  const [matched] = matchIncidents(RAISED, [known], JUDGED);
  expect(matched).toMatchObject({ outcome, delayMs, alertIds: outcome === "detected" ? [RAISED[0]?.alert.alertId] : [] });
});

test("days of an incident are whole days of its model's zone", () => {
  const list = incidentList.parse([{ name: "celsius", from: "2013-02-18", to: "2013-02-18", model: "flight-delay" }]);
  expect(incidentsOf(list, (model) => (model === "flight-delay" ? "America/New_York" : "UTC"))).toEqual([
    { name: "celsius", from: Date.parse("2013-02-18T05:00:00Z"), to: Date.parse("2013-02-19T05:00:00Z"), model: "flight-delay", subject: null },
  ]);
});

test.each([
  ["no list", { name: "x" }],
  ["without an end", [{ name: "x", from: "2013-02-18" }]],
  ["a time that is none", [{ name: "x", from: "soon", to: "2013-02-18" }]],
  ["a key that is not known", [{ name: "x", from: 1, to: 2, modle: "m" }]],
])("a list of incidents is refused: %s", (_, list) => {
  expect(incidentList.safeParse(list).success).toBe(false);
});
