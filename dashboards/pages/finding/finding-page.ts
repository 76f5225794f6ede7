import { html } from "hono/html";
import { isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { bulletChart } from "../../charts/bullet-chart.ts";
import { categoryChart } from "../../charts/category-chart.ts";
import { dataTable } from "../../charts/data-table.ts";
import { distributionChart } from "../../charts/distribution-chart.ts";
import { distributionTable } from "../../charts/distribution-table.ts";
import { heatCells } from "../../charts/heat-cells.ts";
import { sparkline } from "../../charts/sparkline.ts";
import type { Markup } from "../../charts/svg.ts";
import { areaSwatch, swatch } from "../../charts/swatch.ts";
import { timeAxis } from "../../charts/time-axis.ts";
import { copyableSql, SHOWN_ROWS, windowOf } from "../../read/evidence-queries.ts";
import { referenceOf } from "../../words/baseline-since.ts";
import { inWords, intervalText } from "../../words/describe-change.ts";
import { findingPath } from "../../words/finding-path.ts";
import { count, measure, percent, plural, probability, quantity } from "../../words/format.ts";
import { statisticInWords } from "../../words/statistic-in-words.ts";
import { strengthOf } from "../../words/strength.ts";
import { zonedTime, type ZonedTime } from "../../words/zoned-time.ts";
import { alertPath, alertTitle } from "../alert/alert-words.ts";
import { layout, section } from "../layout.ts";
import { blindText } from "../report/columns-table.ts";
import { earlierVerdicts } from "../../../analyzers/findings/earlier-verdicts.ts";
import { blindSpot } from "../../../analyzers/findings/blind-spot.ts";
import { statusMark, type Status } from "../status.ts";
import type { EvidenceSide, FindingData } from "./load-finding.ts";
import { recomputeSection } from "./recompute-section.ts";
import { rowsTable } from "./rows-table.ts";
import { capital } from "../../../alerts/render/words.ts";

/** One verdict: in words, drawn, what it stands on, the rows behind it, and the way to compute it again. */
export function findingPage(data: FindingData): Markup {
  const { finding, alerts, timeZone } = data;
  const { model, subject, analyzer, windowStart, windowEnd } = finding;
  const time = zonedTime(timeZone);
  const when = time.range(windowStart, windowEnd);
  const report = `/reports/${encodeURIComponent(model)}`;
  return layout({
    title: `${inWords(subject)}, ${when} – ${model}`,
    links: [
      { href: "/", text: "All models" },
      { href: `${report}#${encodeURIComponent(subject)}`, text: `Report of ${model}` },
      { href: `/api/v1/findings/${finding.findingId}`, text: "This as JSON" },
      { href: "/glossary", text: "Glossary" },
    ],
    body: [
      html`<p class="quiet">${model} · ${analyzer} of ${inWords(subject)} · ${when} ${time.year(windowStart)} · times in ${timeZone}</p>
        <h1>${capital(sentenceOf(finding))}</h1>
        <p>
          ${statusMark(statusOf(finding))} · ${plural(finding.rows, analyzer === "errors" || analyzer === "load" ? "request" : "row")} · coverage
          ${percent(finding.coverage)}${alerts.map((alert) => html` · <a href="${alertPath(alert)}">alert: ${alertTitle(alert)}</a>`)}
        </p>`,
      nearby(data, time),
      section("compared", "Both sides", compared(data, time)),
      section("statistic", "The statistic against its threshold", statistic(finding)),
      ...earlierSection(finding, time),
      section("around", "The windows around it", around(data, time)),
      section("others", "The same window elsewhere", others(data)),
      section("rows", "The rows behind it", rows(data)),
      section("recompute", "Compute it again", recomputeSection(data, time)),
    ],
  });
}

/** With the column's name as people say it. */
function sentenceOf({ summary, subject }: Finding): string {
  return summary.startsWith(subject) ? `${inWords(subject)}${summary.slice(subject.length)}` : summary;
}

function statusOf(finding: Finding): Status {
  if (isBad(finding)) return "changed";
  return finding.verdict === "noData" || blindSpot(finding) !== null ? "cantTell" : "unchanged";
}

/** What it said before rows or labels came, or were revised; nothing where it was judged once. */
function earlierSection(finding: Finding, time: ZonedTime): readonly Markup[] {
  const earlier = earlierVerdicts(finding);
  if (earlier.length === 0) return [];
  const table = dataTable(
    plural(earlier.length, "earlier verdict"),
    ["Revision", "Judged", "Verdict", "Rows", "What it said"],
    earlier.map(({ revision, judgedTime, verdict, rows: judged, summary }) => [
      String(revision),
      `${time.minute(judgedTime)} ${time.year(judgedTime)}`,
      verdict,
      count(judged),
      summary,
    ]),
  );
  return [
    section(
      "earlier",
      "What it said before",
      html`<p>Judged again as rows or labels came for its window, or were revised; this is revision ${finding.revision}.</p>
        ${table}`,
    ),
  ];
}

/** The windows before and after, to step from one to the next. */
function nearby({ finding, neighbours }: FindingData, time: ZonedTime): Markup {
  const place = neighbours.findIndex(({ findingId }) => findingId === finding.findingId);
  const [before, after] = [neighbours[place - 1], place < 0 ? undefined : neighbours[place + 1]];
  return html`<p class="steps-to">
    ${before ? html`<a href="${findingPath(before)}" rel="prev">← ${time.range(before.windowStart, before.windowEnd)}</a>` : ""}
    ${after ? html`<a href="${findingPath(after)}" rel="next">${time.range(after.windowStart, after.windowEnd)} →</a>` : ""}
  </p>`;
}

function compared({ finding, unit }: FindingData, time: ZonedTime): Markup {
  const { evidence, subject, effect, analyzer } = finding;
  const { distribution } = evidence;
  const reference = referenceOf(finding, "the baseline");
  const window = time.range(finding.windowStart, finding.windowEnd);
  const spot = blindSpot(finding);
  const size =
    effect === null
      ? ""
      : `${quantity(effect.value, effect.unit)}${intervalText(effect, analyzer === "decay" ? subject : undefined) ? ` (${intervalText(effect, analyzer === "decay" ? subject : undefined)})` : ""}`;
  return html`${size === "" ? "" : html`<p>Change: <b>${size}</b></p>`}${spot === null ? "" : html`<p>${blindText(spot)}</p>`}${
    distribution === undefined
      ? html`<p class="quiet">No distribution is recorded with this verdict.</p>`
      : html`<figure>
          <figcaption>
            <span class="key">${areaSwatch()}${reference}</span> <span class="key">${swatch("cur")}${window}</span>; the middle 98 %, the shares beyond as
            ${reference} → window
          </figcaption>
          ${distribution.kind === "numeric" ? distributionChart(subject, unit, distribution, { href: "#compared-title" }) : categoryChart(subject, distribution)}
          ${distributionTable(distribution, [reference, window])}
        </figure>`
  }`;
}

function statistic(finding: Finding): Markup {
  const { statisticName, pValue, thresholdSource, evidence, statistic: value } = finding;
  const strength = strengthOf(finding);
  return html`<p>
      <a href="/glossary#${encodeURIComponent(statisticName)}">${capital(statisticInWords(statisticName))}</a>
      ${strength === null ? (value === null ? "not computed" : measure(value)) : strength.text}${pValue === null ? "" : `, ${probability(pValue)}`}
    </p>
    ${strength === null ? "" : html`<div class="bullet">${bulletChart(statisticInWords(statisticName), strength)}</div>`}
    ${thresholdSource === "" ? "" : html`<p class="small quiet">Where the threshold is from: ${thresholdSource}.</p>`}
    ${
      evidence.checks.length === 0
        ? ""
        : dataTable(
            `${plural(evidence.checks.length, "check")} of this window`,
            ["Check", "Statistic", "Threshold", "p", "Of what"],
            evidence.checks.map((check) => [
              statisticInWords(check.check),
              check.statistic === null ? "–" : measure(check.statistic),
              check.threshold === null ? "–" : measure(check.threshold),
              check.pValue === null ? "–" : probability(check.pValue),
              check.detail,
            ]),
          )
    }`;
}

function around({ finding, neighbours }: FindingData, time: ZonedTime): Markup {
  const [first, last] = [neighbours[0], neighbours.at(-1)];
  if (first === undefined || last === undefined) return html`<p class="quiet">None is kept.</p>`;
  const axis = timeAxis(first.windowStart, last.windowEnd, time);
  return html`<figure>
    <figcaption>Its statistic over its own threshold (dashed), window by window; each leads to its verdict.</figcaption>
    ${sparkline({ history: neighbours, axis, time, crossed: null, zones: neighbours.length })} ${heatCells(neighbours, axis, time, neighbours.length)}
    ${dataTable(
      "These windows as a table",
      ["Window", "Statistic", "Rows", "Verdict"],
      neighbours.map((each) => [
        html`<a href="${findingPath(each)}" ${each.findingId === finding.findingId ? html`aria-current="true"` : ""}
          >${time.range(each.windowStart, each.windowEnd)}</a
        >`,
        strengthOf(each)?.text ?? "–",
        count(each.rows),
        each.verdict,
      ]),
    )}
  </figure>`;
}

function others({ others: found, finding }: FindingData): Markup {
  if (found.length === 0) return html`<p class="quiet">Nothing else was judged in it by ${finding.analyzer}.</p>`;
  const ranked = found.toSorted((a, b) => Number(isBad(b)) - Number(isBad(a)) || (strengthOf(b)?.ratio ?? 0) - (strengthOf(a)?.ratio ?? 0));
  const bad = ranked.filter(isBad).length;
  return html`<p>${bad === 0 ? "Nothing else changed in it" : `${plural(bad, "other")} changed in it`}; the strongest first.</p>
    ${dataTable(
      plural(found.length, "other subject"),
      ["Subject", "Statistic", "Verdict"],
      ranked.slice(0, 100).map((other) => [html`<a href="${findingPath(other)}">${inWords(other.subject)}</a>`, strengthOf(other)?.text ?? "–", other.verdict]),
    )}`;
}

function rows({ finding, counted, window, reference }: FindingData): Markup {
  const given = counted["rows"] ?? counted["requests"];
  const labelled = counted["labelled"];
  const now = Number(finding.analyzer === "decay" ? labelled : finding.analyzer === "load" ? counted["requests"] : given);
  const same = now === finding.rows;
  return html`<p>
      The query below counts <b>${count(now)}</b> now; the verdict was given on
      ${count(finding.rows)}${same ? ", the same" : ": rows have come or gone since, or were read from rollups"}.
    </p>
    <pre tabindex="0" aria-label="The query">${copyableSql(windowOf(finding))}</pre>
    ${rowsTable([counted])} ${side(window, finding, "window")} ${side(reference, finding, "reference")}`;
}

function side({ name, rows: found, why }: EvidenceSide, { findingId }: Finding, key: "window" | "reference"): Markup {
  return html`<h3>${name}</h3>
    ${
      found.length === 0
        ? html`<p class="quiet">${why}</p>`
        : html`<details>
              <summary>${found.length < SHOWN_ROWS ? `All ${found.length}` : SHOWN_ROWS} rows</summary>
              ${rowsTable(found)}
            </details>
            <p><a href="/findings/${findingId}/rows.csv?side=${key}" download>These rows as CSV</a></p>`
    }`;
}
