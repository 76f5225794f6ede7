import type { Finding } from "../../analyzers/findings/finding.ts";
import type { AlertState } from "../lifecycle/alert-state.ts";
import { replayAlerts } from "../lifecycle/replay-alerts.ts";
import type { AlertRule } from "../lifecycle/rule.ts";

/** An alert that would have fired. Times are event time, epoch milliseconds. */
export interface RaisedAlert {
  /** As it was at last. */
  readonly alert: AlertState;
  readonly firedTime: number;
  /** End of its last bad window. */
  readonly lastBadEnd: number;
}

/** The alerts that findings would have raised under some rules, in the order in which they fired. */
export function raisedAlerts(findings: readonly Finding[], rules: readonly AlertRule[]): readonly RaisedAlert[] {
  const raised = new Map<string, RaisedAlert>();
  for (const { alert } of replayAlerts(findings, rules)) {
    const { alertId, firedTime } = alert;
    if (firedTime !== null) raised.set(alertId, { alert, firedTime, lastBadEnd: Math.max(raised.get(alertId)?.lastBadEnd ?? 0, lastBadEndOf(alert)) });
  }
  return [...raised.values()].sort((a, b) => a.firedTime - b.firedTime || (a.alert.alertId < b.alert.alertId ? -1 : 1));
}

function lastBadEndOf({ members }: AlertState): number {
  return Math.max(...Object.values(members).flatMap(({ windows }) => windows.filter(({ status }) => status === "bad").map(({ end }) => end)), 0);
}
