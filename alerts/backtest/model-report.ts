import type { HistoryPart } from "../../analyzers/backtest/plan-history.ts";
import { isBad } from "../../analyzers/findings/episodes.ts";
import type { AnalyzerName, Finding } from "../../analyzers/findings/finding.ts";
import type { AlertReport } from "./alert-report.ts";

/** One part of the history with its findings. */
export interface JudgedPart extends HistoryPart {
  readonly findings: readonly Finding[];
}

const MONTH_MS = 30 * 86_400_000;

/** One model of a backtest. */
export interface ModelReport {
  readonly model: string;
  readonly timeZone: string;
  /** From the first window's start to the last one's end, ISO 8601; null when no window was due. */
  readonly from: string | null;
  readonly to: string | null;
  /** Of 30 days. */
  readonly months: number;
  readonly alerts: number;
  readonly alertsPerMonth: number | null;
  /** Null without a list of incidents. */
  readonly falseAlarms: number | null;
  readonly falseAlarmsPerMonth: number | null;
  /** False alarms a month that the configuration allows. */
  readonly budget: number;
  readonly monitors: readonly MonitorReport[];
}

/** What one analyzer found. */
export interface MonitorReport {
  readonly analyzer: AnalyzerName;
  readonly windows: number;
  readonly findings: number;
  /** Findings that alert, and those without data. */
  readonly bad: number;
  readonly noData: number;
}

/** @param parts of one model, at least one @param known whether false alarms can be told from others */
export function modelReport(parts: readonly JudgedPart[], allAlerts: readonly AlertReport[], known: boolean): ModelReport {
  const { model = "", timeZone = "UTC", falseAlarmsPerMonth: budget = 0 } = parts[0]?.of.config ?? {};
  const span = spanOf(parts);
  const months = (span.to - span.from) / MONTH_MS;
  const alerts = allAlerts.filter((alert) => alert.model === model);
  const falseAlarms = alerts.filter(({ falseAlarm }) => falseAlarm === true).length;
  const perMonth = (count: number): number | null => (months === 0 ? null : count / months);
  return {
    model,
    timeZone,
    from: months === 0 ? null : new Date(span.from).toISOString(),
    to: months === 0 ? null : new Date(span.to).toISOString(),
    months,
    alerts: alerts.length,
    alertsPerMonth: perMonth(alerts.length),
    falseAlarms: known ? falseAlarms : null,
    falseAlarmsPerMonth: known ? perMonth(falseAlarms) : null,
    budget,
    monitors: parts.map(monitorReport),
  };
}

function monitorReport({ analyzer, windows, findings }: JudgedPart): MonitorReport {
  const noData = findings.filter(({ verdict }) => verdict === "noData").length;
  return { analyzer: analyzer.name, windows: windows.length, findings: findings.length, bad: findings.filter(isBad).length, noData };
}

/** The time that some parts judged, epoch milliseconds; empty at 0 when they had no window. */
export function spanOf(parts: readonly HistoryPart[]): { readonly from: number; readonly to: number } {
  const judged = parts.filter(({ windows }) => windows.length > 0);
  if (judged.length === 0) return { from: 0, to: 0 };
  return {
    from: Math.min(...judged.map(({ windows }) => windows[0]?.start ?? Infinity)),
    to: Math.max(...judged.map(({ windows }) => windows.at(-1)?.end ?? 0)),
  };
}
