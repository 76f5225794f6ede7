import { html } from "hono/html";
import { heatStrip } from "../../charts/heat-strip.ts";
import type { Markup } from "../../charts/svg.ts";
import { timeAxis } from "../../charts/time-axis.ts";
import { baselineSince } from "../../words/baseline-since.ts";
import { count } from "../../words/format.ts";
import { ticks } from "../heat-map.ts";
import { layout } from "../layout.ts";
import type { ModelCard } from "./overview-view.ts";
import { statusMark } from "../status.ts";

const QUESTIONS = { drift: "inputs", decay: "correctness", errors: "errors", load: "load" } as const;

/** Which of the models stand on a page; `from` and `to` count from 1. */
export interface OverviewPart {
  readonly page: number;
  readonly from: number;
  readonly to: number;
  readonly models: number;
}

/** Every model: how it stands, since when, and its four questions over time. */
export function overviewPage(sentence: string, cards: readonly ModelCard[], part: OverviewPart): Markup {
  return layout({
    title: `${sentence} – Tidemark`,
    links: [{ href: "/openapi.json", text: "API" }],
    body: html`<h1>${sentence}</h1>
      ${pagesNote(part)}
      ${cards.length === 0 ? html`<div class="note calm"><b>Nothing to show.</b> Add a model under <code>models:</code> in tidemark.yaml with the file it was trained on as its baseline, and send its requests through the sidecar; or run <code>npm start</code> to see a demonstration.</div>` : ""}
      <ul class="cards">
        ${cards.map(card)}
      </ul>`,
  });
}

/** A page that has not all models says so first: its sentence is of those on it alone. */
function pagesNote({ page, from, to, models }: OverviewPart): Markup {
  if (from <= 1 && to >= models) return html``;
  return html`<p>
    Models ${count(from)} to ${count(to)} of ${count(models)}, the watched ones first; what is said above is of these alone.
    ${page > 1 ? html`<a href="/?page=${page - 1}">Those before</a>` : ""} ${to < models ? html`<a href="/?page=${page + 1}">Those after</a>` : ""}
  </p>`;
}

function card({ listing, status, critical, headline, view, data, strips }: ModelCard): Markup {
  const { time } = view;
  const lasting = view.problems.find(({ until }) => until === null);
  const axis = timeAxis(data.from, data.to, time);
  const href = `/reports/${encodeURIComponent(listing.model)}`;
  return html`<li>
    <h2><a href="${href}">${listing.model}</a></h2>
    <p>${headline.first} ${headline.rest}</p>
    <p class="small quiet">
      ${statusMark(status, critical)}${lasting ? ` ${lasting.when}` : ""} · ${count(listing.requests)}
      requests${listing.latest === null ? "" : `, the newest ${time.minute(listing.latest)} ${time.year(listing.latest)}`} · times in
      ${time.timeZone}${data.pinned === null ? "" : ` · ${baselineSince(data.pinned, time)}`}
    </p>
    ${
      strips.length === 0
        ? ""
        : html`<table class="heat">
              <tbody>
                ${strips.map(
                  ({ analyzer, windows }) =>
                    html`<tr>
                      <th scope="row">
                        <a href="${href}#section-${{ drift: "columns", decay: "performance", errors: "errors", load: "load" }[analyzer]}"
                          >${QUESTIONS[analyzer]}</a
                        >
                      </th>
                      <td>${heatStrip(`${listing.model}, ${QUESTIONS[analyzer]}`, windows, axis)}</td>
                    </tr>`,
                )}
                <tr>
                  <th scope="row"><span class="quiet">time</span></th>
                  <td>${ticks(axis)}</td>
                </tr>
              </tbody>
            </table>
            <p class="small quiet">
              The stronger the shade, the nearer to the threshold and the further beyond; outlined: beyond it, and enough to matter. Blank: not judged.
            </p>`
    }
  </li>`;
}
