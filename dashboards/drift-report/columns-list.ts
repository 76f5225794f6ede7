import { html } from "hono/html";
import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import type { Markup } from "../charts/svg.ts";
import { plural } from "../words/format.ts";
import { columnRow } from "./column-row.ts";
import { columnsByStatus } from "./column-status.ts";
import { shortened } from "./printable.ts";

const NAMED = 30;

/** One row a column in the report's order, the unchanged ones folded. */
export function columnsList(report: DriftReport, lean: boolean): Markup {
  const { unchanged } = columnsByStatus(report);
  const folded = new Set(unchanged);
  const shown = report.columns.filter((column) => !folded.has(column));
  const named = unchanged.slice(0, NAMED).map(({ name }) => shortened(name));
  return html`${shown.length > 0 ? table("Columns that changed, by what matters", shown, lean) : ""}${
    unchanged.length > 0
      ? html`<details id="unchanged">
          <summary>
            ${plural(unchanged.length, "column")} unchanged<span class="quiet">: ${named.join(", ")}${unchanged.length > NAMED ? " …" : ""}</span>
          </summary>
          ${table("Columns that did not change", unchanged, lean)}
        </details>`
      : ""
  }`;
}

function table(label: string, columns: readonly ReportColumn[], lean: boolean): Markup {
  return html`<table class="drift${lean ? " many" : ""}" role="table" aria-label="${label}">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Column</th>
        <th role="columnheader" scope="col">Distribution, middle 98 %</th>
        <th role="columnheader" scope="col">Change</th>
        <th role="columnheader" scope="col">Statistic against threshold, and why</th>
        <th role="columnheader" scope="col" class="skip">How sure</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${columns.map((column) => columnRow(column, lean))}
    </tbody>
  </table>`;
}
