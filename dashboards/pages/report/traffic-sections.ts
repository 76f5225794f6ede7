import { html } from "hono/html";
import type { AnalyzerName } from "../../../analyzers/findings/finding.ts";
import { dataTable } from "../../charts/data-table.ts";
import type { Markup, Zone } from "../../charts/svg.ts";
import { swatch } from "../../charts/swatch.ts";
import type { TimeAxis } from "../../charts/time-axis.ts";
import { timeChart, type Span, type Spell } from "../../charts/time-chart.ts";
import { stepFor, type TrafficStep } from "../../read/report-queries.ts";
import type { Anchors } from "./anchors.ts";
import { count, latency, percent, plural } from "../../words/format.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import { timeRow } from "../heat-map.ts";
import type { MarkedEpisode } from "./marked-episodes.ts";
import { capital } from "../../../alerts/render/words.ts";

export interface TrafficContext {
  readonly traffic: readonly TrafficStep[];
  readonly axis: TimeAxis;
  readonly marks: readonly number[];
  readonly anchor: Anchors;
  readonly episodes: readonly MarkedEpisode[];
  readonly now: number;
  readonly time: ZonedTime;
  /** The objective, where one is configured. */
  readonly objective: { readonly quantile: number; readonly latency: number } | null;
}

const CLASSES: Readonly<Record<string, string>> = {
  network: "model server not reached",
  overload: "refused, too much at once",
  badInput: "the client’s requests",
  badOutput: "unreadable answers",
  server: "the model server",
  clientClosed: "clients that hung up",
};

/** Does it fail, and whose fault is it: the share of failed requests, then one strip a class. */
export function errorsSection(context: TrafficContext): Markup {
  const { traffic, axis, marks, anchor } = context;
  const failed = traffic.reduce((sum, step) => sum + step.failed, 0);
  const requests = traffic.reduce((sum, step) => sum + step.requests, 0);
  if (failed === 0) return html`<p>None of ${plural(requests, "request")} failed.</p>`;
  const shares = spans(context, (step) => step.failed / step.requests);
  const most = Math.max(...shares.map((span) => span.value ?? 0));
  const classes = [...new Set(traffic.flatMap((step) => Object.keys(step.failures)))];
  return html`<figure class="timed" ${anchor("all")}>
      <figcaption>
        Share of requests that failed in each ${stepText(context)}; in all ${count(failed)} of ${count(requests)}, ${percent(failed / requests)}. Shaded:
        failing, and enough to matter.
      </figcaption>
      ${timeChart({ axis, marks, text: `Share of failed requests over time, at most ${percent(most)}`, series: [{ className: "thin", area: "warn", spans: shares }], from: 0, to: most, format: percent, spells: spellsOf(context, "errors"), height: 96, zones: zonesOf(shares, context, percent) })}
      ${valuesTable(shares, context, percent)}
    </figure>
    <table class="strips">
      <thead>
        <tr>
          <th scope="col">Whose fault</th>
          <th scope="col">When, by ${stepText(context)}</th>
        </tr>
      </thead>
      <tbody>
        ${classes.map((name) => {
          const total = traffic.reduce((sum, step) => sum + (step.failures[name] ?? 0), 0);
          const own = spans(context, (step) => step.failures[name] ?? 0);
          const busiest = Math.max(...own.map((span) => span.value ?? 0));
          return html`<tr>
            <th scope="row" ${anchor(name)}>
              ${capital(CLASSES[name] ?? name)}<br /><span class="quiet">${name}: ${count(total)}, at most ${count(busiest)} in one ${stepText(context)}</span>
            </th>
            <td>
              ${timeChart({ axis, text: `${name}: ${plural(total, "request")} over time`, series: [{ className: "thin", area: "warn", spans: own }], from: 0, to: busiest, format: () => "", height: 28, labels: false })}
            </td>
          </tr>`;
        })}
        ${timeRow(axis)}
      </tbody>
    </table>`;
}

