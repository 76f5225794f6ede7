import { describe, expect, test } from "vitest";
import type { AlertState } from "../../../alerts/lifecycle/alert-state.ts";
import { loadChannels } from "../../../alerts/channel.ts";
import type { Transition } from "../../../alerts/lifecycle/lifecycle.ts";
import { historyKey, planNotifications, type PlanContext } from "../../../alerts/notify/plan-notifications.ts";
import { aFinding, aRule, DAY, DAY_0, HOUR } from "../a-finding.ts";
import { anAlert } from "../an-alert.ts";

const channels = await loadChannels();
const team = { name: "team", channel: "slack", options: {} };
const trainer = { name: "trainer", channel: "retrain", options: { cooldown: 7 * DAY, trainingRange: 30 * DAY } };
const NOW = DAY_0 + 10 * DAY;

function plan(kind: Transition["kind"], alert: AlertState, given: Partial<PlanContext> = {}) {
  const context = { rules: [aRule()], receivers: [team], channels, silences: [], repeatInterval: 4 * HOUR, history: new Map(), now: NOW, ...given };
  return planNotifications({ kind, alert }, context);
}
const told = (...args: Parameters<typeof plan>) => plan(...args).planned.map(({ receiver, event }) => `${event} ${receiver.name}`);

const fired = anAlert([aFinding(0)]);
const toldAt = (time: number, given: Partial<AlertState> = {}): AlertState => ({ ...fired, notified: 1, lastNotifiedTime: time, ...given });
const silence = (match: object, from = NOW - HOUR, until = NOW + HOUR) => ({ silences: [{ match, from, until, comment: "" }] });

describe("who hears of what", () => {
  test.each<{ rule: string; actual: () => readonly string[]; expected: readonly string[] }>([
    { rule: "an alert that fires", actual: () => told("fired", fired), expected: ["firing team"] },
    { rule: "a pending one is not told", actual: () => told("pending", fired), expected: [] },
    { rule: "one that is over before it fired is not told", actual: () => told("dropped", fired), expected: [] },
    { rule: "one that goes on: after the repeat interval (>=)", actual: () => told("continues", toldAt(NOW - 4 * HOUR)), expected: ["firing team"] },
    { rule: "one that goes on: not before", actual: () => told("continues", toldAt(NOW - 4 * HOUR + 1)), expected: [] },
    {
      rule: "one that somebody acknowledged is not repeated",
      actual: () => told("continues", toldAt(0, { acknowledgement: { by: "ada", time: 0, why: "" } })),
      expected: [],
    },
    {
      rule: "its end is told all the same",
      actual: () => told("resolved", toldAt(0, { acknowledgement: { by: "ada", time: 0, why: "" } })),
      expected: ["resolved team"],
    },
    { rule: "the end of one that nobody heard of is not told", actual: () => told("resolved", fired), expected: [] },
    { rule: "silenced by the configuration", actual: () => told("fired", fired, silence({ model: "flight-delay" })), expected: [] },
    {
      rule: "a silence of the configuration begins at its from and is over at its until",
      actual: () => [
        ...told("fired", fired, silence({}, NOW + 1, NOW + HOUR)),
        ...told("fired", fired, silence({}, NOW, NOW + HOUR)),
        ...told("fired", fired, silence({}, NOW - HOUR, NOW + 1)),
        ...told("fired", fired, silence({}, NOW - HOUR, NOW)),
      ],
      expected: ["firing team", "firing team"],
    },
    { rule: "a silence for this verdict", actual: () => told("fired", fired, silence({ verdict: "drifted" })), expected: [] },
    { rule: "a silence for another verdict", actual: () => told("fired", fired, silence({ verdict: "failing" })), expected: ["firing team"] },
    { rule: "a silence for another cause", actual: () => told("fired", fired, silence({ cause: "unitChange" })), expected: ["firing team"] },
    { rule: "a silence for what is critical", actual: () => told("fired", fired, silence({ minSeverity: "critical" })), expected: ["firing team"] },
    { rule: "one whose rule is gone", actual: () => told("fired", fired, { rules: [aRule({ name: "other" })] }), expected: [] },
    { rule: "a silence for another model", actual: () => told("fired", fired, silence({ model: "eta" })), expected: ["firing team"] },
    {
      rule: "silenced itself, until then (>= tells again)",
      actual: () => [...told("fired", { ...fired, silencedUntil: NOW + 1 }), ...told("fired", { ...fired, silencedUntil: NOW })],
      expected: ["firing team"],
    },
    { rule: "one that fired in silence is told by the next bad window", actual: () => told("continues", fired), expected: ["firing team"] },
    {
      rule: "only the rule's receivers",
      actual: () => told("fired", fired, { rules: [aRule({ receivers: ["other"] })], receivers: [team, { ...team, name: "other" }] }),
      expected: ["firing other"],
    },
    {
      rule: "a silence for one subject does not hide an alert of two",
      actual: () => told("fired", anAlert([aFinding(0), aFinding(0, { subject: "wind" })]), silence({ subject: "wind" })),
      expected: ["firing team"],
    },
  ])("$rule", ({ actual, expected }) => {
    expect(actual()).toEqual(expected);
  });

  test("each round has its own id, the same when planned again", () => {
    const first = plan("fired", fired);
    expect(plan("fired", fired)).toEqual(first);
    expect(plan("continues", first.alert, { now: NOW + DAY }).planned[0]?.notificationId).not.toBe(first.planned[0]?.notificationId);
  });
});

