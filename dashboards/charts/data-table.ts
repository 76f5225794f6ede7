import { html, raw } from "hono/html";
import type { Markup } from "./svg.ts";

/** The values behind a chart, folded: the first cell of each row names it. Written short (HTML lets rows and cells end by themselves), since a report has many. */
export function dataTable(summary: string, headers: readonly string[], rows: readonly (readonly (string | Markup)[])[]): Markup {
  const head = headers.map((header) => [raw("<th scope=col>"), header]);
  const body = rows.map(([first = "", ...rest]) => [raw("<tr><th scope=row>"), first, ...rest.flatMap((cell) => [raw("<td>"), cell])]);
  return html`<details class="values">
    <summary>${summary}</summary>
    <div class="scrolled" tabindex="0" role="group" aria-label="${summary}">
      ${raw("<table><thead><tr>")}${head}${raw("</thead><tbody>")}${body}${raw("</tbody></table>")}
    </div>
  </details>`;
}
