import type { NumericSample, Sample } from "../sample.ts";
import { decileEdges, equalWidthEdges } from "./bin-edges.ts";
import { fewValues } from "./few-values.ts";
import { firstIndex } from "./first-index.ts";
import { rowsUpTo } from "./rows-up-to.ts";

/** How numbers fall into bins. `deciles`: few values (see `OWN_BINS`) are their own bins, others fall between the reference's unique deciles; else equal widths of the reference's range, as many as given, as
 * Sturges's or as Doane's rule say. */
export type BinRule = "deciles" | "sturges" | "doane" | { readonly equalWidth: number };

/** Up to so many distinct values on both sides together each is a bin of its own: deciles of a column of zeros and ones have both in one bin. */
export const OWN_BINS = 20;

/** Rows of both sides in the same bins. */
export interface BinnedPair {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/** Both samples in bins: categories are their own, and so are up to 20 distinct numbers; others fall between the reference's unique deciles (linear interpolation), ends open, [a, b), or as `rule` says, ends open too. */
export function binnedPair(reference: Sample, current: Sample, rule: BinRule = "deciles"): BinnedPair {
  const ofReference = known.get(reference) ?? new WeakMap<Sample, Map<string, BinnedPair>>();
  const ofBoth = ofReference.get(current) ?? new Map<string, BinnedPair>();
  const key = JSON.stringify(rule);
  const pair = ofBoth.get(key) ?? binPair(reference, current, rule);
  known.set(reference, ofReference.set(current, ofBoth.set(key, pair)));
  return pair;
}

/** Eight methods ask for the same bins of the same samples; forgotten with either sample. */
const known = new WeakMap<Sample, WeakMap<Sample, Map<string, BinnedPair>>>();

function binPair(reference: Sample, current: Sample, rule: BinRule): BinnedPair {
  if (reference.type !== "numeric" || current.type !== "numeric") return countsByLevel(reference, current);
  const own = rule === "deciles" ? fewValues(reference, current, OWN_BINS) : null;
  if (own !== null) return { reference: countsAt(reference, own), current: countsAt(current, own) };
  return between(reference, current, rule === "deciles" ? decileEdges(reference) : equalWidthEdges(reference, rule));
}

/** Both samples between the reference's unique deciles, however few values there are: the textbook's bins of PSI. */
export function decilePair(reference: NumericSample, current: NumericSample): BinnedPair {
  return between(reference, current, decileEdges(reference));
}

function between(reference: NumericSample, current: NumericSample, edges: readonly number[]): BinnedPair {
  const inner = innerEdges(edges);
  return { reference: countsBetween(reference, inner), current: countsBetween(current, inner) };
}

/** Rows with each of these values. */
function countsAt({ values, weights }: NumericSample, bins: readonly number[]): readonly number[] {
  return bins.map((bin) => weights[values.indexOf(bin)] ?? 0);
}

/** The shares of both sides in the same bins. */
export function binnedShares(reference: Sample, current: Sample, rule: BinRule = "deciles"): BinnedPair {
  return sharesOf(binnedPair(reference, current, rule));
}

/** Counts as shares of their side. Both sides have rows. */
export function sharesOf(pair: BinnedPair): BinnedPair {
  const shares = (side: readonly number[]): readonly number[] => {
    const total = side.reduce((rows, count) => rows + count, 0);
    return side.map((rows) => rows / total);
  };
  return { reference: shares(pair.reference), current: shares(pair.current) };
}

/** Both samples with every distinct value as a bin of its own, in a fixed order. */
export function countsByLevel(reference: Sample, current: Sample): BinnedPair {
  const [left, right] = [categoryCounts(reference), categoryCounts(current)];
  const levels = [...new Set([...left.keys(), ...right.keys()])].sort();
  return { reference: levels.map((level) => left.get(level) ?? 0), current: levels.map((level) => right.get(level) ?? 0) };
}

/** Rows below the first inner edge, in [a, b) of each two, and from the last on: one more than edges. */
export function countsBetween(sample: NumericSample, edges: readonly number[]): readonly number[] {
  const { values } = sample;
  const bounds = [0];
  for (const edge of edges) bounds.push(firstIndex(bounds.at(-1) ?? 0, values.length, (index) => (values[index] ?? 0) >= edge));
  const upTo = rowsUpTo(sample);
  const below = [...bounds, values.length].map((index) => upTo[index - 1] ?? 0);
  return below.slice(1).map((rows, bin) => rows - (below[bin] ?? 0));
}

/** The first and the last bin are open; a constant has three: below it, the value itself, above it. */
function innerEdges(edges: readonly number[]): readonly number[] {
  return edges.length > 1 ? edges.slice(1, -1) : edges.flatMap((value) => [value, nextUp(value)]);
}

function nextUp(value: number): number {
  return value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE);
}

function categoryCounts(sample: Sample): ReadonlyMap<string, number> {
  return sample.type === "categorical" ? sample.counts : new Map(sample.values.map((value, index) => [String(value), sample.weights[index] ?? 0]));
}
