import { html } from "hono/html";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { dataTable } from "../../charts/data-table.ts";
import { timeChart, type Span } from "../../charts/time-chart.ts";
import type { Markup } from "../../charts/svg.ts";
import { swatch } from "../../charts/swatch.ts";
import type { TimeAxis } from "../../charts/time-axis.ts";
import { sparkline } from "../../charts/sparkline.ts";
import type { Anchors } from "./anchors.ts";
import { hasValues, type MetricPoint, type MetricView } from "./decay-view.ts";
import { findingPath } from "../../words/finding-path.ts";
import { inWords } from "../../words/describe-change.ts";
import { count, listed, measure, percent, plural } from "../../words/format.ts";
import { labelsBehind } from "./labels-behind.ts";
import type { ReportData } from "./load-report.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import { capital } from "../../../alerts/render/words.ts";

interface Context {
  readonly data: ReportData;
  readonly axis: TimeAxis;
  readonly time: ZonedTime;
  readonly marks: readonly number[];
  readonly anchor: Anchors;
}

/** Those that say most come first and are drawn; the others are folded. */
const LEADING = ["calibrationGap", "accuracy"];

/** Whether the model is still right: what the labels say against what was to be expected, window by window. */
export function performanceSection(metrics: readonly MetricView[], context: Context): Markup {
  if (metrics.length === 0) return noMetrics(context.data);
  const drawn = metrics.filter(hasValues);
  const leading = LEADING.flatMap((name) => drawn.find(({ metric }) => metric === name) ?? []);
  const first = leading.length > 0 ? leading : drawn.slice(0, 2);
  const rest = metrics.filter((metric) => !first.includes(metric) && metric.metric !== "labels");
  return html`<p class="small quiet">
      <span class="key">${swatch("cur")}by the labels, with 95 % band</span> <span class="key">${swatch("refline")}expected</span>. Shaded: worse, and enough to
      matter.
    </p>
    ${first.map((metric) => metricFigure(metric, context))}
    ${labelsLine(metrics)}${
      rest.length > 0
        ? html`<details>
            <summary>${foldedText(rest)}</summary>
            ${rest.map((metric) => metricFigure(metric, context))}
          </details>`
        : ""
    }`;
}

/** "Also worse: recall and F1. As expected: ROC AUC." */
function foldedText(metrics: readonly MetricView[]): string {
  const names = (bad: boolean): string =>
    listed(
      metrics.filter(({ worst }) => (worst !== null) === bad).map(({ metric }) => inWords(metric)),
      7,
    );
  const [worse, held] = [names(true), names(false)];
  return [worse && `Also worse: ${worse}.`, held && `As expected: ${held}.`].filter((text) => text !== "").join(" ");
}

function labelsLine(metrics: readonly MetricView[]): Markup {
  const last = metrics.find(({ metric }) => metric === "labels")?.last;
  if (last === undefined) return html``;
  const { segments } = labelsBehind(last);
  return html`<p class="small quiet">In the last window ${last.summary.charAt(0).toLowerCase() + last.summary.slice(1)}</p>
    ${
      segments.length === 0
        ? ""
        : dataTable(
            "Its labels by segment",
            ["Segment", "Rows", "Labels", "Due", "Never"],
            segments.map(({ segment, rows, labelled, share, neverLabelled }) => [
              segment || "none",
              count(rows),
              count(labelled),
              share === null ? "not known" : percent(share),
              neverLabelled === null ? "not known" : percent(neverLabelled),
            ]),
          )
    }`;
}

function noMetrics({ labels, listing }: ReportData): Markup {
  if (labels.labels > 0)
    return html`<p class="note calm">
      <b>Not judged yet.</b> ${labels.labels} labels have come; a window is judged when it has ended and its labels have had their time.
    </p>`;
  return html`<div class="note calm">
    <b>No labels yet.</b> Whether ${listing.model} is still right can only be told from what turned out to be true. Send it when you know it:
    <pre>curl -X POST …/api/v1/labels -H 'content-type: application/json' -d '{"model": "${listing.model}", "requestId": "…", "label": "1"}'</pre>
  </div>`;
}

