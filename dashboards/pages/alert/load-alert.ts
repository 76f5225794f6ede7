import { episodeDays, type DayRange } from "../../../alerts/accept/accepted-range.ts";
import { lastJudgedEnd } from "../../../analyzers/monitoring/judged-windows.ts";
import type { WindowLength } from "../../../analyzers/windows/window.ts";
import { isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { AppParts, Delivery } from "../../app-parts.ts";
import { queryAlerts, type AlertRecord } from "../../read/alert-query.ts";
import { queryFindings } from "../../read/finding-query.ts";
import { subjectsOf } from "../report/fires-for.ts";

/** All that the page of one alert is made of. */
export interface AlertData {
  readonly alert: AlertRecord;
  /** The bad windows of its subjects while it lasted, oldest first. */
  readonly findings: readonly Finding[];
  readonly deliveries: readonly Delivery[];
  /** IANA name; UTC for a model that is not watched. */
  readonly timeZone: string;
  /** Event time, epoch milliseconds. */
  readonly now: number;
  /** What could become the new normal; null where no baseline is for it, or it is over. */
  readonly normal: {
    readonly window: WindowLength;
    /** The days that it has lasted; null while they are too few. */
    readonly range: DayRange | null;
    /** What it is compared with so far. */
    readonly name: string;
  } | null;
}

/** Reads an alert with its windows and messages; null for one that is not there. */
export async function loadAlert(parts: AppParts, alertId: string): Promise<AlertData | null> {
  const { store, clock, models, deliveries } = parts;
  const [alert] = alertId === "" ? [] : await queryAlerts(store, { alertId, limit: 1 });
  if (alert === undefined) return null;
  const now = clock.now();
  const { model, analyzer, startedTime, resolvedTime } = alert;
  const findings = await queryFindings(store, { model, analyzer, from: startedTime, to: resolvedTime ?? Math.max(now, startedTime + 1) });
  const subjects = new Set(subjectsOf(alert));
  return {
    alert,
    findings: findings.filter((finding) => subjects.has(finding.subject) && isBad(finding)).toReversed(),
    deliveries: (await deliveries?.(alert.notifications.map(({ notificationId }) => notificationId))) ?? [],
    timeZone: models.find(({ config }) => config.model === model)?.config.timeZone ?? "UTC",
    now,
    normal: await normalOf(parts, alert, now),
  };
}

async function normalOf({ store, models }: AppParts, { model, analyzer, state, startedTime }: AlertRecord, now: number): Promise<AlertData["normal"]> {
  const config = models.find((entry) => entry.config.model === model)?.config;
  if (config === undefined || state === "resolved" || (analyzer !== "drift" && analyzer !== "decay")) return null;
  const judgedEnd = Math.min(now, (await lastJudgedEnd(store, model, analyzer)) ?? now);
  const { window } = config.drift;
  return { window, range: episodeDays({ startedTime, judgedEnd, window, timeZone: config.timeZone }), name: config.baseline.name };
}
