import { html } from "hono/html";
import { adviceFor } from "../../../alerts/render/advice.ts";
import { countedOn } from "../../../alerts/render/counted-on.ts";
import type { Cause, Finding } from "../../../analyzers/findings/finding.ts";
import type { Markup } from "../../charts/svg.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import type { Refused } from "./accept-form.ts";
import { alertForms } from "./alert-forms.ts";
import { alertMessages } from "./alert-messages.ts";
import { alertMark, alertTitle } from "./alert-words.ts";
import { inWords } from "../../words/describe-change.ts";
import { findingPath } from "../../words/finding-path.ts";
import { alertNotes } from "../../words/alert-notes.ts";
import { plural } from "../../words/format.ts";
import { layout, section } from "../layout.ts";
import type { AlertData } from "./load-alert.ts";
import { zonedTime, type ZonedTime } from "../../words/zoned-time.ts";
import { capital } from "../../../alerts/render/words.ts";

/** Windows listed; the rest are counted. */
const MOST_WINDOWS = 8;

/** One alert: what happened, how it went, what can be done, who was told. @param refused what was just asked for in vain */
export function alertPage(data: AlertData, refused?: Refused): Markup {
  const { alert, deliveries, timeZone } = data;
  const time = zonedTime(timeZone);
  const notes = alertNotes(alert.labels, time, data.now);
  const report = `/reports/${encodeURIComponent(alert.model)}`;
  return layout({
    title: `${capital(alertTitle(alert))} – ${alert.model}`,
    links: [
      { href: "/", text: "All models" },
      { href: report, text: `Report of ${alert.model}` },
    ],
    body: [
      html`<p class="quiet">Alert on ${alert.model} · ${time.year(alert.startedTime)} · times in ${timeZone}</p>
        <h1>${capital(alertTitle(alert))}, ${when(alert, time)}.</h1>
        <p class="lead">${capital(sentence(data))}</p>
        <p>${alertMark(alert)} · ${alert.severity} · ${advice(alert)}</p>
        ${notes.length === 0 ? "" : html`<p class="said">${capital(notes.join("; "))}.</p>`}
        <p><a href="${report}#${encodeURIComponent(alert.subject)}">See the evidence in the report</a></p>`,
      alertForms(data, time, refused),
      section("history", "What happened", history(alert, time)),
      section("windows", "Its windows", windows(data, time)),
      section("messages", "Who was told", alertMessages(alert.notifications, time, deliveries)),
    ],
  });
}

/** The newest of the finding that says most: what the model predicts on the whole, or all failures; else the alert's own words. */
function sentence({ alert, findings }: AlertData): string {
  return findings.findLast(({ subject }) => subject === "calibrationGap")?.summary ?? alert.summary;
}

function advice({ analyzer, cause, state }: AlertRecord): string {
  const text = adviceFor(analyzer, (cause || null) as Cause | null);
  return state === "resolved" ? "Nothing needs doing now." : capital(text);
}

function when({ startedTime, resolvedTime }: AlertRecord, time: ZonedTime): string {
  return resolvedTime === null ? `since ${time.moment(startedTime)}` : `${time.moment(startedTime)} to ${time.moment(resolvedTime)}`;
}

function history(alert: AlertRecord, time: ZonedTime): Markup {
  const { startedTime, firedTime, resolvedTime, labels, notifications } = alert;
  const rounds = Map.groupBy(notifications, ({ event, eventTime }) => `${eventTime} ${event}`);
  const steps: (readonly [number, string])[] = [
    [startedTime, "The first bad window begins."],
    ...(firedTime === null ? [] : [[firedTime, "Judged, and it fires."] as const]),
    ...[...rounds.values()].map(
      (round) =>
        [
          round[0]?.eventTime ?? 0,
          `${plural(round.length, "message")}: ${round[0]?.event ?? ""} (${round.map(({ receiver }) => receiver).join(", ")}).`,
        ] as const,
    ),
    ...moment(labels["acknowledged_time"], `${labels["acknowledged_by"] ?? ""} looks after it${reasonOf(labels, "acknowledged")}.`),
    ...moment(labels["silenced_time"], `${labels["silenced_by"] ?? ""} silences it${untilText(labels, time)}${reasonOf(labels, "silenced")}.`),
    ...moment(labels["false_alarm_time"], `${labels["false_alarm_by"] ?? ""} says that it was a false alarm${reasonOf(labels, "false_alarm")}.`),
    ...moment(
      labels["accepted_time"],
      `${labels["accepted_by"] ?? ""}: this is the new normal. Windows from ${time.moment(startedTime)} on are compared with ${labels["baseline"] ?? "other days"}.`,
    ),
    ...(resolvedTime === null ? [] : [[resolvedTime, ending(alert)] as const]),
  ];
  const silenced = labels["silenced_until"];
  return html`<ol class="steps">
      ${steps.toSorted(([a], [b]) => a - b).map(([at, text]) => html`<li><span class="quiet">${time.minute(at)}</span> ${text}</li>`)}
    </ol>
    ${silenced === undefined ? "" : html`<p>Silenced until ${time.minute(Date.parse(silenced))}.</p>`}`;
}

function ending({ labels, firedTime }: AlertRecord): string {
  if (labels["accepted_by"] !== undefined) return "Resolved: it is the new normal.";
  return firedTime === null ? "Over without having fired." : "Well for long enough: resolved.";
}

function untilText(labels: AlertRecord["labels"], time: ZonedTime): string {
  const until = labels["silenced_until"];
  return until === undefined ? "" : ` until ${time.minute(Date.parse(until))}`;
}

function reasonOf(labels: AlertRecord["labels"], key: string): string {
  const why = labels[`${key}_reason`];
  return why === undefined ? "" : `: ${why.replace(/[.\s]+$/, "")}`;
}

function moment(iso: string | undefined, text: string): (readonly [number, string])[] {
  return iso === undefined ? [] : [[Date.parse(iso), text]];
}

function windows({ findings }: AlertData, time: ZonedTime): Markup {
  if (findings.length === 0) return html`<p>No bad window of it is kept.</p>`;
  const shown = findings.slice(-MOST_WINDOWS);
  const left = findings.length - shown.length;
  const soFar = ({ subject, windowStart }: Finding): number => findings.filter((other) => other.subject === subject && other.windowStart <= windowStart).length;
  return html`${left > 0 ? html`<p class="small quiet">The last ${shown.length} of ${findings.length}.</p>` : ""}
    <table class="stack windows" role="table">
      <thead>
        <tr>
          <th scope="col">Window</th>
          <th scope="col">Of</th>
          <th scope="col">Found</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (finding) =>
            html`<tr role="row">
              <th scope="row">${time.range(finding.windowStart, finding.windowEnd)}</th>
              <td data-label="Of">${finding.subject === "all" ? "all requests" : inWords(finding.subject)}</td>
              <td data-label="Found">${capital(countedOn(finding.summary, soFar(finding)))} <a class="small" href="${findingPath(finding)}">evidence</a></td>
            </tr> `,
        )}
      </tbody>
    </table>`;
}