function metricFigure(metric: MetricView, { axis, time, marks, anchor }: Context): Markup {
  const { points, worst, last } = metric;
  const values = points.flatMap(({ observed, expected }) =>
    [observed?.low, observed?.high, expected?.low, expected?.high].filter((value) => value !== undefined),
  );
  const name = metric.metric === "calibrationGap" ? "Observed and predicted rate" : capital(inWords(metric.metric));
  if (!hasValues(metric))
    return html`<figure class="timed" ${anchor(metric.metric)}>
      <figcaption><b>${name}</b>${worst ? `, ${time.range(worst.windowStart, worst.windowEnd)}` : ""}. ${capital((worst ?? last).summary)}</figcaption>
      ${sparkline({ history: metric.windows, axis, time, crossed: worst?.windowStart ?? null })}
    </figure>`;
  const format = PERCENT.has(metric.metric) ? percent : measure;
  const ends = niceEnds(
    Math.min(...values),
    Math.max(...values),
    metric.windows.some(({ effect }) => effect?.unit === "share"),
  );
  return html`<figure class="timed" ${anchor(metric.metric)}>
    <figcaption>
      <b>${name}</b
      >${worst ? html`, ${time.range(worst.windowStart, worst.windowEnd)}: ${worstText(metric, worst, format)}` : `. As expected in every window${lastText(metric, format)}.`}
    </figcaption>
    ${timeChart({
      axis,
      text: `${inWords(metric.metric)} by window, ${rangeText(points, format)}${worst ? `; worse than expected ${time.range(worst.windowStart, worst.windowEnd)}` : ""}`,
      series: [
        { className: "refline", band: "refband", spans: spansOf(points, "expected", ends) },
        { className: "cur", band: "band", spans: spansOf(points, "observed", ends) },
      ],
      ...ends,
      format: (value) => format(value).replace(/\.0+(?!\d)/, ""),
      spells: points.filter((point) => point.bad).map(({ start, end }) => ({ start, end, firing: false })),
      marks,
      zones: metric.windows.map((finding, index) => ({
        x: axis.x(finding.windowStart),
        width: axis.x(finding.windowEnd) - axis.x(finding.windowStart),
        text: `${time.range(finding.windowStart, finding.windowEnd)}: ${pointText(points[index], format)}`,
        href: findingPath(finding),
      })),
    })}
    ${dataTable(
      "The windows as a table",
      ["Window", "By the labels", "95 %", "Expected", "Labels", "Due"],
      metric.windows.map((finding, index) => {
        const { observed = null, expected = null } = points[index] ?? {};
        const { labelled, assumed, maturity } = labelsBehind(finding);
        return [
          time.range(finding.windowStart, finding.windowEnd),
          observed === null ? "–" : format(observed.value),
          observed === null || observed.low === observed.high ? "–" : `${format(observed.low)} to ${format(observed.high)}`,
          expected === null ? "–" : format(expected.value),
          `${count(labelled)}${assumed === 0 ? "" : `, ${count(assumed)} of them assumed`}`,
          maturity === null ? "not known" : percent(maturity),
        ];
      }),
    )}
  </figure>`;
}

/** "39.1 %, 27.4 % expected". */
function pointText(point: MetricPoint | undefined, format: (value: number) => string): string {
  if (!point?.observed) return "no labels";
  return `${format(point.observed.value)}${point.expected ? `, ${format(point.expected.value)} expected` : ""}`;
}

function rangeText(points: readonly MetricPoint[], format: (value: number) => string): string {
  const values = points.flatMap(({ observed }) => observed?.value ?? []);
  return `${format(Math.min(...values))} to ${format(Math.max(...values))} in ${plural(values.length, "window")}`;
}

/** Shares of rows, said as percent. */
const PERCENT: ReadonlySet<string> = new Set(["calibrationGap", "accuracy", "precision", "recall"]);

/** "81.8 % (95 % 78.2 % to 85.4 %) where 91.9 % was expected." */
function worstText({ points }: MetricView, worst: Finding, format: (value: number) => string): string {
  const { observed, expected } = points.find(({ start }) => start === worst.windowStart) ?? {};
  if (!observed || !expected) return worst.summary;
  return `${format(observed.value)}${intervalText(observed, format)} where ${format(expected.value)} was expected.`;
}

/** "; 89.1 % (95 % 87.4 to 90.7 %) in the last". */
function lastText({ points }: MetricView, format: (value: number) => string): string {
  const observed = points.findLast((point) => point.observed !== null)?.observed;
  return observed ? `; ${format(observed.value)}${intervalText(observed, format)} in the last` : "";
}

function intervalText({ low, high }: { readonly low: number; readonly high: number }, format: (value: number) => string): string {
  return low === high ? "" : ` (95 % ${format(low).replace(/\s*%$/, "")} to ${format(high)})`;
}

/** Round ends of an axis that hold everything; shares stay within 0 and 1, nothing measured here is under 0. */
function niceEnds(low: number, high: number, isShare: boolean): { from: number; to: number } {
  const rough = (high - low || 0.01) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((times) => times * power >= rough) ?? 10) * power;
  const to = Math.ceil(high / step) * step;
  return { from: Math.max(0, Math.floor(low / step) * step), to: isShare ? Math.min(1, to) : to };
}

function spansOf(points: readonly MetricPoint[], side: "observed" | "expected", { from, to }: { from: number; to: number }): Span[] {
  return points.map((point) => {
    const at = point[side];
    return { start: point.start, end: point.end, value: at?.value ?? null, ...(at && { low: Math.max(from, at.low), high: Math.min(to, at.high) }) };
  });
}
