import type { Word } from "../lifecycle/alert-state.ts";
import type { z } from "zod";
import { defineChannel, type Notification } from "../channel.ts";
import { checkTarget, signedPost, signedTarget } from "../delivery/signed-post.ts";
import { findingsOf } from "../render/findings-of.ts";
import { alertName } from "../lifecycle/scope-of.ts";

const options = signedTarget.superRefine(checkTarget);

/** A Standard Webhook 1.0: `{type: "alert.firing" | "alert.resolved", timestamp, data}`, signed; `webhook-id` is the notification's id, the same however often it is sent. */
export default defineChannel<z.output<typeof options>>({
  name: "webhook",
  options,
  async deliver(notification, options, context) {
    await signedPost(options, { doing: "delivering a webhook", id: notification.notificationId, body: webhookBody(notification) }, context);
  },
});

/** What is sent, as values; times are ISO 8601 in UTC. */
export function webhookBody({ notificationId, event, eventTime, alert, message }: Notification): object {
  const { alertId, rule, analyzer, model, version, severity, cause, startedTime, resolvedTime, acceptance, acknowledgement, falseAlarm } = alert;
  return {
    type: `alert.${event}`,
    timestamp: new Date(eventTime).toISOString(),
    data: {
      notificationId,
      alertId,
      name: alertName(alert),
      rule,
      analyzer,
      model,
      version,
      severity,
      cause,
      since: new Date(startedTime).toISOString(),
      until: resolvedTime === null ? null : new Date(resolvedTime).toISOString(),
      ...(acceptance === null
        ? {}
        : {
            accepted: {
              by: acceptance.by,
              time: new Date(acceptance.time).toISOString(),
              baseline: acceptance.baselineName,
              baselineId: acceptance.baselineId,
            },
          }),
      ...(acknowledgement === null ? {} : { acknowledged: wordJson(acknowledgement) }),
      ...(falseAlarm === null ? {} : { falseAlarm: wordJson(falseAlarm) }),
      summary: message.firstSentence,
      facts: message.facts,
      link: message.link.url,
      findings: findingsOf(alert),
    },
  };
}

const wordJson = ({ by, time, why }: Word): object => ({ by, time: new Date(time).toISOString(), reason: why });
