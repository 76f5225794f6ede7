import type { AnalyzerName, Verdict } from "../../analyzers/findings/finding.ts";
import { alertName } from "../lifecycle/scope-of.ts";
import { tellingOrder } from "../render/telling-order.ts";
import type { IncidentOutcome } from "./match-incidents.ts";
import type { RaisedAlert } from "./raised-alerts.ts";

/** An alert of a backtest, as it is printed: times in ISO 8601, UTC. */
export interface AlertReport {
  readonly alertId: string;
  readonly name: string;
  readonly rule: string;
  readonly model: string;
  readonly analyzer: AnalyzerName;
  /** Of the newest bad window the most telling first. */
  readonly subjects: readonly string[];
  readonly verdict: Verdict | null;
  readonly cause: string | null;
  readonly severity: string;
  /** As it was at last. */
  readonly state: string;
  readonly summary: string;
  /** Start of its first bad window, when it fired, end of its last bad window, when it was resolved. */
  readonly started: string;
  readonly fired: string;
  readonly ended: string;
  readonly resolved: string | null;
  /** Names of the incidents that it belongs to; null without a list of them. */
  readonly incidents: readonly string[] | null;
  readonly falseAlarm: boolean | null;
}

export function alertReport({ alert, firedTime, lastBadEnd }: RaisedAlert, outcomes: readonly IncidentOutcome[] | null): AlertReport {
  const { alertId, rule, model, analyzer, cause, severity, members, startedTime, resolvedTime } = alert;
  const findings = Object.values(members).map(({ finding }) => finding);
  const told = tellingOrder(analyzer, findings);
  const incidents = outcomes?.filter(({ alertIds }) => alertIds.includes(alertId)).map(({ incident }) => incident.name) ?? null;
  return {
    alertId,
    name: alertName(alert),
    rule,
    model,
    analyzer,
    subjects: told.map(({ subject }) => subject),
    verdict: told[0]?.verdict ?? null,
    cause,
    severity,
    state: alert.stage,
    summary: told[0]?.summary ?? "",
    started: iso(startedTime),
    fired: iso(firedTime),
    ended: iso(lastBadEnd),
    resolved: resolvedTime === null ? null : iso(resolvedTime),
    incidents,
    falseAlarm: incidents === null ? null : incidents.length === 0,
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
