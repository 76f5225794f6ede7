import type { AnalyzerName, Severity } from "../../analyzers/findings/finding.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { MAX_TIME } from "./finding-query.ts";
import { sql } from "./sql.ts";

/** One row of `notifications`, its newest revision. Times are epoch milliseconds. */
export interface NotificationRecord {
  readonly notificationId: string;
  readonly alertId: string;
  readonly channel: string;
  readonly receiver: string;
  readonly status: "pending" | "delivered" | "failed";
  readonly attempts: number;
  readonly error: string;
  readonly event: string;
  readonly eventTime: number;
  readonly updatedTime: number;
  readonly subject: string;
}

/** One row of `alerts`, its newest revision, with the messages sent for it. Times are epoch milliseconds. */
export interface AlertRecord {
  readonly alertId: string;
  readonly name: string;
  readonly model: string;
  readonly subject: string;
  readonly analyzer: AnalyzerName;
  readonly cause: string;
  readonly severity: Severity;
  readonly state: "pending" | "firing" | "resolved";
  readonly summary: string;
  readonly startedTime: number;
  readonly firedTime: number | null;
  readonly resolvedTime: number | null;
  readonly updatedTime: number;
  readonly revision: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly notifications: readonly NotificationRecord[];
}

/** Which alerts: those that were not yet over at `from` and began before `to`; empty texts mean any. */
export interface AlertQuery {
  readonly alertId: string;
  readonly model: string;
  readonly state: string;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** Alerts, newest first, each with its notifications in the order of their events. */
export async function queryAlerts(store: Store, query: Partial<AlertQuery>): Promise<AlertRecord[]> {
  const all: AlertQuery = { alertId: "", model: "", state: "", from: 0, to: MAX_TIME, limit: 1000 };
  const alerts = await store.query<Omit<AlertRecord, "notifications">>(sql("alerts"), { ...all, ...query });
  if (alerts.length === 0) return [];
  const notifications = await store.query<NotificationRecord>(sql("notifications"), { alertIds: alerts.map((alert) => alert.alertId) });
  const byAlert = Map.groupBy(notifications, (notification) => notification.alertId);
  return alerts.map((alert) => ({ ...alert, notifications: byAlert.get(alert.alertId) ?? [] }));
}

/** The alerts that fire now, of every model, without their notifications; at most 10,000, the newest first. */
export async function queryFiring(store: Store): Promise<AlertRecord[]> {
  const all: AlertQuery = { alertId: "", model: "", state: "firing", from: 0, to: MAX_TIME, limit: 10_000 };
  return (await store.query<Omit<AlertRecord, "notifications">>(sql("alerts"), { ...all })).map((alert) => ({ ...alert, notifications: [] }));
}
