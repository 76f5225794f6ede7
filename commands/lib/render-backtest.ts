import type { AlertReport } from "../../alerts/backtest/alert-report.ts";
import type { BacktestReport, IncidentReport } from "../../alerts/backtest/backtest-report.ts";
import type { ModelReport } from "../../alerts/backtest/model-report.ts";
import { visibleLine } from "../../visible-text.ts";

/** A backtest for people: a line a model and monitor, the alerts with what they would have said, the incidents with how soon they were seen. */
export function renderBacktest(report: BacktestReport): string {
  const zones = new Map(report.models.map(({ model, timeZone }) => [model, timeZone]));
  const zoneOf = (model: string | null): string => zones.get(model ?? "") ?? [...zones.values()][0] ?? "UTC";
  const sections = [
    report.models.flatMap(modelLines),
    report.alerts.length === 0 ? ["No alert would have fired."] : report.alerts.flatMap((alert) => alertLines(alert, zoneOf(alert.model))),
    ...(report.incidents === null ? [] : [report.incidents.map((incident) => incidentLine(incident, zoneOf(incident.model)))]),
  ];
  return `${sections.map((lines) => lines.map(visibleLine).join("\n")).join("\n\n")}\n`;
}

function modelLines({ model, timeZone, from, to, alerts, alertsPerMonth, falseAlarms, falseAlarmsPerMonth, budget, monitors }: ModelReport): readonly string[] {
  if (from === null || to === null) return [`${model}: no window was due.`];
  const rate = (count: number, perMonth: number | null): string => `${count} (${(perMonth ?? 0).toFixed(2)} a month)`;
  const wrong = falseAlarms === null ? "" : `, false alarms ${rate(falseAlarms, falseAlarmsPerMonth)}`;
  return [
    `${model}: ${minute(from, timeZone)} to ${minute(to, timeZone)} ${timeZone}`,
    `alerts ${rate(alerts, alertsPerMonth)}${wrong}; false alarms allowed: ${budget} a month`,
    ...monitors.map(
      ({ analyzer, windows, findings, bad, noData }) =>
        `  ${analyzer.padEnd(6)} ${pad(windows)} windows ${pad(findings)} verdicts ${pad(bad)} bad ${pad(noData)} without data`,
    ),
  ];
}

function alertLines({ name, severity, cause, fired, started, ended, state, summary, incidents }: AlertReport, timeZone: string): readonly string[] {
  const belongs = incidents === null ? "" : incidents.length === 0 ? " · FALSE ALARM" : ` · ${incidents.join(", ")}`;
  const span = `${minute(started, timeZone)} – ${state === "resolved" ? minute(ended, timeZone) : "goes on"}`;
  return [
    `${minute(fired, timeZone)}  ${severity.padEnd(8)}  ${name}${cause === null ? "" : ` (${cause})`}${belongs}`,
    `                  ${span}: ${summary}`,
  ];
}

function incidentLine({ name, from, outcome, delaySeconds }: IncidentReport, timeZone: string): string {
  const what = { detected: `detected after ${delay(delaySeconds ?? 0)}`, missed: "MISSED", notJudged: "outside of what was judged" }[outcome];
  return `${minute(from, timeZone)}  ${name}: ${what}`;
}

function delay(seconds: number): string {
  const hours = seconds / 3600;
  return hours < 1 ? `${Math.round(seconds / 60)} min` : hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} days`;
}

/** "2013-04-22 00:00" in a zone. */
function minute(iso: string, timeZone: string): string {
  return new Date(iso).toLocaleString("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
}

function pad(count: number): string {
  return String(count).padStart(6);
}
