import { html } from "hono/html";
import { timeChart, type Span } from "../charts/time-chart.ts";
import type { Markup } from "../charts/svg.ts";
import type { TimeAxis } from "../charts/time-axis.ts";
import { sparkline } from "../charts/sparkline.ts";
import { hasValues, type MetricPoint, type MetricView } from "./decay-view.ts";
import { inWords } from "./describe-change.ts";
import { measure, percent } from "./format.ts";
import type { ReportData } from "./load-report.ts";
import type { ZonedTime } from "./zoned-time.ts";

/** Whether the model is still right: what the labels say against what was to be expected, window by window. */
export function performanceSection(
  metrics: readonly MetricView[],
  { data, axis, time, marks }: { data: ReportData; axis: TimeAxis; time: ZonedTime; marks: readonly number[] },
): Markup {
  if (metrics.length === 0) return noMetrics(data);
  return html`<p class="small quiet">
      <span class="key">${swatch("cur")}by the labels, with 95 % band</span> <span class="key">${swatch("refline")}expected</span>. Shaded: worse, and enough to
      matter.
    </p>
    ${metrics.map((metric) => metricFigure(metric, axis, time, marks))}`;
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

function metricFigure(metric: MetricView, axis: TimeAxis, time: ZonedTime, marks: readonly number[]): Markup {
  const { points, worst, last } = metric;
  const values = points.flatMap(({ observed, expected }) =>
    [observed?.low, observed?.high, expected?.low, expected?.high].filter((value) => value !== undefined),
  );
  const shown = worst ?? last;
  if (!hasValues(metric))
    return html`<figure>
      <figcaption><b>${capital(inWords(metric.metric))}</b> — ${shown.summary}</figcaption>
      ${sparkline({ history: metric.windows, axis, time, crossed: worst?.windowStart ?? null })}
    </figure>`;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.08 || 0.01;
  const format = high <= 1.5 && low >= 0 && !/loss|error|brier|auc|f1/i.test(metric.metric) ? percent : measure;
  return html`<figure>
    <figcaption>
      <b>${metric.metric === "calibrationGap" ? "Observed and predicted rate" : capital(inWords(metric.metric))}</b> —
      ${worst ? html`${shown.summary} (${time.range(shown.windowStart, shown.windowEnd)})` : "as expected in every window"}
    </figcaption>
    ${timeChart({
      axis,
      text: `${metric.metric} by window: ${points.map((point) => `${time.day(point.start)} ${point.observed ? format(point.observed.value) : "no data"}`).join(", ")}`,
      series: [
        { className: "refline", band: "refband", spans: spansOf(points, "expected") },
        { className: "cur", band: "band", spans: spansOf(points, "observed") },
      ],
      from: format === percent ? Math.max(0, low - room) : low - room,
      to: high + room,
      format,
      spells: points.filter((point) => point.bad).map(({ start, end }) => ({ start, end, firing: false })),
      marks,
    })}
  </figure>`;
}

function spansOf(points: readonly MetricPoint[], side: "observed" | "expected"): Span[] {
  return points.map((point) => {
    const at = point[side];
    return { start: point.start, end: point.end, value: at?.value ?? null, ...(at && { low: at.low, high: at.high }) };
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A piece of a line, for the key. */
export function swatch(className: string): Markup {
  return html`<svg class="chart" width="20" height="10" aria-hidden="true"><path class="${className}" d="M0 5H20" /></svg>`;
}
