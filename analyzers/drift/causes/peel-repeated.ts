import gammainc from "@stdlib/math-base-special-gammainc";
import type { Grid } from "../../statistics/column-counts.ts";
import { figure } from "../../statistics/figure.ts";
import { bucketOf, type NumericSample, weightedSample } from "../../statistics/sample.ts";
import { type Explanation, type Part, ranked } from "./explanation.ts";

/** Numbers that stand for "no value" by convention. */
const STAND_INS = [
  0, -1, -9, -99, -999, -9999, -99_999, 99, 999, 9999, 99_999, 999_999, 255, 32_767, -32_768, 65_535, 2_147_483_647, -2_147_483_648, 1e9, -1e9, 1e10, 1e20,
  1e30,
];
/** Least share of rows that one number must have gained: within the baseline's range, and beyond it. */
const LEAST_SHARE = { within: 0.03, beyond: 0.005 };
/** How many of its standard deviations a number's rows must exceed what the baseline has, and how many times the values on either side of it that occur. */
const DEVIATIONS = 5;
const TIMES_NEIGHBOURS = 4;
/** How many times the largest gain of a number in a block of the baseline it must have gained, unless it is a stand-in out of range. */
const TIMES_USUAL = 1.5;
/** Buckets on either side that tell how many rows one has by chance, and how improbable its own number must be then. */
const BUCKETS_BESIDE = 8;
const IMPROBABLE = 1e-6;
/** From this share on all rows count as the one number. */
export const ALL = 0.97;
/** A number that the baseline has in more rows than this is its own, however much commoner it becomes, unless all rows have it; of columns of few different values, which have few neighbours to compare with, any that it has. */
const OWN_SHARE = { many: 0.02, few: 0.001 };
const FEW_VALUES = 20;

/** A number that many rows of a window hold. */
export interface Repeated {
  readonly value: number;
  /** Rows that hold it beyond what the baseline's share of it makes. */
  readonly rows: number;
  readonly share: number;
  /** Whether it stands for "no value" by convention. */
  readonly standIn: boolean;
  /** What it may be. */
  readonly part: Part;
}

/**
 * Numbers that many more rows have than in the baseline, and than have the numbers beside them. A number from beyond the baseline's range, or one that stands for "no value" by convention,
 * is a sentinel; one that the column has anyway is stuck. 0 and single numbers out of range can be both.
 * @param usualGain by how much a number's share grows in a block of the baseline at most, when nothing changed
 */
export function repeatedNumbers(reference: NumericSample, current: NumericSample, grid: Grid, usualGain: number): readonly Repeated[] {
  const shares = new Map(reference.values.map((value, index) => [value, (reference.weights[index] ?? 0) / reference.total]));
  const own = reference.values.length <= FEW_VALUES ? OWN_SHARE.few : OWN_SHARE.many;
  const [low, high] = [reference.values[0] ?? 0, reference.values.at(-1) ?? 0];
  const rowsAt = new Map(current.values.map((value, index) => [bucketOf(value, grid), current.weights[index] ?? 0]));
  return current.values.flatMap((value, index): Repeated[] => {
    const rows = current.weights[index] ?? 0;
    const [share, before, beyond] = [rows / current.total, shares.get(value) ?? 0, value < low || value > high];
    const expected = before * current.total;
    const all = share >= ALL;
    if (share - before < (beyond ? LEAST_SHARE.beyond : LEAST_SHARE.within) || rows - expected < DEVIATIONS * Math.sqrt(expected + 1)) return [];
    if (before > own && !all) return [];
    const standIn = STAND_INS.find((number) => bucketOf(number, grid) === bucketOf(value, grid));
    const alone = standIn !== undefined && liesAlone(current.values, index, grid);
    if (!(all || standsOut(current, index, rowsAt, { grid, alone }))) return [];
    const conventional = standIn !== undefined && standIn !== 0 && beyond;
    if (!conventional && share - before < TIMES_USUAL * usualGain) return [];
    const usual = Math.round((before * (current.total - rows)) / Math.max(1e-9, 1 - before));
    return [{ value, rows: Math.max(0, rows - usual), share, standIn: standIn !== undefined, part: partOf(standIn, value, share, before, beyond) }];
  });
}

/** The rows left when repeated numbers are taken out. */
export function withoutRepeated(current: NumericSample, repeated: readonly Repeated[]): NumericSample {
  const taken = new Map(repeated.map(({ value, rows }) => [value, rows]));
  return weightedSample(current.values.map((value, index) => [value, (current.weights[index] ?? 0) - (taken.get(value) ?? 0)]));
}

/** Whether a number has many more rows than the two that occur on either side of it (one that lies alone has none), and than the buckets around it have by chance. */
function standsOut(
  { values, weights }: NumericSample,
  index: number,
  rowsAt: ReadonlyMap<number, number>,
  { grid, alone }: { readonly grid: Grid; readonly alone: boolean },
): boolean {
  const [own, bucket] = [weights[index] ?? 0, bucketOf(values[index] ?? 0, grid)];
  const beside = [-2, -1, 1, 2].map((step) => weights[index + step] ?? 0).toSorted((a, b) => a - b);
  if (!alone && own < TIMES_NEIGHBOURS * Math.max(1, ...beside.slice(0, 3))) return false;
  let around = 1;
  for (let step = 1; step <= BUCKETS_BESIDE; step++) around += (rowsAt.get(bucket - step) ?? 0) + (rowsAt.get(bucket + step) ?? 0);
  return gammainc(around / (2 * BUCKETS_BESIDE + 1), own) < IMPROBABLE;
}

/** Whether a number lies farther from all others, stand-ins for "no value" left out, than these lie from each other: they are no neighbours of it. */
function liesAlone(values: readonly number[], index: number, grid: Grid): boolean {
  const value = values[index] ?? 0;
  const standIns = new Set(STAND_INS.filter((number) => number !== 0).map((number) => bucketOf(number, grid)));
  const others = values.filter((other, place) => place !== index && !standIns.has(bucketOf(other, grid)));
  const [low = value, high = value] = [others[0], others.at(-1)];
  return others.length > 1 && Math.max(low - value, value - high) > high - low;
}

function partOf(standIn: number | undefined, value: number, share: number, before: number, beyond: boolean): Part {
  const name = figureOf(standIn ?? value);
  const change = (baseline: string): string =>
    `is ${name} in ${share >= ALL ? "every row" : `${figure(share * 100)} % of rows`}, ${before === 0 ? `never in ${baseline}` : `against ${figure(before * 100)} % in ${baseline}`}`;
  const common = { key: name, change };
  const sentinel: Explanation = { ...common, cause: "sentinel", text: `${name} seems to stand for “no value”`, weight: oddsOfSentinel(standIn, share, beyond) };
  const stuck: Explanation = { ...common, cause: "stuckValue", text: `the source seems to repeat ${name}`, weight: 0 };
  return ranked([sentinel, stuck]);
}

/** Logarithm of the odds that a repeated number stands for "no value", against a source that repeats itself: a convention speaks for it, and lying beyond all numbers before; that all rows have it speaks against. */
function oddsOfSentinel(standIn: number | undefined, share: number, beyond: boolean): number {
  if (standIn === undefined) return beyond && share < ALL ? 1 : -5;
  if (beyond && standIn !== 0) return 6;
  return share < ALL ? 4 : -3.5;
}

function figureOf(value: number): string {
  return Number.isInteger(value) ? value.toString().replace("-", "−") : figure(value);
}
