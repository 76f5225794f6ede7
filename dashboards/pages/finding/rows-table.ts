import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import type { EvidenceRow } from "../../read/evidence-queries.ts";
import { measure } from "../../words/format.ts";

/** Rows as they are stored, a column each. */
export function rowsTable(rows: readonly EvidenceRow[]): Markup {
  const columns = Object.keys(rows[0] ?? {});
  return html`<div class="wide-table" tabindex="0" role="region" aria-label="Rows">
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${name.replaceAll("_", " ")}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((name) => html`<td>${cell(row[name] ?? null)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell(value: string | number | null): string {
  if (value === null) return "–";
  return typeof value === "number" && !Number.isInteger(value) ? measure(value) : String(value);
}

/** The same as CSV (RFC 4180). What a spreadsheet would run as a formula is kept a text by an apostrophe. */
export function rowsCsv(rows: readonly EvidenceRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((name) => csvCell(row[name] ?? null)).join(","));
  return [columns.map(csvCell).join(","), ...lines, ""].join("\r\n");
}

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  const text = typeof value === "string" && /^[=+@\t\r-]/.test(value) && !Number.isFinite(Number(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
