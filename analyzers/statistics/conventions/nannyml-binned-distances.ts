import { type MethodResult, noResult } from "../method.ts";
import { wassersteinDistance } from "../methods/wasserstein.ts";
import { type NumericSample, type Sample, weightedSample } from "../sample.ts";
import { linearEdges } from "../two-sample/bin-edges.ts";
import { twoSampleKsPValue } from "../two-sample/two-sample-ks.ts";
import { closedCounts } from "./closed-counts.ts";

const BINS = 10_000;
const MAX_EXACT_ROWS = 10_000;

/** NannyML's D in 10,000 equal bins over the reference's range; null below 10,000 reference rows, where it is exact. */
export function binnedKolmogorovSmirnov(reference: Sample, current: Sample): MethodResult | null {
  if (reference.type !== "numeric" || current.type !== "numeric" || reference.total < MAX_EXACT_ROWS) return null;
  const edges = edgesOf(reference);
  const [left, right] = [cumulative(reference, edges), cumulative(current, edges)];
  const below = rowsWhere(current, (value) => value < (edges[0] ?? 0)).total / current.total;
  const statistic = left.reduce((largest, share, bin) => Math.max(largest, Math.abs(share - (below + (right[bin] ?? 0)))), 0);
  return { statistic, pValue: twoSampleKsPValue(statistic, reference.total, current.total, "asymptotic") };
}

/** NannyML's Wasserstein distance, in the column's unit: in the same bins, the tails outside the reference's range apart, where its count of rows is one too many; exact below 10,000 reference rows. */
export function binnedWasserstein(reference: Sample, current: Sample): MethodResult {
  if (reference.type !== "numeric" || current.type !== "numeric") return noResult("wasserstein compares numbers, got categories");
  if (reference.total < MAX_EXACT_ROWS) return { statistic: wassersteinDistance(reference, current), pValue: null };
  const edges = edgesOf(reference);
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  const smaller = tailOf(current, (value) => value < first, first);
  const larger = tailOf(current, (value) => value > last, last);
  const [left, right] = [cumulative(reference, edges), cumulative(current, edges)];
  const width = (edges[1] ?? 0) - first;
  const inside = left.reduce((total, share, bin) => total + Math.abs(share - (smaller.share + (right[bin] ?? 0))) * width, 0);
  return { statistic: inside + smaller.distance + larger.distance, pValue: null };
}

function edgesOf(reference: NumericSample): readonly number[] {
  const [first, last] = [reference.values[0] ?? 0, reference.values.at(-1) ?? 0];
  return first === last ? linearEdges(first - 0.5, last + 0.5, BINS) : linearEdges(first, last, BINS);
}

function cumulative(sample: NumericSample, edges: readonly number[]): readonly number[] {
  let upTo = 0;
  return closedCounts(sample, edges).map((rows) => (upTo += rows / sample.total));
}

/** The rows beyond a boundary: NannyML's share of them (one row too many) and their mean distance from it times that share. */
function tailOf(sample: NumericSample, beyond: (value: number) => boolean, boundary: number): { share: number; distance: number } {
  const rows = rowsWhere(sample, beyond);
  if (rows.total === 0) return { share: 0, distance: 0 };
  const share = (rows.total + 1) / sample.total;
  const withBoundary = weightedSample([...rows.values.map((value, index) => [value, rows.weights[index] ?? 0] as const), [boundary, 1]]);
  return { share, distance: share * wassersteinDistance(withBoundary, weightedSample([[boundary, 1]])) };
}

function rowsWhere(sample: NumericSample, keep: (value: number) => boolean): NumericSample {
  return weightedSample(sample.values.map((value, index) => [value, sample.weights[index] ?? 0] as const).filter(([value]) => keep(value)));
}
