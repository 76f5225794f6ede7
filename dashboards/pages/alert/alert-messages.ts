import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import type { Delivery } from "../../app-parts.ts";
import type { NotificationRecord } from "../../read/alert-query.ts";
import { plural } from "../../words/format.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";

const CHANNELS: Readonly<Record<string, string>> = { email: "Mail", slack: "Slack", webhook: "Webhook", retrain: "Retraining request" };
const EVENTS: Readonly<Record<string, string>> = { firing: "fires", resolved: "resolved" };
const STATUS = { delivered: ["unchanged", "✓"], failed: ["failed", "✕"], pending: ["pending", "◇"] } as const;

/** What was sent about an alert, as its reader got it. */
export function alertMessages(notifications: readonly NotificationRecord[], time: ZonedTime, deliveries: readonly Delivery[]): Markup {
  if (notifications.length === 0) return html`<p>No message: it did not fire, or no receiver is configured.</p>`;
  return html`<table class="stack" role="table">
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">What</th>
        <th scope="col">To</th>
        <th scope="col">Message</th>
      </tr>
    </thead>
    <tbody>
      ${notifications.map((notification) =>
        messageRow(
          notification,
          time,
          deliveries.find(({ notificationId }) => notificationId === notification.notificationId),
        ),
      )}
    </tbody>
  </table>`;
}

function messageRow(
  { channel, receiver, event, eventTime, status, subject, error, attempts }: NotificationRecord,
  time: ZonedTime,
  delivery?: Delivery,
): Markup {
  const [tone, shape] = STATUS[status];
  return html`<tr role="row">
    <td data-label="When">${time.minute(eventTime)}</td>
    <td data-label="What">${CHANNELS[channel] ?? channel}, ${EVENTS[event] ?? event}<br /><span class="small ${tone}">${shape} ${status}</span></td>
    <td data-label="To">${receiver}</td>
    <td data-label="Message">
      ${subject}${error ? html`<br /><span class="small failed">${error} (${plural(attempts, "attempt")})</span>` : ""}${
        delivery
          ? html`<details>
              <summary class="small">as delivered</summary>
              <pre>${readable(delivery.text)}</pre>
            </details>`
          : ""
      }
    </td>
  </tr> `;
}

/** JSON is indented, its text as it was; a mail is left alone. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
