import { html } from "hono/html";
import type { Evidence } from "../../analyzers/finding.ts";
import { measure, percent } from "../pages/format.ts";
import { middleOf } from "./middle-of.ts";
import { WIDTH, chart, path, stepPath, type Markup } from "./svg.ts";

export type NumericDistribution = Extract<Evidence["distribution"], { readonly kind: "numeric" }>;

const HEIGHT = 96;
const BASE = 76;
/** Above it is room for the tails. */
const TOP = 18;

/** Both distributions over each other on the middle 98 %: reference a grey area, current a line, the difference shaded (where only one of both areas is: even-odd); the tails' shares at the ends. */
export function distributionChart(name: string, unit: string, distribution: NumericDistribution): Markup {
  const { edges, reference, current, tails } = middleOf(distribution);
  const first = edges[0] ?? 0;
  const span = (edges.at(-1) ?? 1) - first || 1;
  const x = (value: number): number => ((value - first) / span) * WIDTH;
  const referenceHeights = densities(edges, reference);
  const currentHeights = densities(edges, current);
  const highest = Math.max(...referenceHeights, ...currentHeights, Number.MIN_VALUE);
  const y = (density: number): number => Math.round(BASE - (density / highest) * (BASE - TOP));
  const area = (heights: readonly number[]): string => steps(edges, heights, x, y, true);
  return chart({
    height: HEIGHT,
    text: `Distribution of ${name}${unit ? ` in ${unit}` : ""}: reference grey, current blue, from ${measure(first)} to ${measure(first + span)}; ${tailsText(tails)}`,
    plot: [
      path("ref", area(referenceHeights)),
      path("diff", `${area(referenceHeights)}${area(currentHeights)}`),
      path("cur", steps(edges, currentHeights, x, y, false)),
      html`<path class="axis" d="M0 ${BASE}H${WIDTH}" />`,
    ],
    overlay: axisLabels(first, span, unit, tails),
  });
}

function axisLabels(first: number, span: number, unit: string, tails: NumericDistribution["tails"]): Markup[] {
  const left = tails.current[0] + tails.reference[0] > 0.001 ? `‹ ${percent(tails.reference[0])} → ${percent(tails.current[0])}` : "";
  const right = tails.current[1] + tails.reference[1] > 0.001 ? `${percent(tails.reference[1])} → ${percent(tails.current[1])} ›` : "";
  return [
    html`<text x="0" y="${BASE + 16}">${measure(first)}</text>`,
    html`<text x="50%" y="${BASE + 16}" class="mid">${measure(first + span / 2)}${unit ? ` ${unit}` : ""}</text>`,
    html`<text x="100%" y="${BASE + 16}" class="end">${measure(first + span)}</text>`,
    left ? html`<text x="0" y="12" class="tail">${left}</text>` : html``,
    right ? html`<text x="100%" y="12" class="tail end">${right}</text>` : html``,
  ];
}

function tailsText({ reference, current }: NumericDistribution["tails"]): string {
  return `beyond the ends lie ${percent(reference[0] + reference[1])} of the reference and ${percent(current[0] + current[1])} of the current rows`;
}

/** Share per width, so that bins of different widths compare. */
function densities(edges: readonly number[], shares: readonly number[]): number[] {
  return shares.map((share, bin) => share / ((edges[bin + 1] ?? 0) - (edges[bin] ?? 0) || 1));
}

function steps(edges: readonly number[], heights: readonly number[], x: (v: number) => number, y: (v: number) => number, closed: boolean): string {
  const points = heights.flatMap((height, bin) => [[x(edges[bin] ?? 0), y(height)] as const, [x(edges[bin + 1] ?? 0), y(height)] as const]);
  return closed ? `${stepPath([[0, BASE], ...points])}V${BASE}z` : stepPath(points);
}
