import type { NumericSample, Sample } from "../sample.ts";
import { weightedQuantile } from "./moments.ts";

/** Rows of both sides in the same bins. */
export interface BinnedPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Both samples in bins: categories are their own; numbers fall between the reference's unique deciles (linear interpolation), ends open, [a, b). */
export function binnedPair(reference: Sample, current: Sample): BinnedPair {
  if (reference.type === "numeric" && current.type === "numeric") {
    const edges = decileEdges(reference);
    return { reference: countsBetween(reference, edges), current: countsBetween(current, edges) };
  }
  const [left, right] = [categoryCounts(reference), categoryCounts(current)];
  const levels = [...new Set([...left.keys(), ...right.keys()])].sort();
  return { reference: levels.map((level) => left.get(level) ?? 0), current: levels.map((level) => right.get(level) ?? 0) };
}

/** The shares of both sides in the same bins. */
export function binnedShares(reference: Sample, current: Sample): BinnedPair {
  const pair = binnedPair(reference, current);
  return { reference: pair.reference.map((rows) => rows / reference.total), current: pair.current.map((rows) => rows / current.total) };
}

/** Inner edges: the first and the ninth decile belong to open bins. */
function decileEdges(reference: NumericSample): readonly number[] {
  const deciles = Array.from({ length: 11 }, (_, tenth) => weightedQuantile(reference, tenth / 10));
  const unique = [...new Set(deciles)];
  return unique.length > 1 ? unique.slice(1, -1) : unique.flatMap((value) => [value, nextUp(value)]);
}

/** A constant reference: below it, the value itself, above it. */
function nextUp(value: number): number {
  return value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);
}

function countsBetween(sample: NumericSample, edges: readonly number[]): readonly number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  let bin = 0;
  for (const [index, value] of sample.values.entries()) {
    while (bin < edges.length && value >= (edges[bin] ?? Infinity)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + (sample.weights[index] ?? 0);
  }
  return counts;
}

function categoryCounts(sample: Sample): ReadonlyMap<string, number> {
  return sample.type === "categorical" ? sample.counts : new Map(sample.values.map((value, index) => [String(value), sample.weights[index] ?? 0]));
}
