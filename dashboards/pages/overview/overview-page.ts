import { html } from "hono/html";
import { heatStrip } from "../../charts/heat-strip.ts";
import type { Markup } from "../../charts/svg.ts";
import { timeAxis } from "../../charts/time-axis.ts";
import { baselineSince } from "../../words/baseline-since.ts";
import { count, listed, plural } from "../../words/format.ts";
import { timeRow } from "../heat-map.ts";
import { alertMark, alertPath, alertTitle } from "../alert/alert-words.ts";
import { layout } from "../layout.ts";
import { note } from "../report/notices.ts";
import { statusMark } from "../status.ts";
import { OVERVIEW_DAYS, type OverviewData } from "./load-overview.ts";
import type { ModelCard } from "./overview-view.ts";

const QUESTIONS = { drift: "inputs", decay: "correctness", errors: "errors", load: "load" } as const;
/** Firing alerts that a card lists. */
const MOST_ALERTS = 5;
/** Models that are found by looking. */
const FEW = 8;
const SECTIONS = { drift: "columns", decay: "performance", errors: "errors", load: "load" } as const;

/** What of the overview a page is: the models it has, of how many, in which time. */
export type OverviewPart = Pick<OverviewData, "asked" | "first" | "total" | "from" | "to" | "unwatched" | "unnamed">;

/** Every model, the worst first: how it stands, since when, and its four questions over time. */
export function overviewPage(sentence: string, cards: readonly ModelCard[], part: OverviewPart): Markup {
  return layout({
    title: `${sentence} – Tidemark`,
    links: [
      { href: "/docs", text: "API" },
      { href: "/glossary", text: "Glossary" },
    ],
    body: html`<h1>${sentence}</h1>
      ${pagesNote(part, cards.length)} ${search(part, cards.length)} ${missing(part)} ${cards.length === 0 ? nothing(part) : ""}
      <ul class="cards">
        ${cards.map((card) => cardItem(card, part))}
      </ul>
      ${
        cards.some(({ strips }) => strips.length > 0)
          ? html`<p class="small quiet">
              The stronger the shade, the nearer to the threshold and the further beyond; outlined: beyond it, and enough to matter. Blank: not judged. The last
              ${OVERVIEW_DAYS} days at most; a report goes further back.
            </p>`
          : ""
      }
      ${cards.length > 0 && pageCount(part, cards.length) > 1 ? pagesNav(part, cards.length) : ""}`,
  });
}

/** What keeps models from being seen here, and what to set. */
function missing({ asked, unwatched, unnamed }: OverviewPart): Markup {
  if (asked.page > 1 || asked.search !== "") return html``;
  return html`${
    unnamed === null
      ? ""
      : note(
          "Requests that name no model.",
          `${plural(unnamed.requests, "request")} named none, and nothing is judged of them: set serving.upstream.model to the model’s name, or declare exactly one model under models:.`,
        )
  }${
    unwatched.length === 0
      ? ""
      : html`<div class="note">
          <b>Declared, but not watched.</b> Nothing judges ${listed(unwatched, 10)}. Add to tidemark.yaml, with the file that
          ${unwatched.length === 1 ? "it" : "each"} was trained on:
          <pre tabindex="0" aria-label="What to add">${monitorsToAdd(unwatched)}</pre>
        </div>`
  }`;
}

function monitorsToAdd(models: readonly string[]): string {
  return ["monitors:", ...models.slice(0, 10).flatMap((model) => [`  - model: ${JSON.stringify(model)}`, "    baseline: { file: training.csv.gz }"])].join(
    "\n",
  );
}

function nothing({ asked }: OverviewPart): Markup {
  if (asked.search !== "") return html`<div class="note calm"><b>No model is called so.</b> <a href="/">All models</a></div>`;
  if (asked.page > 1) return html`<div class="note calm"><b>There is no such page.</b> <a href="/">The first page</a></div>`;
  return html`<div class="note calm">
    <b>Nothing to show.</b> Add a model under <code>models:</code> in tidemark.yaml with the file it was trained on as its baseline, and send its requests
    through the sidecar; or run <code>npm start</code> to see a demonstration.
  </div>`;
}

