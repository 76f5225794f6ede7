import { mean, sampleStandardDeviation } from "simple-statistics";
import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import { columnSample, DEFAULT_GRID, type NumericSample, sum, weightedSample } from "../../statistics/sample.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { equalPairs } from "./equal-pairs.ts";
import { type MiddleAndWidth, middleAndWidth } from "./middle-and-width.ts";

/** A number column as it is from block to block of its baseline: how its middle and width wander, and what shape is left when both are taken away. */
export interface Habits {
  /** The one value that many rows have by nature (0 of rain), which is left out of all that follows; null without one. */
  readonly own: number | null;
  /** All rows together. */
  readonly reference: NumericSample;
  /** Width of all rows together; distances of middles are counted in it. */
  readonly width: number;
  readonly middle: number;
  readonly logWidth: number;
  /** Blocks that they are known from, and a typical one's rows. */
  readonly blocks: number;
  readonly rows: number;
  /** Covariance of a block's middle (in widths) and log width. */
  readonly covariance: Covariance;
  /** All blocks' values, each less its block's middle and over its width. */
  readonly shape: NumericSample;
  /** Kolmogorov–Smirnov distance that a window of so many rows may have: of its standardised values to `shape`, and of its values as they are to the reference. */
  readonly allowedShape: (rows: number) => number;
  readonly allowedDistance: (rows: number) => number;
  /** How much larger a share one value has in a block than in all, at most; and how many times more pairs of equal rows there are than by chance, as where rows of an hour share its weather. */
  readonly usualGain: number;
  readonly usualPairs: number;
}

export interface Covariance {
  readonly middle: number;
  readonly width: number;
  readonly both: number;
}

/** Blocks that the stated prior counts as, and its spread between blocks: of the middle in widths, of the log width. */
const PRIOR = { blocks: 1, middle: 0.2, width: 0.15 };
/** Sampling variance of the median in widths, and of the log width, for one row of a normal. */
const SAMPLING = { middle: 1.57, width: 1.2 };
/** Fewest rows of a block that says something. */
const FEWEST_ROWS = 20;
/** Fewest blocks from which allowed distances are learned (of fewer the largest is usual), and how many of their standard deviations over their mean is still usual. */
const FEWEST_BLOCKS = 10;
const USUAL_DEVIATIONS = 3.5;
/** Critical values of √n D at about 1 in 1,000: for a known distribution, and for one whose middle and width were estimated. [Stephens 1974, EDF statistics for goodness of fit] */
const CRITICAL = { known: 1.95, estimated: 1.3 };
/** Added to an allowed distance that was not learned. */
const UNLEARNED = 0.05;

/** From this share of rows on a value is the column's own. */
const OWN_SHARE = 0.1;

const prepared = new WeakMap<ColumnNull, Habits | null>();

/** Null where the baseline's values hardly vary, or the column has none. Once for as long as the column's null is in memory. */
export function habitsOf(known: ColumnNull): Habits | null {
  const made = prepared.get(known);
  if (made !== undefined) return made;
  const habits = prepare(known);
  prepared.set(known, habits);
  return habits;
}

function prepare({ column, reference: all }: ColumnNull): Habits | null {
  if (all.type !== "numeric" || all.total === 0) return null;
  const own = ownValue(all);
  const reference = withoutValue(all, own);
  const whole = middleAndWidth(reference);
  if (whole === null) return null;
  const width = Math.exp(whole.logWidth);
  const known = column.blocks.flatMap((block) => {
    const sample = columnSample(column, [block]);
    if (sample.type !== "numeric") return [];
    const varying = withoutValue(sample, own);
    const lies = varying.total >= FEWEST_ROWS ? middleAndWidth(varying) : null;
    return lies === null ? [] : [{ sample: varying, ...lies }];
  });
  const blocks = known.length > 0 ? known : [{ sample: reference, ...whole }];
  const rows = mean(blocks.map((block) => block.sample.total));
  const standard = blocks.map((block) => standardised(block.sample, block));
  const shape = weightedSample(merged(standard));
  const [distances, shapes] = [blocks.map((block) => ksDistance(reference, block.sample)), standard.map((sample) => ksDistance(shape, sample))];
  const grid = column.grid ?? DEFAULT_GRID;
  return {
    own,
    reference,
    width,
    middle: mean(blocks.map((block) => block.middle)),
    logWidth: mean(blocks.map((block) => block.logWidth)),
    blocks: blocks.length,
    rows,
    covariance: covarianceOf(blocks, width, rows),
    shape,
    allowedShape: allowed(shapes, rows, CRITICAL.estimated),
    allowedDistance: allowed(distances, rows, CRITICAL.known),
    usualGain: Math.max(0, ...blocks.map(({ sample }) => largestGain(reference, sample))),
    usualPairs: Math.max(1, ...blocks.map(({ sample }) => equalPairs(reference, sample, grid).times)),
  };
}