describe("retraining is asked for", () => {
  const decay = anAlert([aFinding(0, { analyzer: "decay", verdict: "decayed", subject: "rocAuc", cause: "conceptDrift" })]);
  const asked = (alert: AlertState, given: { for?: number; last?: readonly [string, number]; kind?: Transition["kind"] } = {}) =>
    told(given.kind ?? "fired", alert, {
      receivers: [trainer],
      rules: [aRule({ for: given.for ?? 1 })],
      history: new Map(given.last === undefined ? [] : [given.last]),
    }).length === 1;
  const lastOfModel = historyKey("trainer", "model", "flight-delay");
  test.each<{ rule: string; actual: () => boolean; expected: boolean }>([
    { rule: "for concept drift", actual: () => asked(decay), expected: true },
    { rule: "not for decay without that cause", actual: () => asked({ ...decay, cause: null }), expected: false },
    {
      rule: "not for labels that stopped coming",
      actual: () => asked(anAlert([aFinding(0, { analyzer: "decay", verdict: "failing", subject: "labels", cause: "labelOutage" })])),
      expected: false,
    },
    { rule: "not for drift of one window", actual: () => asked(fired), expected: false },
    { rule: "for drift that persists", actual: () => asked(fired, { for: 2 }), expected: true },
    {
      rule: "not for a unit change, which training can't mend",
      actual: () => asked(anAlert([aFinding(0, { cause: "unitChange" })]), { for: 2 }),
      expected: false,
    },
    { rule: "not for errors", actual: () => asked(anAlert([aFinding(0, { analyzer: "errors", verdict: "failing" })]), { for: 2 }), expected: false },
    { rule: "not within the model's cooldown", actual: () => asked(decay, { last: [lastOfModel, NOW - 7 * DAY + 1] }), expected: false },
    { rule: "when the cooldown is over (>=)", actual: () => asked(decay, { last: [lastOfModel, NOW - 7 * DAY] }), expected: true },
    {
      rule: "once an alert",
      actual: () => asked({ ...decay, notified: 1, lastNotifiedTime: 0 }, { kind: "continues", last: [historyKey("trainer", "alert", decay.alertId), 0] }),
      expected: false,
    },
    {
      rule: "later, by an alert that goes on, when the cooldown was in its way",
      actual: () => asked({ ...decay, notified: 1, lastNotifiedTime: 0 }, { kind: "continues" }),
      expected: true,
    },
    { rule: "not when it is resolved", actual: () => asked({ ...decay, notified: 1 }, { kind: "resolved" }), expected: false },
  ])("$rule", ({ actual, expected }) => {
    expect(actual()).toBe(expected);
  });
});
