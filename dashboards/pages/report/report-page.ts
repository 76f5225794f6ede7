import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import { areaSwatch, swatch } from "../../charts/swatch.ts";
import { timeAxis } from "../../charts/time-axis.ts";
import { baselineSince } from "../../words/baseline-since.ts";
import { createAnchors } from "./anchors.ts";
import { alertsSection } from "./alerts-section.ts";
import { columnsTable } from "./columns-table.ts";
import { subjectsOf } from "./fires-for.ts";
import { count } from "../../words/format.ts";
import { heatMap } from "../heat-map.ts";
import { layout } from "../layout.ts";
import type { Comparison } from "./comparison.ts";
import { comparisonSection, comparisonSwitch } from "./comparison-section.ts";
import { ledgerLine } from "./ledger-line.ts";
import type { ReportData } from "./load-report.ts";
import { marksList } from "./marks-list.ts";
import { performanceSection } from "./performance-section.ts";
import { periodSwitch } from "./period-switch.ts";
import { problemsTable } from "./problems-table.ts";
import { runningSection } from "./running-section.ts";
import type { ReportView } from "./report-view.ts";
import { errorsSection, loadSection, type TrafficContext } from "./traffic-sections.ts";
import { agesText } from "./ages-text.ts";
import { notices } from "./notices.ts";

/** The report of one model. */
export function reportPage(data: ReportData, view: ReportView): Markup {
  const { listing, from, to, alerts } = data;
  const { time, columns, problems } = view;
  const axis = timeAxis(from, to, time);
  const marks = data.annotations.map((mark) => mark.time).toSorted((a, b) => a - b);
  const anchor = createAnchors();
  const path = `/reports/${encodeURIComponent(listing.model)}`;
  const traffic = trafficContext(data, view, { axis, marks, anchor, time });
  const table = { axis, time, reference: view.reference, anchor };
  const units = new Map(columns.map(({ name, unit }) => [name, unit]));
  return layout({
    title: `${view.headline.first} – ${listing.model}`,
    links: [
      { href: "/", text: "All models" },
      { href: `${path}.json`, text: "This as JSON" },
      { href: "/docs", text: "API" },
      { href: "/glossary", text: "Glossary" },
    ],
    body: [
      html`<p class="quiet">
          ${listing.model} · ${time.days(from, to)} ${time.year(to - 1)} · times in
          ${time.timeZone}${data.pinned === null ? "" : ` · ${baselineSince(data.pinned, time)}`}
        </p>
        ${periodSwitch(data.asked, { from, to, newest: data.newest, deployed: data.deployed }, time)}
        ${comparisonSwitch(data.compared, data.asked, data.versions)}
        <h1>${view.headline.first.replaceAll(/(\d–)(?=\d)/g, "$1\u2060")}</h1>
        ${view.headline.rest ? html`<p class="lead">${view.headline.rest}</p>` : ""}`,
      runningSection(data.running, time),
      html`${notices(data, view)}`,
      problemsTable(problems),
      html`${marksList(data.annotations, time)}`,
      data.comparison === null ? html`` : section("comparison", comparisonTitle(data.comparison), comparisonSection(data.comparison, time, units)),
      section(
        "columns",
        "Columns, by what matters",
        html`<p class="small quiet">
            <span class="key">${areaSwatch()}${view.reference}${data.pinned === null ? "" : ", or the baseline of then"}</span>
            <span class="key">${swatch("cur")}the window named</span>, the difference shaded; shares beyond the ends as ${view.reference} → window. Changes in
            the column’s own unit, with 95 % interval.
          </p>
          ${columnsTable(columns, table)}`,
      ),
      section("map", "Columns over time", heatMap(columns, axis, time)),
      section("performance", "Is it still right?", performanceSection(view.metrics, { data, axis, time, marks, anchor })),
      section("errors", "Does it fail, and whose fault is it?", data.traffic.length === 0 ? noTraffic() : errorsSection(traffic)),
      section("load", "Does it hold under load?", data.traffic.length === 0 ? noTraffic() : loadSection(traffic)),
      section("alerts", "Alerts, and who was told", alertsSection(alerts, { axis, time, now: data.now, injected: injectedAlerts(data, view) })),
      section("books", "What this rests on", books(data, view)),
    ],
    footer: html`<p>
      Every number leads to its evidence: the page of a verdict names its window, baseline and code, shows rows of both sides and computes it again, as
      <code>tidemark verify</code> does. “Changed” means beyond the false-alarm budget and large enough to matter; the <a href="/glossary">glossary</a> says
      what the words mean.
    </p>`,
  });
}

const comparisonTitle = ({ asked }: Comparison): string => (asked.kind === "version" ? `Beside version ${asked.version}` : "Beside the period before");

function section(id: string, title: string, body: Markup): Markup {
  return html`<section id="section-${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `;
}

function books({ ledger, ages, baselines, labels, findings, pinned }: ReportData, { time }: ReportView): Markup {
  const baseline = baselines.find(({ baselineId }) => baselineId === pinned?.baselineId) ?? baselines[0];
  return html`<p>${ledger.served > 0 ? `${ledgerLine(ledger)}.` : "No books yet: they begin with the first request served."}</p>
    <dl class="facts">
      <div>
        <dt>Verdicts</dt>
        <dd>${count(findings.length)}</dd>
      </div>
      <div>
        <dt>Labels</dt>
        <dd>${count(labels.labels)}</dd>
      </div>
      ${
        ages.length === 0
          ? ""
          : html`<div>
              <dt>How old</dt>
              <dd>${agesText(ages)}</dd>
            </div>`
      }
      <div>
        <dt>Baseline</dt>
        <dd>
          ${baseline ? html`${baseline.name}, from ${baseline.source} <code title="${baseline.baselineId}">${baseline.baselineId.slice(0, 12)}</code>` : "none"}${pinned === null ? "" : html`<br />${baselineSince(pinned, time)}`}
        </dd>
      </div>
    </dl>`;
}

function trafficContext(data: ReportData, view: ReportView, page: Pick<TrafficContext, "axis" | "marks" | "anchor" | "time">): TrafficContext {
  const objective = data.watched?.config.load.objective ?? null;
  return { traffic: data.traffic, ...page, episodes: view.episodes, now: data.now, objective };
}

function injectedAlerts({ alerts }: ReportData, { episodes }: ReportView): ReadonlySet<string> {
  const injected = episodes.filter((episode) => episode.injected);
  const about = alerts.filter((alert) =>
    injected.some(
      (episode) =>
        episode.analyzer === alert.analyzer && subjectsOf(alert).includes(episode.subject) && Math.abs(episode.since - alert.startedTime) < 86_400_000,
    ),
  );
  return new Set(about.map((alert) => alert.alertId));
}

const noTraffic = (): Markup => html`<p>No requests in this period.</p>`;
