import { type NumericSample, type Sample, sum } from "../sample.ts";
import { equalWidthEdges } from "../two-sample/bin-edges.ts";
import type { BinnedPair } from "../two-sample/bins.ts";
import { closedCounts } from "./closed-counts.ts";

/** Shares in NannyML's bins, made of the reference alone: Doane's for numbers, its levels for categories; all that falls outside goes to one bin more, whose reference share is 0. */
export function nannymlShares(reference: Sample, current: Sample): BinnedPair {
  const counts = reference.type === "numeric" && current.type === "numeric" ? doaneCounts(reference, current) : levelCounts(reference, current);
  const shares = { reference: counts.reference.map((rows) => rows / reference.total), current: counts.current.map((rows) => rows / current.total) };
  const leftover = 1 - sum(shares.current);
  return leftover > 0 ? { reference: [...shares.reference, 0], current: [...shares.current, leftover] } : shares;
}

function doaneCounts(reference: NumericSample, current: NumericSample): BinnedPair {
  const edges = equalWidthEdges(reference, "doane");
  const closed = edges.length === 1 ? edges.flatMap((value) => [value - 0.5, value + 0.5]) : edges;
  return { reference: closedCounts(reference, closed), current: closedCounts(current, closed) };
}

function levelCounts(reference: Sample, current: Sample): BinnedPair {
  if (reference.type === "numeric" || current.type === "numeric") return { reference: [], current: [] };
  return { reference: [...reference.counts.values()], current: [...reference.counts.keys()].map((level) => current.counts.get(level) ?? 0) };
}
