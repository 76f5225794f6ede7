import { html } from "hono/html";
import { boxesPath, chart, path, type Markup } from "../../charts/svg.ts";
import type { TimeAxis } from "../../charts/time-axis.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { alertMark, alertPath, alertTitle } from "../alert/alert-words.ts";
import { count, plural } from "../../words/format.ts";
import { alertNotes, isFalseAlarm } from "../../words/alert-notes.ts";
import { timeRow } from "../heat-map.ts";
import { injectedMark } from "../status.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";

const CHANNELS: Readonly<Record<string, readonly [string, string]>> = {
  email: ["mail", "mails"],
  slack: ["Slack message", "Slack messages"],
  webhook: ["webhook", "webhooks"],
  retrain: ["retraining request", "retraining requests"],
};

interface Context {
  readonly axis: TimeAxis;
  readonly time: ZonedTime;
  /** Event time, epoch milliseconds. */
  readonly now: number;
  /** Ids of alerts about what was put in on purpose. */
  readonly injected: ReadonlySet<string>;
}

/** Each alert's time, leading to its page with the messages as delivered; those that never fired are folded. */
export function alertsSection(alerts: readonly AlertRecord[], context: Context): Markup {
  if (alerts.length === 0) return html`<p>No alert in this period.</p>`;
  const fired = alerts.filter(({ firedTime, state }) => firedTime !== null || state === "pending");
  const quiet = alerts.filter((alert) => !fired.includes(alert));
  return html`<p>${messagesSentence(alerts)}${falseAlarmsSentence(alerts)}</p>
    <figure>
      <figcaption>From its first bad window to its end; the thick part from when it fired. Each leads to its history and its messages as delivered.</figcaption>
      ${strips(fired, context)}
    </figure>
    ${
      quiet.length > 0
        ? html`<details>
            <summary>${plural(quiet.length, "alert")} ended before having lasted long enough to fire</summary>
            ${strips(quiet, context)}
          </details>`
        : ""
    }`;
}

function strips(alerts: readonly AlertRecord[], { axis, time, injected, now }: Context): Markup {
  return html`<table class="strips">
    <tbody>
      ${alerts.map(
        (alert) =>
          html`<tr>
            <th scope="row">
              <a href="${alertPath(alert)}">${alertTitle(alert)}</a>${injected.has(alert.alertId) ? html` ${injectedMark}` : ""}<br />${alertMark(alert)} ·
              <span class="quiet">${plural(alert.notifications.length, "message")}</span
              >${alertNotes(alert.labels, time, now).map((note) => html`<br /><span class="small said">${note}</span>`)}
            </th>
            <td>${bar(alert, axis, time)}</td>
          </tr> `,
      )}
      ${timeRow(axis)}
    </tbody>
  </table>`;
}

/** How many people called false, so that the rules can be judged by it. */
function falseAlarmsSentence(alerts: readonly AlertRecord[]): string {
  const fired = alerts.filter(({ firedTime }) => firedTime !== null).length;
  const marked = alerts.filter(({ labels }) => isFalseAlarm(labels)).length;
  return marked === 0
    ? ""
    : ` Of ${plural(fired, "alert")} that fired ${marked === 1 ? "one was" : `${count(marked)} were`} marked as ${marked === 1 ? "a false alarm" : "false alarms"}.`;
}

/** "14 mails, 14 Slack messages and 1 retraining request were sent; all were delivered." */
function messagesSentence(alerts: readonly AlertRecord[]): string {
  const sent = alerts.flatMap(({ notifications }) => notifications);
  if (sent.length === 0) return "No message was sent.";
  const kinds = [...Map.groupBy(sent, ({ channel }) => channel)].map(([channel, group]) =>
    plural(group.length, ...(CHANNELS[channel] ?? ([channel, channel] as const))),
  );
  const missing = sent.filter(({ status }) => status !== "delivered").length;
  const text = kinds.length === 1 ? (kinds[0] ?? "") : `${kinds.slice(0, -1).join(", ")} and ${kinds.at(-1) ?? ""}`;
  return `${text} ${sent.length === 1 ? "was" : "were"} sent; ${missing === 0 ? "all were delivered" : `${count(missing)} did not arrive`}.`;
}

function bar(alert: AlertRecord, axis: TimeAxis, time: ZonedTime): Markup {
  const end = alert.resolvedTime ?? axis.to;
  const [x, until] = [axis.x(alert.startedTime), axis.x(end)];
  const fired = alert.firedTime === null ? null : axis.x(alert.firedTime);
  const tone = alert.state === "firing" && alert.severity === "critical" ? "fire" : "warn";
  return chart({
    height: 16,
    text: `${alertTitle(alert)}: ${alert.state}, from ${time.moment(alert.startedTime)}${alert.firedTime === null ? "" : `, fired ${time.moment(alert.firedTime)}`}${alert.resolvedTime === null ? "" : `, resolved ${time.moment(alert.resolvedTime)}`}`,
    plot: [
      path("bar", boxesPath([[x, 6, Math.max(2, until - x), 4]])),
      fired === null ? html`` : path(tone, boxesPath([[fired, 4, Math.max(4, until - fired), 8]])),
      html`<path class="axis" d="M0 16H1000" />`,
    ],
  });
}
