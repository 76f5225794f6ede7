import { alertReport, type AlertReport } from "./alert-report.ts";
import type { Incident } from "./incident.ts";
import { matchIncidents, type IncidentOutcome } from "./match-incidents.ts";
import { modelReport, spanOf, type JudgedPart, type ModelReport } from "./model-report.ts";
import type { RaisedAlert } from "./raised-alerts.ts";

/** What a backtest says, as it is printed: times in ISO 8601, UTC. */
export interface BacktestReport {
  readonly models: readonly ModelReport[];
  /** In the order in which they fired. */
  readonly alerts: readonly AlertReport[];
  /** Null without a list of incidents, as is all that follows from one. */
  readonly incidents: readonly IncidentReport[] | null;
  readonly detected: number | null;
  readonly missed: number | null;
  readonly falseAlarms: number | null;
}

export interface IncidentReport extends Pick<IncidentOutcome, "outcome" | "alertIds"> {
  readonly name: string;
  readonly model: string | null;
  readonly subject: string | null;
  readonly from: string;
  readonly to: string;
  /** From its begin to the first alert; null unless detected. */
  readonly delaySeconds: number | null;
}

/** Sums a backtest up. @param incidents what is known to have gone wrong; null: nothing is known */
export function backtestReport(parts: readonly JudgedPart[], raised: readonly RaisedAlert[], incidents: readonly Incident[] | null): BacktestReport {
  const models = Map.groupBy(parts, ({ of }) => of.config.model);
  const spans = new Map([...models].map(([model, own]) => [model, spanOf(own)]));
  const outcomes = incidents === null ? null : matchIncidents(raised, incidents, spans);
  const alerts = raised.map((one) => alertReport(one, outcomes));
  const count = (outcome: IncidentOutcome["outcome"]): number | null => outcomes?.filter((one) => one.outcome === outcome).length ?? null;
  return {
    models: [...models.values()].map((own) => modelReport(own, alerts, outcomes !== null)),
    alerts,
    incidents: outcomes?.map(incidentReport) ?? null,
    detected: count("detected"),
    missed: count("missed"),
    falseAlarms: outcomes === null ? null : alerts.filter(({ falseAlarm }) => falseAlarm === true).length,
  };
}

function incidentReport({ incident, outcome, delayMs, alertIds }: IncidentOutcome): IncidentReport {
  const { name, model, subject, from, to } = incident;
  const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return { name, model, subject, ...times, outcome, delaySeconds: delayMs === null ? null : delayMs / 1000, alertIds };
}