/** Does it hold under load: latency of answered requests against the objective, and how many there were. */
export function loadSection(context: TrafficContext): Markup {
  const { axis, marks, objective, traffic, anchor } = context;
  const p95 = spans(context, (step) => step.latencies[2] ?? null);
  const p50 = spans(context, (step) => step.latencies[0] ?? null);
  const most = Math.max(...p95.map((span) => span.value ?? 0), 1) * 1.05;
  const limit = objective && objective.latency < most * 1.2 ? { value: objective.latency, name: `objective ${latency(objective.latency)}` } : null;
  const busiest = Math.max(...traffic.map((step) => step.requests));
  const requests = spans(context, (step) => step.requests);
  return html`<figure class="timed" ${anchor("latency")}>
      <figcaption ${anchor("saturation")}>
        Latency of answered requests, by ${stepText(context)} <span class="key">${swatch("cur")}95th percentile</span>
        <span class="key">${swatch("refline")}median</span
        >${objective && !limit ? `. The objective, ${latency(objective.latency)} for ${Number((objective.quantile * 100).toPrecision(6))} %, is far above.` : ""}
      </figcaption>
      ${timeChart({
        axis,
        marks,
        text: `95th percentile and median of latency over time, at most ${latency(most / 1.05)}`,
        series: [
          { className: "refline", spans: p50 },
          { className: "thin", spans: p95 },
        ],
        from: 0,
        to: Math.max(most, limit?.value ?? 0),
        format: latency,
        spells: spellsOf(context, "load"),
        zones: zonesOf(p95, context, latency),
        ...(limit && { limit }),
      })}
      ${valuesTable(p95, context, latency)}
    </figure>
    <figure class="timed" ${anchor("throughput")}>
      <figcaption>Requests, at most ${count(busiest)} in one ${stepText(context)}</figcaption>
      ${timeChart({ axis, marks, text: `Requests over time, at most ${count(busiest)} in one ${stepText(context)}`, series: [{ className: "thin", area: "area", spans: requests }], from: 0, to: busiest, format: count, height: 64, zones: zonesOf(requests, context, count) })}
      ${valuesTable(requests, context, count)}
    </figure>`;
}

/** Stretches of time that a chart stops at. */
const STOPS = 16;

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: Span & { readonly value: number };
}

/** The axis in equal stretches with the smallest and the largest value of each; those without values are left out. */
function stretches(values: readonly Span[], { axis }: TrafficContext): Stretch[] {
  const step = (axis.to - axis.from) / STOPS;
  const known = values.filter((span): span is Span & { value: number } => span.value !== null);
  const places = Map.groupBy(known, ({ start }) => Math.min(STOPS - 1, Math.max(0, Math.floor((start - axis.from) / step))));
  return [...places]
    .toSorted(([a], [b]) => a - b)
    .map(([place, own]) => ({
      from: axis.from + place * step,
      to: axis.from + (place + 1) * step,
      low: Math.min(...own.map(({ value }) => value)),
      high: own.reduce((a, b) => (b.value > a.value ? b : a)),
    }));
}

/** Each says its largest value and when, and leads to the report of its time. */
function zonesOf(values: readonly Span[], context: TrafficContext, format: (value: number) => string): Zone[] {
  const { axis, time } = context;
  return stretches(values, context).map(({ from, to, high }) => ({
    x: axis.x(from),
    width: axis.x(to) - axis.x(from),
    text: `at most ${format(high.value)}, ${time.minute(high.start)}`,
    href: `?from=${Math.floor(from)}&to=${Math.ceil(to)}`,
  }));
}

function valuesTable(values: readonly Span[], context: TrafficContext, format: (value: number) => string): Markup {
  const { time } = context;
  return dataTable(
    "The values as a table",
    ["From", "Least", "Most", "When"],
    stretches(values, context).map(({ from, low, high }) => [time.minute(from), format(low), format(high.value), time.minute(high.start)]),
  );
}

function spans({ traffic, axis }: TrafficContext, value: (step: TrafficStep) => number | null): Span[] {
  const length = stepFor(axis.to - axis.from) * 1000;
  return traffic.map((step) => ({ start: step.time, end: step.time + length, value: value(step) }));
}

function spellsOf({ episodes, now }: TrafficContext, analyzer: AnalyzerName): Spell[] {
  return episodes.filter((episode) => episode.analyzer === analyzer).map(({ since, until }) => ({ start: since, end: until ?? now, firing: until === null }));
}

function stepText({ axis }: TrafficContext): string {
  const minutes = stepFor(axis.to - axis.from) / 60;
  return minutes === 1 ? "minute" : minutes < 60 ? `${minutes} minutes` : "hour";
}
