import type { NumericSample, Sample } from "../sample.ts";
import { linearEdges, sturgesBins } from "../two-sample/bin-edges.ts";
import { type BinnedPair, countsByLevel, sharesOf } from "../two-sample/bins.ts";
import { pooled } from "../two-sample/pooled.ts";
import type { ColumnDetails } from "./convention.ts";
import { closedCounts } from "./closed-counts.ts";

const MAX_LEVELS = 20;
const SMALL_SHARE = 1e-4;

/** Shares in Evidently's bins: categories, and numbers with at most 20 distinct values in the reference, are their own; other numbers fall in Sturges's bins over both sides together. */
export function evidentlyShares(reference: Sample, current: Sample, details: ColumnDetails): BinnedPair {
  if (reference.type !== "numeric" || current.type !== "numeric" || reference.values.length <= MAX_LEVELS) return sharesOf(countsByLevel(reference, current));
  const edges = sturgesEdges(pooled(reference, current), details);
  return sharesOf({ reference: closedCounts(reference, edges), current: closedCounts(current, edges) });
}

/** numpy's Sturges edges over a sample; no bin of an integer column is narrower than 1 (numpy 2). */
export function sturgesEdges(sample: NumericSample, details: ColumnDetails): readonly number[] {
  const [first, last] = [sample.values[0] ?? 0, sample.values.at(-1) ?? 0];
  if (first === last) return [first - 0.5, last + 0.5];
  const width = (last - first) / sturgesBins(sample.total);
  const integers = details.integers ?? sample.values.every(Number.isInteger);
  return linearEdges(first, last, Math.ceil((last - first) / (integers ? Math.max(1, width) : width)));
}

/** Empty bins get 1e-4, or a millionth of the side's smallest share when that is no larger; each side on its own, not renormalised. */
export function filled(shares: BinnedPair): BinnedPair {
  return { reference: filledSide(shares.reference), current: filledSide(shares.current) };
}

function filledSide(shares: readonly number[]): readonly number[] {
  const smallest = Math.min(...shares.filter((share) => share > 0));
  const fill = smallest <= SMALL_SHARE ? smallest / 1e6 : SMALL_SHARE;
  return shares.map((share) => (share === 0 ? fill : share));
}
