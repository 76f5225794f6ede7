import type { Grid } from "../../statistics/column-counts.ts";
import { figure } from "../../statistics/figure.ts";
import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import type { NumericSample } from "../../statistics/sample.ts";
import { weightedSample } from "../../statistics/sample.ts";
import { fitsAsSent, isCoarse, type Line } from "./buckets.ts";
import type { Explanation } from "./explanation.ts";
import { type Covariance, degreesOf, type Habits, standardised, windowCovariance } from "./habits.ts";
import { type MiddleAndWidth, middleAndWidth, midQuantile } from "./middle-and-width.ts";
import { type Conversion, conversionsTo } from "./units.ts";

/**
 * How likely each kind of change is before the values are looked at. Conversions share theirs evenly. What really changes by how much: a shift of the mean and a factor follow Laplace's distribution
 * (one width; the column's own spread on the logarithm, at most 0.7), so does the logarithm of a change of width (0.7).
 */
const PRIOR = { declared: 0.2, undeclared: 0.06, sign: 0.02, shift: 0.2, factor: 0.3, both: 0.1, width: 0.15 };
const LAPLACE = { shift: 1, factor: 0.7, width: 0.7 };
/** A change's size is taken to be known no better than this (widths; logarithm), since the world is never exactly the model. */
const FINEST = 0.05;
/** Under this chance an explanation does not fit. */
const FITS = 5e-4;
/** Where blocks' own shapes lie this far apart, as those of days with an hour of rain, any shape is theirs: it speaks for no explanation. */
const LOOSE_SHAPE = 0.4;
/** A middle that moved by less than this part of the wider width is the same. */
const SAME_MIDDLE = 0.5;
/** Squared distance from the centre that a window has on average. */
const TYPICAL = 2;
/** A column that has one sign (but for this share of rows) keeps it for a reason: a real change that gives most rows the other is so much less likely. */
const ONE_SIGN = { share: 0.05, less: Math.log(1 / 20) };

/** Deviation of a transformed window from the baseline's centre: of its middle in widths, of its log width. */
interface Deviation {
  readonly middle: number;
  readonly width: number;
}

/**
 * Explanations by which a straight line takes the window back into the baseline: another unit, the sign, a shift, a factor, another width. Each must bring middle and width to where the baseline's blocks
 * have theirs, and the shape must be the baseline's; a change of free size pays for its freedom by the chance of that size. None where no shape fits, or any.
 */
export function explainAffine(habits: Habits, current: NumericSample, unit: string | null, grid: Grid): readonly Explanation[] {
  const own = middleAndWidth(current);
  if (habits.allowedShape(current.total) > LOOSE_SHAPE) return [];
  const judged = judge(habits, current.total);
  const straight = own !== null && shapeFits(habits, current, own);
  const turned = own !== null && shapeFits(habits, mirrored(current), { middle: -own.middle, logWidth: own.logWidth });
  return [
    ...units(habits, current, own, conversionsTo(unit), grid, { ...judged, shapeFits: straight }),
    ...(straight ? realChanges(habits, current, own, unit, judged) : []),
    ...signFlip(habits, current, own, grid, { ...judged, shapeFits: turned }),
  ];
}

/** Whether the shape, middle and width taken away, is the baseline's as far as its own blocks have it. */
export function shapeFits(habits: Habits, sample: NumericSample, own: MiddleAndWidth): boolean {
  return ksDistance(habits.shape, standardised(sample, own)) <= habits.allowedShape(sample.total);
}

export function mirrored({ values, weights }: NumericSample): NumericSample {
  return weightedSample(values.map((value, index) => [-value, weights[index] ?? 0]));
}

/** Whether a window has its middle and width where the baseline's blocks have theirs. */
export function liesAsBefore(habits: Habits, current: NumericSample): boolean {
  const own = middleAndWidth(current);
  if (own === null) return false;
  const { fits, distance } = judge(habits, current.total);
  return fits(distance(deviationOf(habits, own)));
}

