import { mean, sampleStandardDeviation } from "simple-statistics";
import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import { columnSample, type NumericSample, sum, weightedSample } from "../../statistics/sample.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { type MiddleAndWidth, middleAndWidth } from "./middle-and-width.ts";

/** A number column as it is from block to block of its baseline: how its middle and width wander, and what shape is left when both are taken away. */
export interface Habits {
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
  allowedShape(rows: number): number;
  allowedDistance(rows: number): number;
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
/** Fewest blocks from which allowed distances are learned, and how many of their standard deviations over their mean is still usual. */
const FEWEST_BLOCKS = 10;
const USUAL_DEVIATIONS = 3.5;
/** Critical values of √n D at about 1 in 1,000: for a known distribution, and for one whose middle and width were estimated. [Stephens 1974, EDF statistics for goodness of fit] */
const CRITICAL = { known: 1.95, estimated: 1.3 };
/** Added to an allowed distance that was not learned. */
const UNLEARNED = 0.05;

const prepared = new WeakMap<ColumnNull, Habits | null>();

/** Null where the baseline's values do not vary, or the column has none. Once for as long as the column's null is in memory. */
export function habitsOf(known: ColumnNull): Habits | null {
  const made = prepared.get(known);
  if (made !== undefined) return made;
  const habits = prepare(known);
  prepared.set(known, habits);
  return habits;
}

function prepare({ column, reference }: ColumnNull): Habits | null {
  if (reference.type !== "numeric" || reference.total === 0) return null;
  const whole = middleAndWidth(reference);
  if (whole === null) return null;
  const width = Math.exp(whole.logWidth);
  const known = column.blocks.flatMap((block) => {
    const sample = columnSample(column, [block]);
    const own = sample.type === "numeric" && sample.total >= FEWEST_ROWS ? middleAndWidth(sample) : null;
    return own === null || sample.type !== "numeric" ? [] : [{ sample, ...own }];
  });
  const blocks = known.length > 0 ? known : [{ sample: reference, ...whole }];
  const rows = mean(blocks.map((block) => block.sample.total));
  const standard = blocks.map((block) => standardised(block.sample, block));
  const shape = weightedSample(merged(standard));
  return {
    reference,
    width,
    middle: mean(blocks.map((block) => block.middle)),
    logWidth: mean(blocks.map((block) => block.logWidth)),
    blocks: blocks.length,
    rows,
    covariance: covarianceOf(blocks, width, rows),
    shape,
    allowedShape: allowed(
      standard.map((sample) => ksDistance(shape, sample)),
      rows,
      CRITICAL.estimated,
    ),
    allowedDistance: allowed(
      blocks.map((block) => ksDistance(reference, block.sample)),
      rows,
      CRITICAL.known,
    ),
  };
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
  if (distances.length < FEWEST_BLOCKS) return (rows) => byRows(rows) + UNLEARNED;
  const usual = mean([...distances]) + USUAL_DEVIATIONS * sampleStandardDeviation([...distances]);
  return (rows) => Math.max(byRows(rows), usual * Math.max(1, Math.sqrt(ofBlock / rows)));
}
