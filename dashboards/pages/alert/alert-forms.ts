import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import { acceptForm, type Refused } from "./accept-form.ts";
import { alertPath } from "./alert-words.ts";
import type { AlertData } from "./load-alert.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";

const HOUR_MS = 3_600_000;

/** For how long an alert can be kept quiet from its page: milliseconds of event time; null ends the silence. */
export const SILENCES: ReadonlyMap<string, { readonly text: string; readonly ms: number | null }> = new Map([
  ["1h", { text: "1 hour", ms: HOUR_MS }],
  ["8h", { text: "8 hours", ms: 8 * HOUR_MS }],
  ["1d", { text: "1 day", ms: 24 * HOUR_MS }],
  ["1w", { text: "1 week", ms: 168 * HOUR_MS }],
  ["off", { text: "no longer: tell me again", ms: null }],
]);

/** Forms that work without scripts: somebody looks after it, it is to be quiet for a while, it is the new normal, or it was a false alarm. */
export function alertForms(data: AlertData, time: ZonedTime, refused?: Refused): Markup {
  const { alert, now } = data;
  const { state, labels } = alert;
  if (state === "resolved")
    return html`<section id="acknowledge" aria-labelledby="actions-title">
      <h2 id="actions-title">What can be done</h2>
      <p id="silence"><span id="accept"></span>Nothing has to be: it is resolved. If it comes again, that is another alert.</p>
      ${falseAlarmForm(alert)}
    </section>`;
  const by = labels["acknowledged_by"];
  const silenced = Date.parse(labels["silenced_until"] ?? "") > now;
  return html`<section aria-labelledby="actions-title">
    <h2 id="actions-title">What can be done</h2>
    <form method="post" action="${alertPath(alert)}/acknowledge" id="acknowledge">
      <h3>Acknowledge</h3>
      <p>
        ${by === undefined ? "Nobody looks after it yet. Once somebody does, it is not told again until it is resolved." : `${by} looks after it${because(labels["acknowledged_reason"])}. It is not told again until it is resolved.`}
      </p>
      <p>
        <label for="by">Your name</label>
        <input id="by" name="by" required maxlength="256" autocomplete="name" value="${by ?? ""}" /> ${reasonField("acknowledge")}
        <button>${by === undefined ? "I look after it" : "Take it over"}</button>
      </p>
    </form>
    <form method="post" action="${alertPath(alert)}/silence" id="silence">
      <h3>Silence</h3>
      <p>
        ${silenced ? `It is silent until ${time.minute(Date.parse(labels["silenced_until"] ?? ""))}${labels["silenced_by"] === undefined ? "" : `, says ${labels["silenced_by"]}${because(labels["silenced_reason"])}`}. ` : ""}No
        message about it for a while, counted from ${time.minute(now)}; it is judged all the same.
      </p>
      <p>
        <label for="for">For</label>
        <select id="for" name="for">
          ${[...SILENCES].map(([value, { text }]) => html`<option value="${value}">${text}</option>`)}
        </select>
        <label for="silence-by">Who silences it</label>
        <input id="silence-by" name="by" required maxlength="256" autocomplete="name" value="${labels["silenced_by"] ?? by ?? ""}" /> ${reasonField("silence")}
        <button>Silence</button>
      </p>
    </form>
    ${acceptForm(data, time, refused)} ${falseAlarmForm(alert)}
  </section> `;
}

function reasonField(form: string): Markup {
  return html`<label for="${form}-reason">Reason</label> <input id="${form}-reason" name="reason" required maxlength="1024" />`;
}

const because = (why: string | undefined): string => (why === undefined ? "" : `: ${why.replace(/[.\s]+$/, "")}`);

/** It says something of our rules, and nothing to them: no verdict changes. */
function falseAlarmForm(alert: AlertData["alert"]): Markup {
  const { labels } = alert;
  const by = labels["false_alarm_by"];
  const action = `${alertPath(alert)}/false-alarm`;
  if (by !== undefined)
    return html`<form method="post" action="${action}" id="false-alarm">
      <h3>A false alarm</h3>
      <p>${by} says that nothing was wrong${because(labels["false_alarm_reason"])}. No verdict changes by that.</p>
      <p><input type="hidden" name="withdrawn" value="true" /><button>It was none: take that back</button></p>
    </form>`;
  return html`<form method="post" action="${action}" id="false-alarm">
    <h3>A false alarm</h3>
    <p>Nothing was wrong: shown and counted, so that the rules can be judged. No verdict changes, and nobody is told less.</p>
    <p>
      <label for="false-alarm-by">Who says that it was</label>
      <input id="false-alarm-by" name="by" required maxlength="256" autocomplete="name" /> ${reasonField("false-alarm")} <button>It was a false alarm</button>
    </p>
  </form>`;
}
