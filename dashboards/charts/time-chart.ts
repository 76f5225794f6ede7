import { html } from "hono/html";
import { extremes, type Extreme } from "./extremes.ts";
import { WIDTH, at, boxesPath, chart, path, round, stepPath, type Markup, type Zone } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

/** A value that held from `start` to `end` (epoch milliseconds); null leaves a gap. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly className: "cur" | "thin" | "refline" | "dash" | "overline";
  readonly spans: readonly Span[];
  /** Class of the band from `low` to `high`; left out: no band. */
  readonly band?: "band" | "refband";
  /** Under the line filled down to the bottom, with this class. */
  readonly area?: "area" | "warn";
}

/** A stretch of time marked over the whole height. */
export interface Spell {
  readonly start: number;
  readonly end: number;
  /** An alert is firing; else it was wrong, or is without an alert. */
  readonly firing: boolean;
}

export interface TimeChartOptions {
  readonly axis: TimeAxis;
  readonly text: string;
  readonly series: readonly Series[];
  readonly from: number;
  readonly to: number;
  readonly format: (value: number) => string;
  readonly height?: number;
  readonly spells?: readonly Spell[];
  /** Moments marked by a dotted line, numbered in their order where the ticks are named. */
  readonly marks?: readonly number[];
  /** A horizontal line with its name. */
  readonly limit?: { readonly value: number; readonly name: string };
  /** Whether the ticks are named under it. */
  readonly labels?: boolean;
  /** Where values can be read and followed. */
  readonly zones?: readonly Zone[];
}

/** Values over time as steps: gaps where there is no data, bands for uncertainty, the limit drawn, what was wrong shaded. Of more values than it has places for, each place shows the largest and the smallest. `from` and `to` are the ends of the value axis. */
export function timeChart(options: TimeChartOptions): Markup {
  const { axis, text, series, from, to, format, height = 128, spells = [], marks = [], limit, labels = true, zones = [] } = options;
  const y = (value: number): number => 4 + (1 - (Math.min(Math.max(value, from), to) - from) / (to - from || 1)) * (height - 4);
  const spellBoxes = (firing: boolean) =>
    boxesPath(
      spells.filter((spell) => spell.firing === firing).map(({ start, end }) => [axis.x(start), 0, Math.max(3, axis.x(end) - axis.x(start)), height] as const),
    );
  return chart({
    height: height + (labels ? 18 : 2),
    text,
    plot: [
      path("spell", spellBoxes(false)),
      path("spell on", spellBoxes(true)),
      html`<path class="grid" d="M0 ${height}H${WIDTH}M0 4H${WIDTH}M0 ${round((height + 4) / 2)}H${WIDTH}" />`,
      ...series.map(({ band, spans }) => (band === undefined ? html`` : path(band, bandPath(spans, axis, y)))),
      ...series.map(({ area, spans }) => (area === undefined ? html`` : path(area, areaPath(spans, axis, y, height)))),
      limit ? html`<path class="dash" d="M0 ${round(y(limit.value))}H${WIDTH}" />` : html``,
      ...series.map(({ className, area, spans }) => (area === undefined ? path(className, stepsPath(spans, axis, y)) : html``)),
      html`<path class="axis" d="${axis.ticks.map((tick) => `M${round(tick.x)} ${height - 4}v4`).join("")}" />`,
      path("mark", marks.map((mark) => `M${round(axis.x(mark))} 0V${height}`).join("")),
    ],
    overlay: [
      html`<text x="0" y="14" class="v">${format(to)}</text><text x="0" y="${height - 4}" class="v">${format(from)}</text>`,
      limit ? html`<text x="100%" y="${round(y(limit.value) - 4)}" class="end">${limit.name}</text>` : html``,
      labels ? marks.map((mark, index) => html`<text x="${at(axis.x(mark))}" y="-1" class="mid">${index + 1}</text>`) : html``,
      labels
        ? axis.ticks.map((tick) => html`<text x="${at(tick.x)}" y="${height + 14}" ${tick.minor ? html` class="minor"` : ""}>${tick.label}</text>`)
        : html``,
    ].flat(),
    zones,
  });
}

function stepsPath(spans: readonly Span[], axis: TimeAxis, y: (v: number) => number): string {
  const most = extremes(spans, axis);
  if (most !== null) return extremesPath(most, axis, y);
  const points: (readonly [number, number] | null)[] = [];
  let end: number | null = null;
  for (const span of spans) {
    if (span.value === null || (end !== null && span.start > end)) points.push(null);
    if (span.value !== null) points.push([axis.x(span.start), y(span.value)], [axis.x(span.end), y(span.value)]);
    end = span.end;
  }
  return stepPath(points);
}

/** Through the largest and the smallest value of each place in turn; a gap where there is none. */
function extremesPath(places: readonly Extreme[], axis: TimeAxis, y: (v: number) => number): string {
  const points: (readonly [number, number] | null)[] = [];
  let end = Number.NaN;
  for (const place of places) {
    if (place.start > end) points.push(null);
    const [x, right] = [axis.x(place.start), Math.max(axis.x(place.start) + 1, axis.x(place.end))];
    const last = points.at(-1);
    points.push(...(last ? [[x, last[1]] as const] : []), [x, y(place.high)], [x, y(place.low)], [right, y(place.low)]);
    ({ end } = place);
  }
  return stepPath(points);
}

const box = (x: number, top: number, right: number, bottom: number) => [x, top, right - x, bottom - top] as const;

function bandPath(spans: readonly Span[], axis: TimeAxis, y: (v: number) => number): string {
  return boxesPath(
    spans.flatMap(({ start, end, low, high }) =>
      low === undefined || high === undefined ? [] : [box(Math.round(axis.x(start)), Math.round(y(high)), Math.round(axis.x(end)), Math.round(y(low)))],
    ),
  );
}

/** From the bottom to the value; what is next to each other in one piece, but never thinner than can be seen. */
function areaPath(spans: readonly Span[], axis: TimeAxis, y: (v: number) => number, height: number): string {
  const runs: [number, number][][] = [];
  let end = Number.NaN;
  const shown = extremes(spans, axis)?.map(({ start, end: until, high }): Span => ({ start, end: until, value: high })) ?? spans;
  for (const span of shown) {
    if (span.value === null || span.value <= 0) continue;
    const from = axis.x(span.start);
    const to = Math.max(from + 1, axis.x(span.end));
    const points: [number, number][] = [
      [from, y(span.value)],
      [to, y(span.value)],
    ];
    if (span.start === end) runs.at(-1)?.push(...points);
    else runs.push(points);
    ({ end } = span);
  }
  return runs.map((points) => `${stepPath([[points[0]?.[0] ?? 0, height], ...points])}V${height}z`).join("");
}
