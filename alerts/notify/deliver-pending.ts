import type { Store } from "../../collector/clickhouse/store.ts";
import type { AlertState } from "../lifecycle/alert-state.ts";
import { loadAlertsById, loadPending, saveNotifications } from "../store/alert-store.ts";
import type { AlertsConfig, Receiver } from "../alerts-config.ts";
import type { AnyChannel, DeliveryContext, Notification } from "../channel.ts";
import { eachLane } from "../delivery/each-lane.ts";
import { retryDelivery, type Outcome } from "../delivery/retry.ts";
import { notificationIdOf } from "../lifecycle/identity.ts";
import { retrainingRow, type StoredNotification } from "../store/notification-rows.ts";
import type { RenderAlert } from "../render/message.ts";

/** Longest pause between two rounds of attempts for a notification. */
const LONGEST_PAUSE_MS = 15 * 60_000;

export interface DeliveryParts {
  readonly store: Store;
  readonly config: AlertsConfig;
  readonly channels: readonly AnyChannel[];
  readonly render: RenderAlert;
  /** Receivers that answered they are gone; added to, and skipped. */
  readonly gone: Set<string>;
  readonly signal: AbortSignal;
}

/** What became of the outbox in one round. */
export interface DeliverySummary {
  readonly delivered: number;
  readonly failed: number;
  /** Still to be sent. */
  readonly pending: number;
}

/** Sends the outbox: receivers beside each other, each one's notifications in order. A receiver that does not answer is left for the next round after the first of its notifications, and holds up nobody else. */
export async function deliverPending(parts: DeliveryParts): Promise<DeliverySummary> {
  const outbox = await loadPending(parts.store);
  const alerts = await loadAlertsById(parts.store, [...new Set(outbox.map(({ alert_id }) => alert_id))]);
  const counts = { delivered: 0, failed: 0, pending: outbox.length };
  await eachLane(Map.groupBy(outbox, ({ receiver }) => receiver).values(), parts.config.delivery.concurrency, async (lane) => {
    for (const row of lane) {
      if (!isDue(row, parts.config.delivery.backoff, Date.now())) return;
      const after = await deliverRow(row, alerts.get(row.alert_id), parts);
      if (after.status === "pending") return;
      counts[after.status] += 1;
      counts.pending -= 1;
    }
  });
  return counts;
}

async function deliverRow(row: StoredNotification, alert: AlertState | undefined, parts: DeliveryParts): Promise<StoredNotification> {
  const outcome = await attempt(row, alert, parts);
  if (outcome.kind === "gone") parts.gone.add(row.receiver);
  const after = afterwards(row, outcome, parts.config.delivery.maxAttempts, Date.now());
  await saveNotifications(parts.store, [after]);
  return after;
}

/** Whether a notification may be tried now: at once the first time, then after a pause that doubles with each attempt, up to a quarter of an hour. Milliseconds, wall time. */
export function isDue({ attempts, updated_time }: StoredNotification, backoffMs: number, wallNow: number): boolean {
  return attempts === 0 || wallNow >= updated_time + Math.min(backoffMs * 2 ** attempts, LONGEST_PAUSE_MS);
}

/** A notification's row after an outcome. Only what may still work stays pending, and not for ever. */
export function afterwards(row: StoredNotification, outcome: Outcome, maxAttempts: number, wallNow: number): StoredNotification {
  const attempts = row.attempts + outcome.attempts;
  const common = { ...row, attempts, updated_time: wallNow, revision: row.revision + 1 };
  if (outcome.kind === "delivered") return { ...common, status: "delivered", error: "" };
  return { ...common, status: outcome.kind === "later" && attempts < maxAttempts ? "pending" : "failed", error: outcome.error };
}

async function attempt(row: StoredNotification, alert: AlertState | undefined, parts: DeliveryParts): Promise<Outcome> {
  const receiver = parts.config.receivers.find(({ name, channel }) => name === row.receiver && channel === row.channel);
  const channel = parts.channels.find(({ name }) => name === row.channel);
  const refuse = (error: string): Outcome => ({ kind: "failed", attempts: 0, error });
  if (alert === undefined) return { kind: "later", attempts: 1, error: "delivering a notification: its alert is not stored yet" };
  if (receiver === undefined || channel === undefined)
    return refuse(`delivering a notification: no ${row.channel} receiver is called "${row.receiver}" any more`);
  if (parts.gone.has(row.receiver)) return refuse("delivering a notification: the receiver answered 410 before, it is gone until the next start");
  const { attempts, backoff, maxBackoff, timeout } = parts.config.delivery;
  const context: DeliveryContext = {
    wallNow: Date.now,
    timeoutMs: timeout,
    recordRetraining: (record) => parts.store.insert("retrainings", [retrainingRow(record, row.attempts)]),
  };
  const deliver = () => channel.deliver(notificationOf(row, alert, receiver, parts.render), receiver.options, context);
  return retryDelivery(deliver, { attempts, backoffMs: backoff, maxBackoffMs: maxBackoff, signal: parts.signal });
}

function notificationOf(row: StoredNotification, alert: AlertState, receiver: Receiver, render: RenderAlert): Notification {
  return {
    notificationId: row.notification_id,
    threadId: notificationIdOf(alert.alertId, receiver.name, 0),
    event: row.event,
    eventTime: row.event_time,
    alert,
    message: render(alert, row.event),
  };
}
