import { html } from "hono/html";
import { ENOUGH_DAYS } from "../../../alerts/accept/accepted-range.ts";
import type { Markup } from "../../charts/svg.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import { alertPath } from "./alert-words.ts";
import type { AlertData } from "./load-alert.ts";

/** "This is the new normal": another baseline for the model, from days that people may change. Nothing for alerts that no baseline is for. */
export function acceptForm({ alert, normal, timeZone }: AlertData, time: ZonedTime, refused: Refused | undefined): Markup {
  if (normal === null) return html``;
  const { accepted_by: by, accepted_time: at, baseline } = alert.labels;
  if (by !== undefined && at !== undefined)
    return html`<section id="accept">
      <h3>This is the new normal</h3>
      <p>
        ${by} said so on ${time.minute(Date.parse(at))}: windows since then are compared with ${baseline ?? ""}. The next round resolves it and tells everybody.
      </p>
    </section>`;
  const { window, range, name } = normal;
  const least = ENOUGH_DAYS[window] === 1 ? "one whole day" : `${ENOUGH_DAYS[window]} whole days`;
  return html`<form method="post" action="${alertPath(alert)}/accept" id="accept" aria-describedby="accept-about">
    <h3>This is the new normal</h3>
    ${refused === undefined ? "" : html`<div class="note" role="alert"><b>Not done.</b> ${refused.why}.</div>`}
    <p id="accept-about">
      Windows from ${time.moment(alert.startedTime)} on that are judged from now on are compared with the days below instead of ${name}; earlier verdicts stay.
      Everybody who hears of this alert is told. Days by which it would still be an alert are
      refused.${range === null && refused === undefined ? ` It has not lasted ${least} yet, so none are proposed.` : ""}
    </p>
    <p>
      <label for="accept-by">Who says so</label> <input id="accept-by" name="by" required maxlength="256" autocomplete="name" value="${refused?.by ?? ""}" />
    </p>
    <p>
      <label for="accept-from">From</label> <input id="accept-from" name="from" type="date" required value="${refused?.from ?? range?.from ?? ""}" />
      <label for="accept-to">to, included</label> <input id="accept-to" name="to" type="date" required value="${refused?.to ?? range?.to ?? ""}" />
      <span class="small quiet">days in ${timeZone}</span>
    </p>
    <p><button>Compare with these days</button></p>
  </form>`;
}

/** What was asked for in vain, and why. */
export interface Refused {
  readonly why: string;
  readonly by: string;
  readonly from: string;
  readonly to: string;
}
