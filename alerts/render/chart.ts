import type { Finding } from "../../analyzers/findings/finding.ts";
import { judgedByProbability } from "../../analyzers/findings/judged-by-probability.ts";

/** At most this many bars: a mail or a message must need no scrolling. */
const BARS = 8;

export interface Bar {
  readonly label: string;
  readonly reference: number;
  readonly current: number;
}

/** One small bar chart. `shares`: how often, before and now, 0–1; `statistic`: the limit and what was found. */
export interface Chart {
  readonly kind: "shares" | "statistic";
  readonly bars: readonly Bar[];
  /** What reference and current are called, where "baseline" (or "threshold") and "now" would not do. */
  readonly names?: readonly [string, string];
}

type Charted = Pick<Finding, "analyzer" | "evidence" | "verdict" | "statistic" | "statisticName" | "pValue" | "threshold">;

/**
 * The one chart of a finding: its distributions where it has them, with neighbours merged or the least changed left out down to eight bars; what the model predicts and what came; the usual share of failures and now's;
 * else its statistic against its threshold; null when there is none of them, or when the threshold is a probability, which no statistic can be drawn against.
 */
export function chartOf(finding: Charted): Chart | null {
  const { distribution } = finding.evidence;
  if (distribution?.kind === "numeric") return { kind: "shares", bars: numericBars(distribution.edges, distribution.reference, distribution.current) };
  if (distribution?.kind === "categorical")
    return { kind: "shares", bars: categoryBars(distribution.categories, distribution.reference, distribution.current) };
  const { observed, predicted, usualShare } = finding.evidence;
  if (typeof observed === "number" && typeof predicted === "number") return pair("positive", predicted, observed, ["predicted", "turned out"]);
  if (finding.statistic === null || finding.threshold === null) return null;
  if (finding.analyzer === "errors" && typeof usualShare === "number") return pair("failed", usualShare, finding.statistic, ["usual", "now"]);
  if (judgedByProbability(finding)) return null;
  return { kind: "statistic", bars: [{ label: finding.statisticName, reference: finding.threshold, current: finding.statistic }] };
}

/** What the two bars of each place are called. */
export function barNames({ names, kind }: Chart): readonly [string, string] {
  return names ?? (kind === "shares" ? ["baseline", "now"] : ["threshold", "now"]);
}

function pair(label: string, reference: number, current: number, names: readonly [string, string]): Chart {
  return { kind: "shares", bars: [{ label, reference, current }], names };
}

function numericBars(edges: readonly number[], reference: readonly number[], current: readonly number[]): readonly Bar[] {
  const each = Math.ceil(reference.length / BARS);
  return Array.from({ length: Math.ceil(reference.length / each) }, (_, index) => {
    const from = index * each;
    const to = Math.min(from + each, reference.length);
    return { label: `${short(edges[from])} to ${short(edges[to])}`, reference: sum(reference.slice(from, to)), current: sum(current.slice(from, to)) };
  });
}

function categoryBars(categories: readonly string[], reference: readonly number[], current: readonly number[]): readonly Bar[] {
  const bars = categories.map((label, index) => ({ label, reference: reference[index] ?? 0, current: current[index] ?? 0 }));
  if (bars.length <= BARS) return bars;
  const ranked = bars.sort((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference));
  const rest = ranked.slice(BARS - 1);
  const others = { label: `${rest.length} others`, reference: sum(rest.map((bar) => bar.reference)), current: sum(rest.map((bar) => bar.current)) };
  return [...ranked.slice(0, BARS - 1), others];
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function short(edge: number | undefined): string {
  return edge === undefined ? "" : String(Number(edge.toPrecision(3)));
}
