import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import type { Annotation } from "../../dashboards-config.ts";
import { injectedMark } from "../status.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";

/** What happened: the dotted lines of every time axis, in words. */
export function marksList(annotations: readonly Annotation[], time: ZonedTime): Markup {
  if (annotations.length === 0) return html``;
  const marks = annotations.toSorted((a, b) => a.time - b.time);
  return html`<details>
    <summary>${marks.length} known ${marks.length === 1 ? "event" : "events"}, dotted and numbered on every time axis</summary>
    <ol>
      ${marks.map(
        (mark) =>
          html`<li>
            ${mark.until === undefined ? time.moment(mark.time) : time.range(mark.time, mark.until)}: ${mark.text} ${mark.injected ? injectedMark : ""}
          </li>`,
      )}
    </ol>
  </details>`;
}
