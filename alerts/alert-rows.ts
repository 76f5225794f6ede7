import type { AlertState } from "./alert-state.ts";
import { rankBriefs } from "./finding-brief.ts";
import { alertName } from "./scope-of.ts";

/** One row of `alerts`; see docs/tables.md. `labels.progress` is the whole state as JSON, from which the runner goes on; the other labels are for people and queries. */
export function alertRow(alert: AlertState): object {
  const ranked = rankBriefs(Object.values(alert.members).map(({ finding }) => finding));
  return {
    alert_id: alert.alertId,
    name: alertName(alert),
    model: alert.model,
    subject: ranked[0]?.subject ?? "",
    analyzer: alert.analyzer,
    cause: alert.cause ?? "",
    severity: alert.severity,
    state: alert.stage,
    summary: ranked[0]?.summary ?? "",
    revision: alert.revision,
    started_time: alert.startedTime,
    fired_time: alert.firedTime,
    resolved_time: alert.resolvedTime,
    updated_time: alert.updatedTime,
    labels: {
      rule: alert.rule,
      version: alert.version,
      subjects: ranked.map(({ subject }) => subject).join(", "),
      ...(alert.acknowledgement === null
        ? {}
        : {
            acknowledged_by: alert.acknowledgement.by,
            acknowledged_time: new Date(alert.acknowledgement.time).toISOString(),
          }),
      ...(alert.silencedUntil === null ? {} : { silenced_until: new Date(alert.silencedUntil).toISOString() }),
      progress: JSON.stringify(alert),
    },
  };
}

/** The state that `alertRow` wrote down. */
export function alertOfProgress(progress: string): AlertState {
  return JSON.parse(progress) as AlertState;
}
