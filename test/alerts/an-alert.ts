import type { AlertState } from "../../alerts/lifecycle/alert-state.ts";
import type { Notification, NotificationEvent } from "../../alerts/channel.ts";
import { notificationIdOf } from "../../alerts/lifecycle/identity.ts";
import { stepAlerts } from "../../alerts/lifecycle/lifecycle.ts";
import { renderMessage } from "../../alerts/render/message.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { aFinding, aRule, ok } from "./a-finding.ts";

export const BASE_URL = "https://tidemark.example";

/** The alert that findings of one window raise, firing, or resolved by the window after. */
export function anAlert(findings: readonly Finding[], event: NotificationEvent = "firing"): AlertState {
  const rules = [aRule({ keepFiringFor: 1 })];
  const now = Math.max(...findings.map(({ judgedTime }) => judgedTime));
  const fired = stepAlerts([], findings, rules, now).map(({ alert }) => alert);
  const wells = findings.map(({ subject, analyzer }) => ok(1, { subject, analyzer }));
  const [alert] = event === "firing" ? fired : stepAlerts(fired, wells, rules, now + 86_400_000).map(({ alert }) => alert);
  if (alert === undefined) throw new Error("no alert was raised");
  return alert;
}

/** A notification of that alert to the receiver "team": its first when firing, its second when resolved. */
export function aNotification(event: NotificationEvent, findings: readonly Finding[] = [aFinding(0)]): Notification {
  const alert = anAlert(findings, event);
  return {
    notificationId: notificationIdOf(alert.alertId, "team", event === "firing" ? 0 : 1),
    threadId: notificationIdOf(alert.alertId, "team", 0),
    event,
    eventTime: alert.updatedTime,
    alert,
    message: renderMessage(alert, event, BASE_URL),
  };
}
