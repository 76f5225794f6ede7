import { createHash } from "node:crypto";

/** Names an alert: the same rule, scope and start give the same alert, whoever works it out and how often. */
export function alertIdOf(rule: string, scope: string, startedTime: number): string {
  return hash("alert", rule, scope, String(startedTime));
}

/** Names a notification: the `round`-th (from 0) of an alert to a receiver. */
export function notificationIdOf(alertId: string, receiver: string, round: number): string {
  return hash("notification", alertId, receiver, String(round));
}

function hash(...parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
