import { html } from "hono/html";
import { dataTable } from "../../charts/data-table.ts";
import type { Markup } from "../../charts/svg.ts";
import { count, measure, percent, plural } from "../../words/format.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import type { RunningWindow } from "./running-window.ts";

/** What the window that has not ended holds so far, when it will be judged and what that takes; and how its columns stand, which decides nothing. */
export function runningSection(running: RunningWindow | null, time: ZonedTime): Markup {
  if (running === null) return html``;
  const { columns, reference } = running;
  return html`<p class="small quiet">${runningText(running, time)}</p>
    ${
      columns.length === 0
        ? ""
        : dataTable(
            `Its columns so far against ${reference}: provisional, it decides nothing and alerts nobody`,
            ["Column", "Rows", "So far", "Moved"],
            columns.map(({ name, rows, mean, reference: usual, size, type }) => [
              name,
              count(rows),
              mean === null || usual === null ? "its mix" : `mean ${measure(mean)}, ${measure(usual)} in ${reference}`,
              type === "numeric" ? `${measure(size)} standard deviations` : `${percent(size)} of rows`,
            ]),
          )
    }`;
}

/** "The running window began 1 July: 37 of the 50 rows it needs so far; judged at 2 July 00:05." */
export function runningText({ window, rows, needed, judgedAt }: RunningWindow, time: ZonedTime): string {
  const so = rows >= needed ? `${plural(rows, "row")} so far, enough to be judged` : `${count(rows)} of the ${plural(needed, "row")} it needs so far`;
  return `The running window began ${time.moment(window.start)}: ${so}; judged at ${time.minute(judgedAt)}.`;
}
