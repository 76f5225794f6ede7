import { html } from "hono/html";
import type { ReportColumn, ReportMethod, ReportSide } from "../../analyzers/report/drift-report.ts";
import type { Markup } from "../charts/svg.ts";
import { count, measure, plural, probability } from "../words/format.ts";
import { statisticInWords } from "../words/statistic-in-words.ts";
import { valueText } from "./column-values.ts";
import { printable } from "./printable.ts";
import { checkInWords, detectableText, howSure } from "./words.ts";
import { capital } from "../../alerts/render/words.ts";

/** What a row folds away: how sure each reason is, the checks that held, both sides in figures, what could have been seen, and every method where they were asked for. `lean` leaves the sides, and what held where something failed, to the JSON. */
export function columnDetails(column: ReportColumn, lean: boolean): Markup {
  const { checks, reasons, sides, methods, note, drifted } = column;
  const held = lean && drifted ? [] : checks.filter((check) => !check.drifted);
  const could = drifted ? detectableText(column) : "";
  return html`<details>
    <summary>${methods.length > 0 ? "How sure, and other methods" : "How sure"}</summary>
    ${reasons.map((reason) => html`<p>${capital(checkInWords(reason.check))}: ${howSure(reason)}${!lean && reason.check === "distribution" && reason.detail !== "" ? `; ${printable(reason.detail)}` : ""}.</p>`)}
    ${held.length > 0 ? html`<p>${reasons.length > 0 ? "Held" : "All held"}: ${held.map(({ check, pValue }) => `${checkInWords(check)} ${probability(pValue)}`).join("; ")}.</p>` : ""}
    ${lean ? "" : html`<p>Reference: ${side(column, sides.reference)}.<br />Current: ${side(column, sides.current)}.</p>`}
    ${could === "" ? "" : html`<p>${could}.</p>`}${note === undefined ? "" : html`<p>${printable(note)}</p>`}${methods.length > 0 ? methodsTable(methods) : ""}
  </details>`;
}

function side(column: ReportColumn, { rows, distinct, low, high }: ReportSide): string {
  return `${plural(rows, "value")}, ${count(distinct)} distinct${low === null || high === null ? "" : `, ${valueText(column, low)} to ${valueText(column, high)}`}`;
}

function methodsTable(methods: readonly ReportMethod[]): Markup {
  return html`<table class="methods">
    <thead>
      <tr>
        <th scope="col">Method</th>
        <th scope="col" class="num">Statistic</th>
        <th scope="col" class="num">Its threshold</th>
        <th scope="col" class="num">p</th>
        <th scope="col">Says</th>
      </tr>
    </thead>
    <tbody>
      ${methods.map(
        ({ name, statistic, threshold, pValue, drifted, note }) =>
          html`<tr>
            <th scope="row">${capital(statisticInWords(name))}</th>
            ${
              statistic === null
                ? html`<td colspan="4">${printable(note ?? "not computed")}</td>`
                : html`<td class="num">${measure(statistic)}</td>
                    <td class="num">${threshold === null ? "–" : pValue === null ? measure(threshold) : `p ${threshold}`}</td>
                    <td class="num">${pValue === null ? "–" : probability(pValue).replace("p = ", "").replace("p ", "")}</td>
                    <td>${drifted ? html`<b class="changed">◆ changed</b>` : "unchanged"}</td>`
            }
          </tr> `,
      )}
    </tbody>
  </table>`;
}
