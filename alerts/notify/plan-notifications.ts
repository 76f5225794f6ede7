import type { AlertState } from "../lifecycle/alert-state.ts";
import type { Receiver, Silence } from "../alerts-config.ts";
import type { AnyChannel, NotificationEvent } from "../channel.ts";
import { notificationIdOf } from "../lifecycle/identity.ts";
import type { Transition } from "../lifecycle/lifecycle.ts";
import { atLeast, watches, type AlertRule } from "../lifecycle/rule.ts";

/** A notification to be sent, without its words. Event time in epoch milliseconds. */
export interface PlannedNotification {
  readonly notificationId: string;
  readonly alertId: string;
  readonly receiver: Receiver;
  readonly event: NotificationEvent;
  readonly eventTime: number;
}

/** When a receiver last got a firing notification, by `historyKey`; event time. */
export type SentHistory = ReadonlyMap<string, number>;

export interface PlanContext {
  readonly rules: readonly AlertRule[];
  readonly receivers: readonly Receiver[];
  readonly channels: readonly AnyChannel[];
  readonly silences: readonly Silence[];
  readonly repeatInterval: number;
  readonly history: SentHistory;
  readonly now: number;
}

/** Who hears of a transition, and the alert as it is after that. A silence delays the first notification until a bad window after its end; an acknowledged alert is not told again. That one became the new normal is told to all. */
export function planNotifications(
  transition: Transition,
  context: PlanContext,
): { readonly alert: AlertState; readonly planned: readonly PlannedNotification[] } {
  const { alert } = transition;
  const rule = context.rules.find(({ name }) => name === alert.rule);
  const event = dueEvent(transition, context);
  if (rule === undefined || event === null) return { alert, planned: [] };
  const receivers = context.receivers.filter((receiver) => (rule.receivers?.includes(receiver.name) ?? true) && admits(receiver, alert, event, rule, context));
  const planned = receivers.map((receiver) => ({
    notificationId: notificationIdOf(alert.alertId, receiver.name, alert.notified),
    alertId: alert.alertId,
    receiver,
    event,
    eventTime: context.now,
  }));
  return { alert: { ...alert, notified: alert.notified + 1, lastNotifiedTime: context.now }, planned };
}

/** Key of `SentHistory`: a receiver and an alert's id, or a receiver and a model. */
export function historyKey(receiver: string, kind: "alert" | "model", of: string): string {
  return JSON.stringify([receiver, kind, of]);
}

function dueEvent({ kind, alert }: Transition, context: PlanContext): NotificationEvent | null {
  // A new baseline concerns everybody, also those who had not heard of the alert.
  if (kind === "accepted") return "resolved";
  if (isSilenced(alert, context)) return null;
  if (kind === "resolved") return alert.notified > 0 ? "resolved" : null;
  if (kind !== "fired" && kind !== "continues") return null;
  if (alert.lastNotifiedTime === null) return "firing";
  const repeats = alert.acknowledgement === null && context.now - alert.lastNotifiedTime >= context.repeatInterval;
  return repeats ? "firing" : null;
}

function isSilenced(alert: AlertState, { silences, now }: PlanContext): boolean {
  if (alert.silencedUntil !== null && now < alert.silencedUntil) return true;
  return silences.some((silence) => silence.from <= now && now < silence.until && silenceFits(silence, alert));
}

/** A silence must fit every subject of an alert, so that it never hides another one. */
function silenceFits({ match }: Silence, alert: AlertState): boolean {
  return Object.values(alert.members).every(
    ({ finding }) =>
      watches(match, { analyzer: alert.analyzer, model: alert.model, subject: finding.subject }) &&
      (match.cause ?? finding.cause) === finding.cause &&
      (match.verdict ?? finding.verdict) === finding.verdict &&
      atLeast(finding.severity, match.minSeverity ?? "none"),
  );
}

function admits(receiver: Receiver, alert: AlertState, event: NotificationEvent, rule: AlertRule, { channels, history, now }: PlanContext): boolean {
  const channel = channels.find(({ name }) => name === receiver.channel);
  const last = (kind: "alert" | "model", of: string) => history.get(historyKey(receiver.name, kind, of)) ?? null;
  const admission = { alert, event, now, persistent: isPersistent(rule), lastOfAlert: last("alert", alert.alertId), lastOfModel: last("model", alert.model) };
  return channel?.admit?.(admission, receiver.options) ?? true;
}

function isPersistent(rule: AlertRule): boolean {
  return "windows" in rule.for ? rule.for.windows > 1 : rule.for.ms > 0;
}
