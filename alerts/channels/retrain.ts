import type { z } from "zod";
import { duration } from "../../collector/duration.ts";
import { messageOf } from "../../errors.ts";
import type { AlertState } from "../lifecycle/alert-state.ts";
import { defineChannel, type Admission, type Notification, type RetrainingRecord } from "../channel.ts";
import { redact } from "../delivery/secret.ts";
import { checkTarget, secretsOf, signedPost, signedTarget } from "../delivery/signed-post.ts";
import { findingsOf } from "../render/findings-of.ts";
import { hasOwnIncident } from "../lifecycle/scope-of.ts";

const options = signedTarget
  .extend({
    /** Least event time between two requests for one model. */
    cooldown: duration.prefault("7d"),
    /** How far before the newest judged window the suggested training range begins. */
    trainingRange: duration.prefault("26w"),
  })
  .superRefine(checkTarget);

type Options = z.output<typeof options>;

/** Asks a training system for a new version, signed as a webhook; `Idempotency-Key` is the notification's id. For concept drift, and for drift that persists and that training can mend; once an alert, and not before the model's cooldown is over. */
export default defineChannel<Options>({
  name: "retrain",
  options,
  admit({ alert, event, now, persistent, lastOfAlert, lastOfModel }: Admission, { cooldown }) {
    return event === "firing" && isForTraining(alert, persistent) && lastOfAlert === null && (lastOfModel === null || now - lastOfModel >= cooldown);
  },
  async deliver(notification, options, context) {
    const { notificationId, event } = notification;
    const record = (status: RetrainingRecord["status"], response: string) => context.recordRetraining(recordOf(notification, status, response));
    if (event === "firing") await record("requested", "");
    try {
      const headers = { "idempotency-key": notificationId };
      const response = await signedPost(
        options,
        { doing: "requesting a retraining", id: notificationId, headers, body: retrainBody(notification, options) },
        context,
      );
      if (event === "firing") await record("accepted", redact(response, await secretsOf(options)));
    } catch (error) {
      if (event === "firing") await record("failed", messageOf(error));
      throw error;
    }
  },
});

function isForTraining(alert: AlertState, persistent: boolean): boolean {
  if (alert.analyzer === "decay") return alert.cause !== null && !hasOwnIncident(alert.cause);
  return alert.analyzer === "drift" && persistent && !hasOwnIncident(alert.cause);
}

function recordOf({ notificationId, alert, eventTime, message }: Notification, status: RetrainingRecord["status"], response: string): RetrainingRecord {
  return {
    retrainingId: notificationId,
    alertId: alert.alertId,
    model: alert.model,
    reason: message.firstSentence,
    requestedTime: eventTime,
    status,
    response,
  };
}

/** What is sent, as values. The suggested range ends with the newest judged window of the alert; a resolved alert withdraws the wish. */
export function retrainBody({ notificationId, event, eventTime, alert, message }: Notification, { trainingRange }: Pick<Options, "trainingRange">): object {
  const to = Math.max(...Object.values(alert.members).map(({ finding }) => finding.windowEnd));
  return {
    type: event === "firing" ? "model.retrain" : "model.retrain.withdrawn",
    timestamp: new Date(eventTime).toISOString(),
    data: {
      idempotencyKey: notificationId,
      alertId: alert.alertId,
      model: alert.model,
      version: alert.version,
      cause: alert.cause,
      reason: message.firstSentence,
      since: new Date(alert.startedTime).toISOString(),
      trainingRange: {
        from: new Date(to - trainingRange).toISOString(),
        to: new Date(to).toISOString(),
      },
      link: message.link.url,
      findings: findingsOf(alert),
    },
  };
}
