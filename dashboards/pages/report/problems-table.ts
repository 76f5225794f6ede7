import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import { findingPath } from "../../words/finding-path.ts";
import { alertPath } from "../alert/alert-words.ts";
import { listed, plural } from "../../words/format.ts";
import type { Problem } from "./problems-view.ts";
import { injectedMark, statusMark } from "../status.ts";
import { capital } from "../../../alerts/render/words.ts";

const SHOWN = 5;

/** The five questions, one row a problem; what is over is folded after the first rows. */
export function problemsTable(problems: readonly Problem[]): Markup {
  if (problems.length === 0) return html``;
  const open = problems.filter((problem) => problem.until === null);
  const over = problems.filter((problem) => problem.until !== null);
  const lead = problems[0]?.until === null ? [] : over.slice(0, open.length === 0 ? 3 : 1);
  const shown = problems.filter((problem) => lead.includes(problem) || open.slice(0, SHOWN).includes(problem));
  const folded = problems.filter((problem) => !shown.includes(problem));
  return html`${table(shown)}${
    folded.length > 0
      ? html`<details>
          <summary>${plural(folded.length, "more problem")} in this period${injectedOf(folded)}</summary>
          ${table(folded)}
        </details>`
      : ""
  }`;
}

function injectedOf(problems: readonly Problem[]): string {
  const injected = problems.filter((problem) => problem.injected).length;
  return injected === 0 ? "" : `, ${injected} of them injected`;
}

function table(problems: readonly Problem[]): Markup {
  return html`<table class="stack problems" role="table">
    <thead>
      <tr>
        <th scope="col">What changed</th>
        <th scope="col">Since when</th>
        <th scope="col">How sure</th>
        <th scope="col">Does it matter</th>
        <th scope="col">What now</th>
      </tr>
    </thead>
    <tbody>
      ${problems.map(
        (problem) =>
          html`<tr role="row">
            <th scope="row">
              ${statusMark(problem.status, problem.critical)} ${problem.injected ? injectedMark : ""}<br />${capital(problem.what)}${problem.others.length > 0 ? html`<br /><span class="quiet small">with ${listed(problem.others, 5)}</span>` : ""}
            </th>
            <td data-label="Since when">
              ${capital(problem.when)}${problem.before === "" ? "" : html`<br /><span class="quiet small">${problem.before}</span>`}
            </td>
            <td data-label="How sure">
              ${problem.until === null ? `${problem.window}: ` : ""}${problem.sure}<br /><a class="small" href="${findingPath(problem.episodes[0].shown)}"
                >evidence</a
              >${problem.alertId === null ? "" : html` · <a class="small" href="${alertPath({ alertId: problem.alertId })}">alert</a>`}${problem.notes.map((note) => html`<br /><span class="small said">${note}</span>`)}
            </td>
            <td data-label="Does it matter">${problem.matters}</td>
            <td data-label="What now">${problem.advice}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}