/** A page that has not all models says so first: past the first page its sentence is of those on it alone, as it is of a search. */
function pagesNote(part: OverviewPart, shown: number): Markup {
  const { asked, first, total } = part;
  if (shown === 0 || (shown >= total && asked.search === "")) return html``;
  const which = asked.search === "" ? "the worst first" : `whose name has “${asked.search}”, the worst first`;
  return html`<p>
    Models ${count(first)} to ${count(first + shown - 1)} of ${count(total)},
    ${which}${asked.page > 1 || asked.search !== "" ? "; what is said above is of these alone" : ""}. ${shown < total ? pagesNav(part, shown) : ""}
  </p>`;
}

function pagesNav({ asked, first, total }: OverviewPart, shown: number): Markup {
  const href = (page: number): string => `/?${new URLSearchParams({ ...(asked.search === "" ? {} : { q: asked.search }), page: String(page) }).toString()}`;
  return html`<span class="pages"
    >${asked.page > 1 ? html`<a href="${href(asked.page - 1)}" rel="prev">← those before</a> ` : ""}${first + shown - 1 < total ? html`<a href="${href(asked.page + 1)}" rel="next">those after →</a>` : ""}</span
  >`;
}

const pageCount = ({ total }: OverviewPart, shown: number): number => Math.ceil(total / Math.max(1, shown));

/** A form, where there is more than a look finds. */
function search({ asked, total }: OverviewPart, shown: number): Markup {
  if (asked.search === "" && total <= FEW && shown === total) return html``;
  return html`<form method="get" action="/" role="search" class="search">
    <label for="q">Model name</label> <input type="search" id="q" name="q" value="${asked.search}" maxlength="200" />
    <button>Find</button>${asked.search === "" ? "" : html` <a href="/">all models</a>`}
  </form>`;
}

function cardItem({ listing, status, critical, headline, problems, time, pinned, strips, alerts }: ModelCard, { from, to }: OverviewPart): Markup {
  const lasting = problems.find(({ until }) => until === null);
  const axis = timeAxis(from, to, time);
  const href = `/reports/${encodeURIComponent(listing.model)}`;
  return html`<li>
    <h2><a href="${href}">${listing.model}</a></h2>
    <p>${headline.first} ${headline.rest}</p>
    <p class="small quiet">
      ${statusMark(status, critical)}${lasting ? ` ${lasting.when}` : ""} ·
      ${plural(listing.requests, "request")}${listing.latest === null ? "" : `, the newest ${time.minute(listing.latest)} ${time.year(listing.latest)}`} · times
      in ${time.timeZone}${pinned === null ? "" : ` · ${baselineSince(pinned, time)}`}
    </p>
    ${
      alerts.length === 0
        ? ""
        : html`<ul class="alerts small">
              ${alerts.slice(0, MOST_ALERTS).map(
                (alert) =>
                  html`<li>
                    ${alertMark(alert)}
                    <a href="${alertPath(alert)}">${alertTitle(alert)}</a>${alert.notes.map((note) => html` · <span class="said">${note}</span>`)}
                  </li>`,
              )}
            </ul>
            ${alerts.length > MOST_ALERTS ? html`<p class="small quiet">${plural(alerts.length - MOST_ALERTS, "more alert")} in its report.</p>` : ""}`
    }
    ${
      strips.length === 0
        ? ""
        : html`<table class="heat">
            <tbody>
              ${strips.map(
                ({ analyzer, cells }) =>
                  html`<tr>
                    <th scope="row"><a href="${href}#section-${SECTIONS[analyzer]}">${QUESTIONS[analyzer]}</a></th>
                    <td>${heatStrip(`${listing.model}, ${QUESTIONS[analyzer]}`, cells, axis)}</td>
                  </tr>`,
              )}
              ${timeRow(axis)}
            </tbody>
          </table>`
    }
  </li>`;
}
