import { html } from "hono/html";
import { heatCells } from "../charts/heat-cells.ts";
import { chart, at, type Markup } from "../charts/svg.ts";
import type { TimeAxis } from "../charts/time-axis.ts";
import type { ZonedTime } from "../words/zoned-time.ts";
import type { ColumnView } from "./report/columns-view.ts";

const MOST_ROWS = 60;
/** Cells of the whole map: with more columns each has fewer, of more windows. */
const MOST_CELLS = 480;

/** The first 60 columns by rank × time: the darker, the further beyond the threshold; what counts is outlined. Each name leads to its row, each cell to its window. */
export function heatMap(columns: readonly ColumnView[], axis: TimeAxis, time: ZonedTime): Markup {
  const judged = columns.filter((column) => column.history.length > 0).slice(0, MOST_ROWS);
  if (judged.length === 0) return html``;
  const cells = Math.max(12, Math.floor(MOST_CELLS / judged.length));
  return html`<figure>
    <figcaption>
      Statistic over its threshold: ${scale()} Outlined: changed, and enough to matter. Dotted: not judged. Each cell is the worst of its windows and leads to
      it.
    </figcaption>
    <table class="heat">
      <tbody>
        ${judged.map(
          ({ name, history }) =>
            html`<tr>
              <th scope="row"><a href="#${encodeURIComponent(name)}">${name}</a></th>
              <td>${heatCells(history, axis, time, cells)}</td>
            </tr>`,
        )}
        ${timeRow(axis)}
      </tbody>
    </table>
  </figure>`;
}

/** The last row under strips: the axis. */
export function timeRow(axis: TimeAxis): Markup {
  return html`<tr>
    <th scope="row"><span class="quiet">time</span></th>
    <td>${ticks(axis)}</td>
  </tr>`;
}

function ticks(axis: TimeAxis): Markup {
  const text = `Time axis: ${axis.ticks.map(({ label }) => label).join(", ")}`;
  return chart({
    height: 16,
    text,
    plot: html``,
    overlay: axis.ticks.map((tick) => html`<text x="${at(tick.x)}" y="12" ${tick.minor ? html` class="minor"` : ""}>${tick.label}</text>`),
  });
}

function scale(): Markup {
  const names = ["under half", "¾", "1", "1.5", "2.5", "5", "more"];
  return html`${names.map(
    (name, level) =>
      html`<span class="key"
        ><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" class="h${level}" /></svg>${name}</span
      >`,
  )}.`;
}
