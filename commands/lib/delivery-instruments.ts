import type { AlertsRunnerOptions } from "../../alerts/alerts-runner.ts";
import type { Telemetry } from "../../telemetry.ts";

/** Counts notifications as they are tried, by channel and what became of them, and logs those that were not delivered. */
export function deliveryInstruments({ meter, logger }: Telemetry): NonNullable<AlertsRunnerOptions["onTried"]> {
  const tries = meter.createCounter("tidemark.alerts.deliveries", {
    description: "Notifications tried, by channel and status: delivered, failed for good, or pending (tried again).",
  });
  return ({ notification_id, channel, receiver, status, attempts, error }) => {
    tries.add(1, { channel, status });
    if (status === "delivered") return;
    const level = status === "failed" ? "error" : "warn";
    logger[level](status === "failed" ? "a notification is given up" : "a notification was not delivered; it is tried again", {
      notification: notification_id,
      channel,
      receiver,
      attempts,
      error,
    });
  };
}