/** The commonest value, where it has a tenth of the rows or more and ten times the next one's. */
function ownValue({ values, weights, total }: NumericSample): number | null {
  const [first = 0, second = 0] = weights.toSorted((a, b) => b - a);
  return first >= OWN_SHARE * total && first >= 10 * second ? (values[weights.indexOf(first)] ?? null) : null;
}

/** A sample without the rows of one value. */
export function withoutValue(sample: NumericSample, value: number | null): NumericSample {
  return value === null ? sample : weightedSample(sample.values.map((one, index) => [one, one === value ? 0 : (sample.weights[index] ?? 0)]));
}

function largestGain(reference: NumericSample, sample: NumericSample): number {
  const shares = new Map(reference.values.map((value, index) => [value, (reference.weights[index] ?? 0) / reference.total]));
  return Math.max(0, ...sample.values.map((value, index) => (sample.weights[index] ?? 0) / sample.total - (shares.get(value) ?? 0)));
}

/** Values less a middle and over a width; rounded to a five-hundredth of a width, so that values of many blocks fall together. */
export function standardised(sample: NumericSample, { middle, logWidth }: MiddleAndWidth): NumericSample {
  const width = Math.exp(logWidth);
  return weightedSample(merged([{ ...sample, values: sample.values.map((value) => Math.round(((value - middle) / width) * 500) / 500) }]));
}

function merged(samples: readonly NumericSample[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { values, weights } of samples) for (const [index, value] of values.entries()) counts.set(value, (counts.get(value) ?? 0) + (weights[index] ?? 0));
  return counts;
}

/** Spread between blocks, the prior's blocks beside the baseline's own. */
function covarianceOf(blocks: readonly MiddleAndWidth[], unit: number, rows: number): Covariance {
  const middle = mean(blocks.map((block) => block.middle));
  const logWidth = mean(blocks.map((block) => block.logWidth));
  const deviations = blocks.map((block) => [(block.middle - middle) / unit, block.logWidth - logWidth] as const);
  const count = PRIOR.blocks + blocks.length - 1;
  const prior = sampling(rows);
  return {
    middle: (PRIOR.blocks * (PRIOR.middle ** 2 + prior.middle) + sum(deviations.map(([of]) => of * of))) / count,
    width: (PRIOR.blocks * (PRIOR.width ** 2 + prior.width) + sum(deviations.map(([, of]) => of * of))) / count,
    both: sum(deviations.map(([a, b]) => a * b)) / count,
  };
}

/** How a window of so many rows may differ from the baseline's centre: as blocks do, and more where it has fewer rows than they. */
export function windowCovariance({ covariance, rows: ofBlock, blocks }: Habits, rows: number): Covariance {
  const further = Math.max(0, 1 - rows / ofBlock);
  const prior = sampling(rows);
  const centre = 1 + 1 / blocks;
  return {
    middle: covariance.middle * centre + further * prior.middle,
    width: covariance.width * centre + further * prior.width,
    both: covariance.both * centre,
  };
}

/** Degrees of freedom of that covariance. */
export function degreesOf(habits: Habits): number {
  return PRIOR.blocks + habits.blocks + 1;
}

function sampling(rows: number): { readonly middle: number; readonly width: number } {
  return { middle: SAMPLING.middle / rows, width: SAMPLING.width / rows };
}

function allowed(distances: readonly number[], ofBlock: number, critical: number): (rows: number) => number {
  const byRows = (rows: number): number => critical / Math.sqrt(rows);
  const few = distances.length < FEWEST_BLOCKS;
  if (distances.length < 2) return (rows) => byRows(rows) + UNLEARNED;
  const usual = few ? Math.max(...distances) + UNLEARNED : mean([...distances]) + USUAL_DEVIATIONS * sampleStandardDeviation([...distances]);
  return (rows) => Math.max(byRows(rows), usual * Math.max(1, Math.sqrt(ofBlock / rows)));
}
