import { html } from "hono/html";
import type { NumericDistribution } from "../../analyzers/findings/finding.ts";
import { measure, percent } from "../words/format.ts";
import { evenBins } from "./even-bins.ts";
import { middleOf } from "./middle-of.ts";
import { WIDTH, chart, path, stepPath, type Markup, type Zone } from "./svg.ts";

const HEIGHT = 96;
const BASE = 76;
/** Above it is room for the tails. */
const TOP = 18;
const LEAN_BINS = 20;

interface DistributionOptions {
  /** At most 20 bins and few words, for pages of very many charts; false by default. */
  readonly lean?: boolean;
  /** Where its bins lead to, each of which then says its shares; none by default. */
  readonly href?: string;
  /** A value on the axis in words; three significant digits by default. */
  readonly label?: (value: number) => string;
}

/**
 * Both distributions over each other on the middle 98 %: reference a grey area, current a line, the difference shaded (where only one of both areas is: even-odd); the tails' shares at the ends.
 */
export function distributionChart(name: string, unit: string, distribution: NumericDistribution, options: DistributionOptions = {}): Markup {
  const { lean = false, label = measure, href } = options;
  const { edges, reference, current, tails } = lean ? evenBins(middleOf(distribution), LEAN_BINS) : middleOf(distribution);
  const units = lean ? reference.length : WIDTH;
  const first = edges[0] ?? 0;
  const span = (edges.at(-1) ?? 1) - first || 1;
  const x = (value: number): number => ((value - first) / span) * units;
  const referenceHeights = densities(edges, reference);
  const currentHeights = densities(edges, current);
  const highest = Math.max(...referenceHeights, ...currentHeights, Number.MIN_VALUE);
  const y = (density: number): number => Math.round(BASE - (density / highest) * (BASE - TOP));
  const area = (heights: readonly number[]): string => steps(edges, heights, x, y, true);
  const range = `from ${label(first)} to ${label(first + span)}`;
  return chart({
    height: HEIGHT,
    units,
    text: lean ? `${name} ${range}` : `Distribution of ${name}${unit ? ` in ${unit}` : ""}: reference grey, current blue, ${range}; ${tailsText(tails)}`,
    plot: [
      path("ref", area(referenceHeights)),
      lean ? path("gaps", gapStrokes(referenceHeights.map(y), currentHeights.map(y))) : path("diff", `${area(referenceHeights)}${area(currentHeights)}`),
      path("cur", steps(edges, currentHeights, x, y, false)),
      lean ? html`` : html`<path class="axis" d="M0 ${BASE}H${units}" />`,
    ],
    overlay: axisLabels({ first: label(first), middle: lean ? "" : `${label(first + span / 2)}${unit ? ` ${unit}` : ""}`, last: label(first + span) }, tails),
    zones: href === undefined ? [] : binZones({ edges, reference, current }, x, label, href),
  });
}

/** At most this many places to stop at. */
const MOST_ZONES = 10;

/** Neighbouring bins together: "50 to 54.7: 8.1 % → 0 %". */
function binZones(
  { edges, reference, current }: Pick<NumericDistribution, "edges" | "reference" | "current">,
  x: (value: number) => number,
  label: (value: number) => string,
  href: string,
): Zone[] {
  const each = Math.ceil(reference.length / MOST_ZONES);
  return Array.from({ length: Math.ceil(reference.length / each) }, (_, zone) => {
    const [from, to] = [zone * each, Math.min(reference.length, (zone + 1) * each)];
    const share = (shares: readonly number[]): string => percent(shares.slice(from, to).reduce((a, b) => a + b, 0));
    const [low, high] = [edges[from] ?? 0, edges[to] ?? 0];
    return { x: x(low), width: x(high) - x(low), text: `${label(low)} to ${label(high)}: ${share(reference)} → ${share(current)}`, href };
  });
}

function axisLabels(ends: { readonly first: string; readonly middle: string; readonly last: string }, tails: NumericDistribution["tails"]): Markup[] {
  const left = tails.current[0] + tails.reference[0] > 0.001 ? `‹ ${percent(tails.reference[0])} → ${percent(tails.current[0])}` : "";
  const right = tails.current[1] + tails.reference[1] > 0.001 ? `${percent(tails.reference[1])} → ${percent(tails.current[1])} ›` : "";
  return [
    html`<text y="${BASE + 16}">${ends.first}</text>`,
    ends.middle === "" ? html`` : html`<text x="50%" y="${BASE + 16}" class="mid">${ends.middle}</text>`,
    html`<text x="100%" y="${BASE + 16}" class="end">${ends.last}</text>`,
    left ? html`<text y="12" class="tail">${left}</text>` : html``,
    right ? html`<text x="100%" y="12" class="tail end">${right}</text>` : html``,
  ];
}

function tailsText({ reference, current }: NumericDistribution["tails"]): string {
  return `beyond the ends lie ${percent(reference[0] + reference[1])} of the reference and ${percent(current[0] + current[1])} of the current rows`;
}

/** The gaps between two step lines of bins one unit wide, as strokes of that width: half as long as both areas once more. */
function gapStrokes(from: readonly number[], to: readonly number[]): string {
  let [penX, penY, strokes] = [0, 0, ""];
  for (const [bin, start] of from.entries()) {
    const end = to[bin] ?? start;
    if (end === start) continue;
    strokes += strokes === "" ? `M${bin}.5 ${start}v${end - start}` : `m${bin - penX} ${start - penY}v${end - start}`;
    [penX, penY] = [bin, end];
  }
  return strokes.replaceAll(" -", "-");
}

/** Share per width, so that bins of different widths compare. */
function densities(edges: readonly number[], shares: readonly number[]): number[] {
  return shares.map((share, bin) => share / ((edges[bin + 1] ?? 0) - (edges[bin] ?? 0) || 1));
}

function steps(edges: readonly number[], heights: readonly number[], x: (v: number) => number, y: (v: number) => number, closed: boolean): string {
  const points = heights.flatMap((height, bin) => [[x(edges[bin] ?? 0), y(height)] as const, [x(edges[bin + 1] ?? 0), y(height)] as const]);
  return closed ? `${stepPath([[0, BASE], ...points])}V${BASE}z` : stepPath(points);
}
