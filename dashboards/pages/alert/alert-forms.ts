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

/** Forms that work without scripts: somebody looks after it, it is to be quiet for a while, or it is the new normal. */
export function alertForms(data: AlertData, time: ZonedTime, refused?: Refused): Markup {
  const { alert, now } = data;
  const { state, labels } = alert;
  if (state === "resolved")
    return html`<section id="acknowledge" aria-labelledby="actions-title">
      <h2 id="actions-title">What can be done</h2>
      <p id="silence"><span id="accept"></span>Nothing: it is resolved. If it comes again, that is another alert.</p>
    </section>`;
  const by = labels["acknowledged_by"];
  return html`<section aria-labelledby="actions-title">
    <h2 id="actions-title">What can be done</h2>
    <form method="post" action="${alertPath(alert)}/acknowledge" id="acknowledge">
      <h3>Acknowledge</h3>
      <p>
        ${by === undefined ? "Nobody looks after it yet. Once somebody does, it is not told again until it is resolved." : `${by} looks after it. It is not told again until it is resolved.`}
      </p>
      <p>
        <label for="by">Your name</label> <input id="by" name="by" required maxlength="256" autocomplete="name" value="${by ?? ""}" />
        <button>${by === undefined ? "I look after it" : "Take it over"}</button>
      </p>
    </form>
    <form method="post" action="${alertPath(alert)}/silence" id="silence">
      <h3>Silence</h3>
      <p>No message about it for a while, counted from ${time.minute(now)}; it is judged all the same.</p>
      <p>
        <label for="for">For</label>
        <select id="for" name="for">
          ${[...SILENCES].map(([value, { text }]) => html`<option value="${value}">${text}</option>`)}
        </select>
        <button>Silence</button>
      </p>
    </form>
    ${acceptForm(data, time, refused)}
  </section> `;
}