interface Judge {
  readonly covariance: Covariance;
  /** Squared distance from the centre, in standard deviations between blocks (Mahalanobis). */
  readonly distance: (deviation: Deviation) => number;
  /** Logarithm of the density at such a distance, up to a constant: a bivariate t. */
  readonly density: (distance: number) => number;
  readonly fits: (distance: number) => boolean;
}

function judge(habits: Habits, rows: number): Judge {
  const covariance = windowCovariance(habits, rows);
  const degrees = degreesOf(habits);
  const determinant = covariance.middle * covariance.width - covariance.both ** 2;
  return {
    covariance,
    distance: ({ middle, width }) => (middle ** 2 * covariance.width - 2 * middle * width * covariance.both + width ** 2 * covariance.middle) / determinant,
    density: (distance) => (-(degrees + 2) / 2) * Math.log1p(distance / degrees),
    fits: (distance) => (1 + distance / degrees) ** (-degrees / 2) >= FITS,
  };
}

function deviationOf(habits: Habits, { middle, logWidth }: MiddleAndWidth): Deviation {
  return { middle: (middle - habits.middle) / habits.width, width: logWidth - habits.logWidth };
}

function units(
  habits: Habits,
  current: NumericSample,
  own: MiddleAndWidth | null,
  conversions: readonly Conversion[],
  grid: Grid,
  judged: ShapedJudge,
): readonly Explanation[] {
  return conversions.flatMap(({ seems, declared, ...line }): Explanation[] => {
    const density = densityOfLine(habits, current, own, grid, line, judged);
    const prior = (declared ? PRIOR.declared : PRIOR.undeclared) / conversions.length;
    return density === null
      ? []
      : [{ cause: "unitChange", key: seems, text: `the values seem to be ${seems}`, change: null, weight: Math.log(prior) + density }];
  });
}

function signFlip(habits: Habits, current: NumericSample, own: MiddleAndWidth | null, grid: Grid, judged: ShapedJudge): readonly Explanation[] {
  const density = densityOfLine(habits, current, own, grid, { factor: -1, offset: 0 }, judged);
  if (density === null) return [];
  const [now, then] = [negativeShare(current), negativeShare(habits.reference)];
  const change = (baseline: string): string =>
    `is negative in ${figure(now * 100)} % of rows, against ${figure(then * 100)} % in ${baseline}, the sizes being as before`;
  return [{ cause: "signFlip", key: "sign", text: "the values seem to have their sign turned round", change, weight: Math.log(PRIOR.sign) + density }];
}

interface ShapedJudge extends Judge {
  readonly shapeFits: boolean;
}

/** Logarithm of the density of a window that a line takes back; null where it does not fit. Where buckets hide the shape, the buckets themselves must be those in which the baseline's values would have come. */
function densityOfLine(habits: Habits, current: NumericSample, own: MiddleAndWidth | null, grid: Grid, line: Line, judged: ShapedJudge): number | null {
  if (isCoarse(habits, current, grid, line)) return fitsAsSent(habits, current, grid, line) ? judged.density(TYPICAL) : null;
  if (own === null) return null;
  const back = { middle: line.factor * own.middle + line.offset, logWidth: own.logWidth + Math.log(Math.abs(line.factor)) };
  const distance = judged.distance(deviationOf(habits, back));
  return judged.shapeFits && judged.fits(distance) ? judged.density(distance) : null;
}

