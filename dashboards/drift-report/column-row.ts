import { html } from "hono/html";
import type { ReportColumn } from "../../analyzers/report/drift-report.ts";
import { bulletChart } from "../charts/bullet-chart.ts";
import { categoryChart } from "../charts/category-chart.ts";
import { distributionChart } from "../charts/distribution-chart.ts";
import type { Markup } from "../charts/svg.ts";
import { measure, probability } from "../words/format.ts";
import { changeCell } from "./change-cell.ts";
import { checkStrength, leadingCheck } from "./check-strength.ts";
import { columnDetails } from "./column-details.ts";
import { STATUS_MARKS, columnStatus } from "./column-status.ts";
import { valueText } from "./column-values.ts";
import { printable } from "./printable.ts";
import { whatChanged } from "./what-changed.ts";
import { cantTellText, checkInWords, detectableText, missingText, statisticName } from "./words.ts";
import { capital } from "../../alerts/render/words.ts";

/** One column: name, both distributions, the change, how strong, why. Its figures for sorting are in `data-v`: size, statistic over threshold, rise of the missing share. */
export function columnRow(column: ReportColumn, lean: boolean): Markup {
  const status = columnStatus(column);
  const strength = checkStrength(leadingCheck(column));
  const name = printable(column.name);
  const unit = unitOf(column.effect);
  const rise = column.missing.current - column.missing.reference;
  return html`<tr role="row" data-s="${status}" data-t="${column.type}" data-v="${[column.size, strength?.ratio ?? 0, rise].map(short).join(" ")}">
    <th role="rowheader" scope="row"><bdi>${name}</bdi>${unit === "" ? "" : html` <i>${unit}</i>`}<br />${mark(status)}<br /><i>${column.type}</i></th>
    ${
      status === "cantTell"
        ? html`<td role="cell" class="wide">${capital(cantTellText(column))}. Missing: ${missingText(column)}.</td>`
        : html`<td role="cell">${distribution(column, lean)}</td>
            <td role="cell">${changeCell(column)}</td>
            <td role="cell">${why(column)}</td>`
    }
    <td role="cell" class="more">${columnDetails(column, lean)}</td>
  </tr> `;
}

function mark(status: ReturnType<typeof columnStatus>): Markup {
  const { shape, word } = STATUS_MARKS[status];
  return html`<b class="${status}">${shape} ${word}</b>`;
}

function distribution(column: ReportColumn, lean: boolean): Markup {
  const { name, distribution, effect, type } = column;
  if (distribution === null) return html`<span class="quiet">nothing to draw</span>`;
  return distribution.kind === "numeric"
    ? distributionChart(printable(name), unitOf(effect), distribution, {
        lean,
        ...(type === "datetime" && { label: (value: number) => valueText(column, value) }),
      })
    : categoryChart(printable(name), { ...distribution, categories: distribution.categories.map(printable) }, { lean });
}

/** The statistic that the verdict rests on as a bar and in figures, what changed in a sentence where no figure tells it, and what else failed. */
function why(column: ReportColumn): Markup {
  const leading = leadingCheck(column);
  const strength = checkStrength(leading);
  const could = column.drifted ? "" : detectableText(column);
  const sentence = column.drifted && whatChanged(column).size === 0 ? withoutName(column) : "";
  const others = column.reasons.filter(({ check, detail }) => check !== "distribution" && (sentence === "" || !column.summary.includes(detail)));
  return html`${strength === null ? "" : bulletChart("Statistic", strength)}${figures(column)}${could === "" ? "" : html`<br /><i>${could}</i>`}${
    sentence === "" ? "" : html`<p>${sentence}</p>`
  }${others.map(({ check, detail }) => html`<p><b>${capital(checkInWords(check))}:</b> ${printable(detail)}</p>`)}`;
}

/** "Kolmogorov–Smirnov distance 0.165, threshold 0.0099, p < 0.0001". */
function figures(column: ReportColumn): string {
  const leading = leadingCheck(column);
  const strength = checkStrength(leading);
  if (leading === null || strength === null) return "";
  const name = capital(statisticName(leading, column.method));
  const chance = probability(leading.pValue).replaceAll(" ", "\u202f");
  return leading.threshold === null
    ? `${name} ${measure(leading.statistic)}, ${chance}, ${measure(leading.level)} needed`
    : `${name} ${strength.text}, ${chance}`;
}

/** The column's sentence, which stands beside its name. */
function withoutName({ name, summary }: ReportColumn): string {
  return printable(summary.startsWith(`${name} `) ? capital(summary.slice(name.length + 1)) : summary);
}

/** The unit of its changes, where they have one of their own. */
function unitOf(effect: ReportColumn["effect"]): string {
  return effect === null || ["share", "sd"].includes(effect.unit) ? "" : effect.unit;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));
