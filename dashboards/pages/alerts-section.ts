import { html } from "hono/html";
import { boxesPath, chart, path, type Markup } from "../charts/svg.ts";
import type { TimeAxis } from "../charts/time-axis.ts";
import type { Delivery } from "../app-parts.ts";
import type { AlertRecord, NotificationRecord } from "../read/alert-query.ts";
import { plural } from "./format.ts";
import { ticks } from "./heat-map.ts";
import type { ZonedTime } from "./zoned-time.ts";

const CHANNELS: Readonly<Record<string, string>> = { email: "mail", slack: "Slack", webhook: "webhook", retrain: "retraining" };
const SHAPES = { firing: "▲", pending: "◇", resolved: "○" } as const;

interface Context {
  readonly axis: TimeAxis;
  readonly time: ZonedTime;
  readonly deliveries: readonly Delivery[];
  /** Ids of alerts about what was put in on purpose. */
  readonly injected: ReadonlySet<string>;
}

/** Each alert's time, then what was sent about it, as its reader got it. */
export function alertsSection(alerts: readonly AlertRecord[], context: Context): Markup {
  if (alerts.length === 0) return html`<p>No alert in this period.</p>`;
  const { axis, time } = context;
  return html`<figure>
      <figcaption>From its first bad window to its end; the thick part from when it fired.</figcaption>
      <table class="strips">
        <tbody>
          ${alerts.map(
            (alert) =>
              html`<tr>
                <th scope="row">${alert.subject || alert.name}</th>
                <td>${bar(alert, axis, time)}</td>
                <td class="num">
                  <span class="status ${classOf(alert)}"><span aria-hidden="true">${SHAPES[alert.state]}</span> ${alert.state}</span>
                </td>
              </tr>`,
          )}
          <tr>
            <th scope="row"><span class="quiet">time</span></th>
            <td>${ticks(axis)}</td>
            <td></td>
          </tr>
        </tbody>
      </table>
    </figure>
    <h3>Messages sent</h3>
    ${alerts.map((alert) => alertDetails(alert, context))}`;
}

function bar(alert: AlertRecord, axis: TimeAxis, time: ZonedTime): Markup {
  const end = alert.resolvedTime ?? axis.to;
  const [x, until] = [axis.x(alert.startedTime), axis.x(end)];
  const fired = alert.firedTime === null ? null : axis.x(alert.firedTime);
  return chart({
    height: 16,
    text: `${alert.subject}: ${alert.state}, from ${time.moment(alert.startedTime)}${alert.firedTime === null ? "" : `, fired ${time.moment(alert.firedTime)}`}${alert.resolvedTime === null ? "" : `, resolved ${time.moment(alert.resolvedTime)}`}`,
    plot: [
      path("bar", boxesPath([[x, 6, Math.max(2, until - x), 4]])),
      fired === null ? html`` : path(alert.state === "firing" ? "fire" : "warn", boxesPath([[fired, 4, Math.max(4, until - fired), 8]])),
      html`<path class="axis" d="M0 16H1000" />`,
    ],
  });
}

function alertDetails(alert: AlertRecord, { time, deliveries, injected }: Context): Markup {
  const sent = alert.notifications.filter((notification) => notification.status === "delivered").length;
  const failed = alert.notifications.filter((notification) => notification.status === "failed").length;
  const fired = alert.firedTime === null ? "did not fire" : `fired ${time.moment(alert.firedTime)}`;
  return html`<details id="alert-${alert.alertId}">
    <summary>
      ${alert.name}: ${alert.subject} — ${fired}${alert.resolvedTime === null ? "" : `, resolved ${time.moment(alert.resolvedTime)}`};
      ${plural(sent, "message")} delivered${failed > 0 ? `, ${failed} failed` : ""}
    </summary>
    <p>${alert.summary}${injected.has(alert.alertId) ? html` <span class="injected">injected</span>` : ""}</p>
    ${
      alert.notifications.length === 0
        ? html`<p class="quiet">No message: it did not fire, or no receiver is configured.</p>`
        : html`<table class="stack" role="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">To</th>
                <th scope="col">Message</th>
              </tr>
            </thead>
            <tbody>
              ${alert.notifications.map((notification) => messageRow(notification, time, deliveries))}
            </tbody>
          </table>`
    }
  </details>`;
}

function messageRow(notification: NotificationRecord, time: ZonedTime, deliveries: readonly Delivery[]): Markup {
  const delivery = deliveries.find((entry) => entry.notificationId === notification.notificationId);
  const status = { delivered: "unchanged", failed: "failed", pending: "pending" }[notification.status];
  const shape = { delivered: "✓", failed: "✕", pending: "◇" }[notification.status];
  return html`<tr role="row">
    <td data-label="When">${time.minute(notification.eventTime)}</td>
    <td data-label="What">
      ${CHANNELS[notification.channel] ?? notification.channel}, ${notification.event}<br /><span class="small ${status}">${shape} ${notification.status}</span>
    </td>
    <td data-label="To">${notification.receiver}</td>
    <td data-label="Message">
      ${notification.subject}${notification.error ? html`<br /><span class="small failed">${notification.error} (${plural(notification.attempts, "attempt")})</span>` : ""}${
        delivery
          ? html`<details>
              <summary class="small">as delivered</summary>
              <pre>${delivery.text}</pre>
            </details>`
          : ""
      }
    </td>
  </tr>`;
}

const classOf = (alert: AlertRecord): string => ({ firing: "firing", pending: "changed", resolved: "over" })[alert.state];