/** Shift, factor, both, width alone: what the world does. */
function realChanges(habits: Habits, current: NumericSample, own: MiddleAndWidth, unit: string | null, judged: Judge): readonly Explanation[] {
  const { middle, width } = deviationOf(habits, own);
  const { covariance } = judged;
  const shiftDeviation = Math.sqrt(covariance.middle - covariance.both ** 2 / covariance.width);
  const widthDeviation = Math.sqrt(covariance.width);
  const [now, then] = [negativeShare(current), negativeShare(habits.reference)];
  const unlikely = (then < ONE_SIGN.share && now > 0.5) || (1 - then < ONE_SIGN.share && now < 0.5) ? ONE_SIGN.less : 0;
  const shift = { cause: "trueShift", key: "shift", change: null } as const;
  const moved = `really ${figure(Math.abs(own.middle - habits.middle))}${unit === null ? "" : ` ${unit}`} ${middle < 0 ? "lower" : "higher"}`;
  const ofShift = logSize(middle, LAPLACE.shift, shiftDeviation);
  const ofWidth = logSize(width, LAPLACE.width, widthDeviation);
  const found: readonly (Explanation & { readonly distance: number })[] = [
    { ...shift, text: `the values are ${moved}`, weight: Math.log(PRIOR.shift) + ofShift + unlikely, distance: width ** 2 / covariance.width },
    {
      ...(Math.abs(width) > Math.abs(middle) && Math.abs(middle) < SAME_MIDDLE
        ? spreadChange(habits, current, own)
        : { ...shift, text: `the values are ${moved}, and spread otherwise` }),
      weight: Math.log(PRIOR.both) + ofShift + ofWidth + unlikely,
      distance: 0,
    },
    ...factors(habits, own, judged).map(({ factor, weight, distance }) => ({
      ...shift,
      text: `the values are really ${figure(factor)} times as large`,
      weight,
      distance,
    })),
    ...(Math.abs(middle) > SAME_MIDDLE * Math.max(1, Math.exp(width))
      ? []
      : [
          {
            ...spreadChange(habits, current, own),
            weight: Math.log(PRIOR.width) + ofWidth,
            distance: (Math.min(1, Math.exp(-width)) * middle) ** 2 / covariance.middle,
          },
        ]),
  ];
  return found.flatMap(({ distance, weight, ...rest }) => (judged.fits(distance) ? [{ ...rest, weight: weight + judged.density(distance) }] : []));
}

function spreadChange(habits: Habits, current: NumericSample, own: MiddleAndWidth): Omit<Explanation, "weight"> {
  const range = (sample: NumericSample): string => `${figure(midQuantile(sample, 0.1))} to ${figure(midQuantile(sample, 0.9))}`;
  const ratio = Math.exp(own.logWidth - habits.logWidth);
  return {
    cause: "spreadChange",
    key: ratio > 1 ? "wider" : "narrower",
    text: `the values spread ${ratio > 1 ? "wider" : "less"} around the same middle`,
    change: (baseline) => `is spread ${figure(ratio)} times as wide as in ${baseline} (80 % of rows in ${range(current)}, against ${range(habits.reference)})`,
  };
}

/** A factor for columns of one sign: the one that fits middle and width best. */
function factors(habits: Habits, own: MiddleAndWidth, judged: Judge): readonly { factor: number; weight: number; distance: number }[] {
  if (!(own.middle * habits.middle > 0) || Math.min(negativeShare(habits.reference), 1 - negativeShare(habits.reference)) > ONE_SIGN.share) return [];
  const distanceAt = (log: number): number => judged.distance(deviationOf(habits, { middle: own.middle / Math.exp(log), logWidth: own.logWidth - log }));
  const [byMiddle, byWidth] = [Math.log(own.middle / habits.middle), own.logWidth - habits.logWidth];
  const log = least(distanceAt, Math.min(byMiddle, byWidth) - FINEST, Math.max(byMiddle, byWidth) + FINEST);
  // How the deviation changes with the factor's logarithm: the middle by its own size, the width by one.
  const slope = judged.distance({ middle: habits.middle / habits.width, width: 1 });
  const relative = habits.width / Math.abs(habits.middle);
  return [
    {
      factor: Math.exp(log),
      distance: distanceAt(log),
      weight: Math.log(PRIOR.factor) + logSize(log, Math.min(LAPLACE.factor, relative), 1 / Math.sqrt(slope)),
    },
  ];
}

/** Logarithm of the chance that a change has the size seen, as closely as it is known. */
function logSize(size: number, scale: number, deviation: number): number {
  return -Math.abs(size) / scale - Math.log(2 * scale) + Math.log(Math.max(FINEST, deviation) * Math.sqrt(2 * Math.PI));
}

/** Where a function with one dip is least. [Kiefer 1953, golden section] */
function least(of: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let step = 0; step < 40; step++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (of(left) < of(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

function negativeShare({ values, weights, total }: NumericSample): number {
  let rows = 0;
  for (const [index, value] of values.entries()) if (value < 0) rows += weights[index] ?? 0;
  return rows / total;
}
