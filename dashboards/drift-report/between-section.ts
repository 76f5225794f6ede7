import { html } from "hono/html";
import type { DriftReport, MultivariateCheck } from "../../analyzers/report/drift-report.ts";
import type { RelationCheck } from "../../analyzers/relations/relation-check.ts";
import { bulletChart } from "../charts/bullet-chart.ts";
import type { Markup } from "../charts/svg.ts";
import { count, measure, probability } from "../words/format.ts";
import { betweenColumns } from "./between-columns.ts";
import { checkStrength } from "./check-strength.ts";
import { STATUS_MARKS } from "./column-status.ts";
import { shortened } from "./printable.ts";
import { chanceText, relationInWords, togetherText } from "./relation-words.ts";

/** Rows of changed relations; the rest is counted. */
const SHOWN = 50;
/** Characters of a sentence, a source or a name. */
const LONGEST = 300;

/** What changed between columns: the methods over all of them, a row each relation that changed, and folded the nearest that did not; empty where neither was asked for. */
export function betweenSection(report: DriftReport): Markup {
  if (report.relations === undefined && report.multivariate === undefined) return html``;
  const { changed, nearest } = betweenColumns(report);
  return html`<section class="between" aria-labelledby="between">
    <h2 id="between">Between columns</h2>
    ${(report.multivariate ?? []).map((check) => together(check))}
    ${report.relations === undefined ? "" : changed.length > 0 ? table(changed.slice(0, SHOWN)) : html`<p>${nothing(report.relations)}</p>`}
    ${changed.length > SHOWN ? html`<p>And ${count(changed.length - SHOWN)} more that changed, less surely; all are in the JSON.</p>` : ""}
    ${nearest.length > 0 ? fold(nearest) : ""}
  </section>`;
}

function nothing(relations: readonly RelationCheck[]): string {
  return relations.length === 0 ? "No relation between columns could be judged." : `${STATUS_MARKS.unchanged.shape} No relation between columns changed.`;
}

function together(check: MultivariateCheck): Markup {
  const status = check.statistic === null ? "cantTell" : check.drifted ? "changed" : "unchanged";
  return html`<p>
    <b class="${status}">${STATUS_MARKS[status].shape}</b> All columns together:
    ${togetherText(check)}.${check.source === "" ? "" : html`<br /><span class="small quiet">${shortened(check.source, LONGEST)}</span>`}
  </p>`;
}

function table(checks: readonly RelationCheck[]): Markup {
  return html`<table class="stack" role="table" aria-label="Relations that changed, the surest first">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Columns</th>
        <th role="columnheader" scope="col">What changed</th>
        <th role="columnheader" scope="col">Statistic against threshold</th>
        <th role="columnheader" scope="col">How sure</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${checks.map((check) => row(check))}
    </tbody>
  </table>`;
}

function row(check: RelationCheck): Markup {
  const { columns, detail, level, pValue, source, statistic } = check;
  const strength = checkStrength(check);
  const names = columns.map((name, index) => html`${index > 0 ? ", " : ""}<bdi>${shortened(name)}</bdi>`);
  const figures = check.threshold === null || strength === null ? measure(statistic) : `${measure(statistic)}, threshold ${measure(check.threshold)}`;
  return html`<tr role="row">
    <th role="rowheader" scope="row">
      ${columns.length === 0 ? html`<bdi>All rows</bdi>` : names}<br /><b class="changed">${STATUS_MARKS.changed.shape} ${relationInWords(check.check)}</b>
    </th>
    <td role="cell">${shortened(detail, LONGEST)}</td>
    <td role="cell">${strength === null ? "" : bulletChart("Statistic", strength)}${figures}</td>
    <td role="cell">
      <details>
        <summary>${probability(pValue)}</summary>
        ${chanceText({ pValue, level })}; ${shortened(source, LONGEST)}
      </details>
    </td>
  </tr> `;
}

/** The few that came near, and by kind those that showed no difference at all. */
function fold(checks: readonly RelationCheck[]): Markup {
  const near = checks.filter(({ pValue }) => pValue < 1).slice(0, SHOWN);
  const kinds = new Set(near.map(({ check }) => check));
  const none = new Set(checks.map(({ check }) => check).filter((check) => !kinds.has(check)));
  return html`<details>
    <summary>The nearest that did not change</summary>
    <ul class="small">
      ${near.map((check) => html`<li>${relationInWords(check.check)}: ${shortened(check.detail, LONGEST)} <span class="quiet">(${chanceText(check)})</span></li>`)}
      ${none.size > 0 ? html`<li>no sign at all of: ${[...none].map(relationInWords).join(", ")}</li>` : ""}
    </ul>
  </details>`;
}
