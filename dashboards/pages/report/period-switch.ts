import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import type { AskedPeriod } from "./period.ts";

const NAMES: readonly (readonly [string, string])[] = [
  ["24h", "24 hours"],
  ["7d", "7 days"],
  ["30d", "30 days"],
  ["deployment", "since the last deployment"],
  ["all", "all"],
];

/** Which time a page is of, in its address: by name, the period before and after, or two days of one's own. */
export function periodSwitch(
  asked: AskedPeriod,
  shown: { readonly from: number; readonly to: number; readonly newest: number; readonly deployed: boolean },
  time: ZonedTime,
): Markup {
  const { from, to, newest, deployed } = shown;
  const length = to - from;
  const current = asked.from !== undefined || asked.to !== undefined ? "custom" : (asked.last ?? "all");
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return html`<nav class="period" aria-label="Period">
    ${NAMES.filter(([name]) => name !== "deployment" || deployed).map(
      ([name, text]) => html`<a href="?period=${name}" ${name === current ? html`aria-current="true"` : ""}>${text}</a> `,
    )}
    <a href="?from=${from - length}&to=${from}" rel="prev">← before</a>
    ${to < newest ? html`<a href="?from=${to}&to=${to + length}" rel="next">after →</a>` : ""}
    <details ${current === "custom" ? html`open` : ""}>
      <summary>other days</summary>
      <form method="get">
        <label>From <input type="date" name="from" required value="${day(from)}" /></label>
        <label>to <input type="date" name="to" required value="${day(to)}" /></label>
        <button>Show</button> <span class="quiet small">days in UTC; the page is in ${time.timeZone}</span>
      </form>
    </details>
  </nav>`;
}
