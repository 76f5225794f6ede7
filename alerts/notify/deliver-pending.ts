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
  /** Receivers that an earlier round is still at; added to while this one is, and left out. */
  readonly busy: Set<string>;
  readonly signal: AbortSignal;
  /** Whether sending is still this process's to do: asked before the outbox is read, and before each notification. */
  isOurs(): Promise<boolean>;
  /** Told of each notification after it was tried. */
  onTried(row: StoredNotification): void;
}

/** What became of the outbox in one round. */
export interface DeliverySummary {
  readonly delivered: number;
  readonly failed: number;
  /** Still to be sent. */
  readonly pending: number;
}

/** What stands for receivers that the configuration has no more. */
const UNKNOWN = "";

/**
 * Sends the outbox: receivers beside each other, each one's notifications in order. A receiver that does not answer is left for the next round after the first of its notifications, and holds up nobody else:
 * rounds may overlap, and each leaves out the receivers that another is at. A receiver is claimed before the outbox is read, so that nothing is read that is being sent.
 */
export async function deliverPending(parts: DeliveryParts): Promise<DeliverySummary> {
  if (!(await parts.isOurs())) return { delivered: 0, failed: 0, pending: 0 };
  const known = new Set(parts.config.receivers.map(({ name }) => name));
  const laneOf = ({ receiver }: StoredNotification) => (known.has(receiver) ? receiver : UNKNOWN);
  const claimed = new Set([...known, UNKNOWN].filter((name) => !parts.busy.has(name)));
  for (const name of claimed) parts.busy.add(name);
  const release = (name: string) => claimed.delete(name) && parts.busy.delete(name);
  try {
    const outbox = (await loadPending(parts.store)).filter((row) => claimed.has(laneOf(row)));
    const alerts = await loadAlertsById(parts.store, [...new Set(outbox.map(({ alert_id }) => alert_id))]);
    const counts = { delivered: 0, failed: 0, pending: outbox.length };
    const lanes = Map.groupBy(outbox, laneOf);
    for (const name of claimed) if (!lanes.has(name)) release(name);
    await eachLane(lanes, parts.config.delivery.concurrency, async ([name, lane]) => {
      await deliverLane(lane, alerts, parts, counts);
      release(name);
    });
    return counts;
  } finally {
    for (const name of claimed) release(name);
  }
}

async function deliverLane(
  lane: readonly StoredNotification[],
  alerts: ReadonlyMap<string, AlertState>,
  parts: DeliveryParts,
  counts: { delivered: number; failed: number; pending: number },
): Promise<void> {
  for (const row of lane) {
    if (parts.signal.aborted || !isDue(row, parts.config.delivery.backoff, Date.now()) || !(await parts.isOurs())) return;
    const after = await deliverRow(row, alerts.get(row.alert_id), parts);
    if (after.status === "pending") return;
    counts[after.status] += 1;
    counts.pending -= 1;
  }
}

async function deliverRow(row: StoredNotification, alert: AlertState | undefined, parts: DeliveryParts): Promise<StoredNotification> {
  const outcome = await attempt(row, alert, parts);
  if (outcome.kind === "gone") parts.gone.add(row.receiver);
  const after = afterwards(row, outcome, parts.config.delivery.maxAttempts, Date.now());
  parts.onTried(after);
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
