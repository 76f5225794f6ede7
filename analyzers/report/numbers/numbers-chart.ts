import type { ReportColumn } from "../drift-report.ts";
import { rowsBelow, type SortedNumbers, sortedQuantile } from "../../data/sorted-numbers.ts";

const BINS = 40;

/** Shares in 40 equal bins over the middle 98 % of both sides together, with the tails' shares at the ends. Both sides have values. */
export function numbersChart(reference: SortedNumbers, current: SortedNumbers): ReportColumn["distribution"] {
  const low = Math.min(sortedQuantile(reference.values, 0.01), sortedQuantile(current.values, 0.01));
  const top = Math.max(sortedQuantile(reference.values, 0.99), sortedQuantile(current.values, 0.99));
  const high = top > low ? top : low + (Math.abs(low) || 1) * 1e-6;
  if (!Number.isFinite(high - low)) return null;
  const edges = Array.from({ length: BINS + 1 }, (_, edge) => low + ((high - low) * edge) / BINS);
  const [left, right] = [sharesBetween(reference.values, edges), sharesBetween(current.values, edges)];
  return { kind: "numeric", edges, reference: left.shares, current: right.shares, tails: { reference: left.tails, current: right.tails } };
}

/** [a, b), the last bin with its upper edge. */
function sharesBetween(values: SortedNumbers["values"], edges: readonly number[]): { shares: number[]; tails: [number, number] } {
  const last = edges.length - 1;
  const below = edges.map((edge, index) => rowsBelow(values, index === last ? nextUp(edge) : edge) / values.length);
  const shares = below.slice(1).map((upTo, bin) => upTo - (below[bin] ?? 0));
  return { shares, tails: [below[0] ?? 0, 1 - (below[last] ?? 1)] };
}

function nextUp(value: number): number {
  return value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);
}
