import { Z95 } from "../../statistics/distributions/normal-survival.ts";
import type { MeasuredInterval } from "../rows/measured.ts";

/** Rows of one side: which segment each is of, and its value; rows without a value are not among them. */
export interface SegmentedRows {
  readonly segments: readonly string[];
  readonly values: Float64Array;
}

/** One segment on both sides; a mean is null where the side has no row of it. */
export interface SegmentPart {
  readonly segment: string;
  readonly share: { readonly reference: number; readonly current: number };
  readonly mean: { readonly reference: number | null; readonly current: number | null };
  /** What it adds to the two parts of the difference. */
  readonly mix: number;
  readonly within: number;
}

/** A mean that moved, in two parts that add up to the difference. */
export interface MixShift {
  readonly reference: number;
  readonly current: number;
  readonly difference: MeasuredInterval;
  /** Because segments have other shares. */
  readonly mix: MeasuredInterval;
  /** Because segments themselves are otherwise. */
  readonly within: MeasuredInterval;
  /** Those that add the most first, twenty at most. */
  readonly segments: readonly SegmentPart[];
  readonly sentence: string;
}

const MOST_SEGMENTS = 20;
/** With fewer rows a side an interval by the normal distribution does not hold. */
const LEAST_ROWS = 30;

interface Tallied {
  readonly rows: number;
  readonly sum: number;
  readonly squares: number;
}

interface Pair {
  readonly segment: string;
  readonly before: Tallied;
  readonly after: Tallied;
  readonly w0: number;
  readonly w1: number;
  readonly r0: number;
  readonly r1: number;
}

/**
 * Kitagawa's decomposition of the difference of two means: mix Σ (w₁ − w₀)(r₀ + r₁)/2, within Σ (w₀ + w₁)/2 (r₁ − r₀), w the shares and r the means of the segments. A segment that one side lacks counts to the mix alone: its mean there is taken for the same. Intervals are normal, by the rows' influences on each part.
 * Null where a side has no rows. [Kitagawa 1955, Components of a difference between two rates, JASA 50]
 */
export function mixShift(what: string, reference: SegmentedRows, current: SegmentedRows): MixShift | null {
  const [n0, n1] = [reference.values.length, current.values.length];
  if (n0 === 0 || n1 === 0) return null;
  const pairs = pairsOf(reference, current);
  const total = (of: (pair: Pair) => number): number => pairs.reduce((sum, pair) => sum + of(pair), 0);
  const mixOf = ({ w0, w1, r0, r1 }: Pair): number => (w1 - w0) * ((r0 + r1) / 2);
  const withinOf = ({ w0, w1, r0, r1 }: Pair): number => ((w0 + w1) / 2) * (r1 - r0);
  const few = Math.min(n0, n1) < LEAST_ROWS;
  const part = (value: number, before: Pulls, after = before): MeasuredInterval => {
    if (few) return { value, low: null, high: null, note: `under ${LEAST_ROWS} rows a side have no interval that holds` };
    const reach = Z95 * Math.sqrt(varianceOf(pairs, "before", before) / n0 + varianceOf(pairs, "after", after) / n1);
    return { value, low: value - reach, high: value + reach };
  };
  const [mix, within] = [total(mixOf), total(withinOf)];
  const mixed = part(mix, { ofShare: ({ r0, r1 }) => (r0 + r1) / 2, ofMean: ({ w0, w1 }) => (w1 - w0) / 2 });
  const inside = part(within, { ofShare: ({ r0, r1 }) => (r1 - r0) / 2, ofMean: ({ w0, w1 }) => (w0 + w1) / 2 });
  const [mean0, mean1] = [total(({ w0, r0 }) => w0 * r0), total(({ w1, r1 }) => w1 * r1)];
  const difference = part(mean1 - mean0, { ofShare: ({ r0 }) => r0, ofMean: ({ w0 }) => w0 }, { ofShare: ({ r1 }) => r1, ofMean: ({ w1 }) => w1 });
  const segments = pairs
    .map((pair): SegmentPart => ({
      segment: pair.segment,
      share: { reference: pair.w0, current: pair.w1 },
      mean: { reference: pair.before.rows > 0 ? pair.r0 : null, current: pair.after.rows > 0 ? pair.r1 : null },
      mix: mixOf(pair),
      within: withinOf(pair),
    }))
    .sort((a, b) => Math.abs(b.mix) + Math.abs(b.within) - Math.abs(a.mix) - Math.abs(a.within))
    .slice(0, MOST_SEGMENTS);
  return {
    reference: mean0,
    current: mean1,
    difference,
    mix: mixed,
    within: inside,
    segments,
    sentence: sentenceOf(what, [mean0, mean1], difference, mixed, inside),
  };
}

