import { html } from "hono/html";
import type { ReportColumn } from "../../analyzers/report/drift-report.ts";
import { bulletChart } from "../charts/bullet-chart.ts";
import { categoryChart } from "../charts/category-chart.ts";
import { distributionChart } from "../charts/distribution-chart.ts";
import type { Markup } from "../charts/svg.ts";
import { probability } from "../pages/format.ts";
import { changeCell } from "./change-cell.ts";
import { checkStrength, leadingCheck } from "./check-strength.ts";
import { columnDetails } from "./column-details.ts";
import { STATUS_MARKS, columnStatus } from "./column-status.ts";
import { printable } from "./printable.ts";
import { cantTellText, checkInWords, detectableText, howSure, missingText, statisticName } from "./words.ts";

/** One column: name, both distributions, the change, how strong, why. Its figures for sorting are in `data-v`: size, statistic over threshold, rise of the missing share. */
export function columnRow(column: ReportColumn, lean: boolean): Markup {
  const status = columnStatus(column);
  const strength = checkStrength(leadingCheck(column));
  const name = printable(column.name);
  const rise = column.missing.current - column.missing.reference;
  return html`<tr role="row" data-s="${status}" data-t="${column.type}" data-v="${[column.size, strength?.ratio ?? 0, rise].map(short).join(" ")}">
    <th role="rowheader" scope="row"><bdi>${name}</bdi>${unitOf(column)}<br />${mark(status)}<br /><i>${column.type}</i></th>
    ${
      status === "cantTell"
        ? html`<td role="cell" class="wide">${capital(cantTellText(column))}. Missing: ${missingText(column)}.${columnDetails(column, lean)}</td>`
        : html`<td role="cell">${distribution(column, lean)}</td>
            <td role="cell">${changeCell(column)}</td>
            <td role="cell">${why(column)}${columnDetails(column, lean)}</td>`
    }
  </tr> `;
}

function mark(status: ReturnType<typeof columnStatus>): Markup {
  const { shape, word } = STATUS_MARKS[status];
  return html`<b class="${status}">${shape} ${word}</b>`;
}

function distribution({ name, distribution, effect }: ReportColumn, lean: boolean): Markup {
  if (distribution === null) return html`<span class="quiet">nothing to draw</span>`;
  return distribution.kind === "numeric"
    ? distributionChart(printable(name), effect?.unit ?? "", distribution, { lean })
    : categoryChart(printable(name), { ...distribution, categories: distribution.categories.map(printable) }, { lean });
}

function why(column: ReportColumn): Markup {
  const leading = leadingCheck(column);
  const strength = checkStrength(leading);
  const name = leading === null ? "" : statisticName(leading, column.method);
  const bar = strength === null ? html`` : html`${bulletChart("Statistic", strength)}${capital(name)} ${strength.text}`;
  if (columnStatus(column) === "unchanged") {
    const could = detectableText(column);
    return html`${bar}${column.pValue === null ? "" : `, ${probability(column.pValue)}`}${could === "" ? "" : html`<br /><i>${could}</i>`}`;
  }
  return html`${bar}${column.reasons.map((reason) => html`<p><b>${capital(checkInWords(reason.check))}:</b> ${printable(reason.detail)} <i>(${howSure(reason)})</i></p>`)}`;
}

/** The unit of its changes, where they have one of their own. */
function unitOf({ effect }: ReportColumn): Markup {
  return effect === null || ["share", "sd", ""].includes(effect.unit) ? html`` : html` <i>${effect.unit}</i>`;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
