import type { NotificationEvent, RetrainingRecord } from "../channel.ts";
import type { PlannedNotification } from "../notify/plan-notifications.ts";

/** A notification as the table has it. Times are epoch milliseconds; `attempts` counts over all rounds. */
export interface StoredNotification {
  readonly notification_id: string;
  readonly alert_id: string;
  readonly channel: string;
  readonly receiver: string;
  readonly status: "pending" | "delivered" | "failed";
  readonly attempts: number;
  /** Why the last attempt did not work; empty when it did. */
  readonly error: string;
  readonly event: NotificationEvent;
  readonly event_time: number;
  readonly updated_time: number;
  readonly revision: number;
  readonly subject: string;
}

/** The outbox's row of a planned notification: revision 0, so that planning it again never undoes a delivery. */
export function pendingRow(planned: PlannedNotification, subject: string, wallNow: number): StoredNotification {
  return {
    notification_id: planned.notificationId,
    alert_id: planned.alertId,
    channel: planned.receiver.channel,
    receiver: planned.receiver.name,
    status: "pending",
    attempts: 0,
    error: "",
    event: planned.event,
    event_time: planned.eventTime,
    updated_time: wallNow,
    revision: 0,
    subject,
  };
}

/** One row of `retrainings`; a later attempt, and a later status of one, replaces the earlier. */
export function retrainingRow(record: RetrainingRecord, attempt: number): object {
  return {
    retraining_id: record.retrainingId,
    alert_id: record.alertId,
    model: record.model,
    reason: record.reason,
    requested_time: record.requestedTime,
    status: record.status,
    response: record.response,
    revision: attempt * 2 + (record.status === "requested" ? 0 : 1),
  };
}