/** How a part follows a segment's share and its mean. */
interface Pulls {
  readonly ofShare: (pair: Pair) => number;
  readonly ofMean: (pair: Pair) => number;
}

/** Variance of a row's influence: that of the segments' pulls over their shares, and within each that of its values. */
function varianceOf(pairs: readonly Pair[], side: "before" | "after", { ofShare, ofMean }: Pulls): number {
  const shareOf = (pair: Pair): number => (side === "before" ? pair.w0 : pair.w1);
  const mean = pairs.reduce((sum, pair) => sum + shareOf(pair) * ofShare(pair), 0);
  return pairs.reduce((sum, pair) => {
    const [share, { rows, sum: own, squares }] = [shareOf(pair), pair[side]];
    if (rows === 0) return sum;
    const spread = Math.max(0, squares / rows - (own / rows) ** 2);
    return sum + share * (ofShare(pair) - mean) ** 2 + (ofMean(pair) ** 2 * spread) / share;
  }, 0);
}

function pairsOf(reference: SegmentedRows, current: SegmentedRows): readonly Pair[] {
  const [before, after] = [tally(reference), tally(current)];
  const none: Tallied = { rows: 0, sum: 0, squares: 0 };
  return [...new Set([...before.keys(), ...after.keys()])].map((segment) => {
    const [one, other] = [before.get(segment) ?? none, after.get(segment) ?? none];
    const [own0, own1] = [one.sum / one.rows, other.sum / other.rows];
    return {
      segment,
      before: one,
      after: other,
      w0: one.rows / reference.values.length,
      w1: other.rows / current.values.length,
      r0: one.rows > 0 ? own0 : own1,
      r1: other.rows > 0 ? own1 : own0,
    };
  });
}

function tally({ segments, values }: SegmentedRows): ReadonlyMap<string, Tallied> {
  const found = new Map<string, { rows: number; sum: number; squares: number }>();
  for (const [row, segment] of segments.entries()) {
    const own = found.get(segment) ?? { rows: 0, sum: 0, squares: 0 };
    const value = values[row] ?? 0;
    found.set(segment, { rows: own.rows + 1, sum: own.sum + value, squares: own.squares + value * value });
  }
  return found;
}

function sentenceOf(
  what: string,
  [before, after]: readonly [number, number],
  difference: MeasuredInterval,
  mix: MeasuredInterval,
  within: MeasuredInterval,
): string {
  const moved = `${what} went from ${text(before)} to ${text(after)}`;
  if (!apart(difference) && !apart(mix) && !apart(within)) return `${moved}: no more than chance explains, in the mix of segments and within them.`;
  const parts = `${signed(mix.value)} because segments have other shares, ${signed(within.value)} within segments`;
  if (apart(mix) && !apart(within)) return `${moved}: the mix moved (${parts}).`;
  if (apart(within) && !apart(mix)) return `${moved}: segments themselves moved (${parts}).`;
  return apart(mix) ? `${moved}: both the mix and segments themselves moved (${parts}).` : `${moved}: which part moved can't be told (${parts}).`;
}

function apart({ low, high }: MeasuredInterval): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}

function text(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function signed(value: number | null): string {
  return value === null ? "?" : `${value >= 0 ? "+" : "−"}${text(Math.abs(value))}`;
}
