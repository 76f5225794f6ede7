import { readFileSync } from "node:fs";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { type FindingRow, fromFindingRow } from "../../analyzers/findings/finding-rows.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { alertOfProgress, alertRow } from "./alert-rows.ts";
import type { AlertState } from "../lifecycle/alert-state.ts";
import type { StoredNotification } from "./notification-rows.ts";
import { historyKey } from "../notify/plan-notifications.ts";

const OPEN_ALERTS = sql("open-alerts");
const ACCEPTED_ALERTS = sql("accepted-alerts");
const ALERTS_BY_ID = sql("alerts-by-id");
const PENDING = sql("pending-notifications");
const SENT_HISTORY = sql("sent-history");
const POSITION = sql("position");
const NEW_FINDINGS = sql("new-findings");

/** Open alerts, and those that changed since (event time, epoch milliseconds). */
export async function loadAlerts(store: Store, since: number): Promise<readonly AlertState[]> {
  return (await store.query<{ progress: string }>(OPEN_ALERTS, { since: Math.trunc(since) })).map(({ progress }) => alertOfProgress(progress));
}

/** Open alerts that somebody said are the new normal. */
export async function loadAccepted(store: Store): Promise<readonly AlertState[]> {
  return (await store.query<{ progress: string }>(ACCEPTED_ALERTS)).map(({ progress }) => alertOfProgress(progress));
}

/** Alerts by their ids; unknown ids are left out. */
export async function loadAlertsById(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, AlertState>> {
  if (ids.length === 0) return new Map();
  const rows = await store.query<{ progress: string }>(ALERTS_BY_ID, { ids });
  return new Map(rows.map(({ progress }) => alertOfProgress(progress)).map((alert) => [alert.alertId, alert]));
}

export async function saveAlerts(store: Store, alerts: readonly AlertState[]): Promise<void> {
  if (alerts.length > 0) await store.insert("alerts", alerts.map(alertRow));
}

/** The outbox, oldest first. */
export function loadPending(store: Store): Promise<readonly StoredNotification[]> {
  return store.query<StoredNotification>(PENDING);
}

export async function saveNotifications(store: Store, rows: readonly StoredNotification[]): Promise<void> {
  if (rows.length > 0) await store.insert("notifications", rows);
}

/** When each of the receivers last got a firing notification, by `historyKey`. */
export async function loadSentHistory(store: Store, receivers: readonly string[]): Promise<Map<string, number>> {
  const history = new Map<string, number>();
  if (receivers.length === 0) return history;
  for (const { receiver, alert_id, model, last } of await store.query<{ receiver: string; alert_id: string; model: string; last: number }>(SENT_HISTORY, {
    receivers,
  }))
    for (const key of [historyKey(receiver, "alert", alert_id), historyKey(receiver, "model", model)]) history.set(key, Math.max(history.get(key) ?? 0, last));
  return history;
}

/** How far findings have been read, by judged time (event time, epoch milliseconds); 0 at first. Kept as the one row of `judged_windows` whose analyzer is `alerts`. */
export async function loadPosition(store: Store): Promise<number> {
  const [row] = await store.query<{ position: number }>(POSITION);
  return row?.position ?? 0;
}

export async function savePosition(store: Store, position: number): Promise<void> {
  await store.insert("judged_windows", [{ model: "", analyzer: "alerts", window_start: 0, window_end: 0, judged_time: position }]);
}

/** Reads findings judged from `since` to `until` (event time, epoch milliseconds, both included), by window end. */
export type LoadFindings = (since: number, until: number) => Promise<readonly Finding[]>;

/** Findings from the table, in their last revision. Those that alert nobody come without their evidence, all without their inputs. */
export function findingsFromStore(store: Store): LoadFindings {
  return async (since, until) => (await store.query<FindingRow>(NEW_FINDINGS, { since: Math.trunc(since), until: Math.trunc(until) })).map(fromFindingRow);
}

/** The text of a query beside this file, by its name without the ending. */
function sql(name: string): string {
  return readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
}
