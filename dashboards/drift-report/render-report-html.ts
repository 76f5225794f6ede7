import { html, raw } from "hono/html";
import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import type { Markup } from "../charts/svg.ts";
import { areaSwatch, swatch } from "../charts/swatch.ts";
import { measure, plural } from "../words/format.ts";
import { layout } from "../pages/layout.ts";
import { overTimeSection } from "./over-time.ts";
import { betweenSection } from "./between-section.ts";
import { columnsList } from "./columns-list.ts";
import { budgetSentence, reportHeadline } from "./headline.ts";
import { PAGE_PARTS } from "./page-parts.ts";
import { printable } from "./printable.ts";
import { reportTools } from "./report-tools.ts";

/** How a report was made: what its foot says. */
export interface ReportMaking {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of Tidemark. */
  readonly version: string;
  /** What makes the same report again: "tidemark report --reference a.csv --current b.csv". */
  readonly command: string;
}

/** Charts are drawn in full up to here. */
const MANY = 100;

/** The report as one self-contained page: works without scripts, loads nothing, under 2 MB at 1,000 columns. */
export function renderReportHtml(report: DriftReport, made: ReportMaking): string {
  const headline = reportHeadline(report);
  const page = layout({
    title: `${headline.first} – ${printable(report.current.name)}`,
    head: html`<meta http-equiv="Content-Security-Policy" content="${raw(PAGE_PARTS.policy)}" />${raw(PAGE_PARTS.style)}`,
    body: [
      html`<p class="quiet">${source(report)}</p>
        <h1>${headline.first}</h1>
        ${headline.rest ? html`<p class="lead">${headline.rest}</p>` : ""}${headline.next ? html`<p class="lead">${headline.next}</p>` : ""}
        ${report.notes.map((note) => html`<p class="note">${printable(note)}</p>`)}`,
      html`<section aria-labelledby="columns">
        <h2 id="columns">Columns, by what matters</h2>
        <p class="small quiet">
          <span class="key">${areaSwatch()}${printable(report.reference.name)}</span>
          <span class="key">${swatch("cur")}${printable(report.current.name)}</span>, the difference shaded; shares beyond the ends and changes as reference →
          current, with 95 % interval.
        </p>
        ${reportTools(report)} ${columnsList(report, report.columns.length > MANY)}
      </section>`,
      overTimeSection(report),
      betweenSection(report),
    ],
    footer: foot(report, made),
    script: raw(PAGE_PARTS.script),
  });
  return written(page)
    .replaceAll(/\s*\n\s*/g, "\n")
    .replaceAll(" />", "/>");
}

function source({ reference, current }: DriftReport): string {
  return `${printable(current.name)} (${plural(current.rows, "row")}) against ${printable(reference.name)} (${plural(reference.rows, "row")})`;
}

function foot(report: DriftReport, { at, version, command }: ReportMaking): Markup {
  return html`<p>
      ${budgetSentence(report)} “Changed” is what passes that${report.minEffect > 0 ? ` and reaches ${measure(report.minEffect)}` : ""}; “would have shown”
      means with a chance of 90 %.
    </p>
    <p>Tidemark ${version}, ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC. The same again, <code>--format json</code> for every figure:</p>
    <pre>${printable(command)}</pre>`;
}

/** Nothing on this page is waited for. */
function written(page: Markup): string {
  if (page instanceof Promise) throw new TypeError("a report is drawn from values that are there, yet a part of it was a promise");
  return page.toString();
}
