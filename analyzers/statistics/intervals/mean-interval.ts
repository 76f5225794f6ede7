import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { satterthwaite } from "../distributions/student-t.ts";
import { seededRandom } from "../random.ts";
import type { NumericSample } from "../sample.ts";
import { firstIndex } from "../two-sample/first-index.ts";
import { rowsUpTo } from "../two-sample/rows-up-to.ts";
import type { Interval, Rows, Values } from "./interval.ts";
import { rareRowsNote, tailNote } from "./tail-note.ts";

/** A difference with its 95 % interval, or why it can have none. */
export type MeanInterval = Interval | { readonly value: number; readonly note: string };

/** Draws of the bootstrap. */
const DRAWS = 999;
/** Which draw from either end is a quantile: the 25th. From samples of under 50 rows the bootstrap's intervals are a little short, and the 17th makes up for it. */
const [FROM_END, FROM_END_OF_FEW, FEW] = [25, 17, 50] as const;
/** Rows of a side up to which its rows are drawn anew; a larger side's mean is drawn from a normal distribution, and where both are larger the skewness corrects the quantiles. */
const DRAWN_ROWS = 300;
/** With fewer rows a side nothing is known of the tails. */
const LEAST_ROWS = 10;
/** A side with a smaller part of the variance of the difference may have what tails it will. */
const LITTLE = 0.1;

/** Mean and central moments of a side. */
interface Moments {
  readonly rows: number;
  readonly mean: number;
  /** Divisor n − 1. */
  readonly variance: number;
  /** Mean third power of the distance from the mean. */
  readonly third: number;
}

/** A mean that is known with an error of its own, as the mean of several days' means is. */
export interface KnownMean {
  readonly mean: number;
  readonly standardError: number;
  /** Values that the error comes from, two or more. */
  readonly of: number;
}

interface Side {
  readonly moments: Moments;
  /** Null where only their mean is known. */
  readonly rows: Rows | null;
  /** The rows to be drawn from; null where the mean is drawn from a normal distribution. */
  readonly drawn: Values | null;
}

/**
 * Difference of two means (current − reference) with a 95 % interval by the bootstrap-t; with many rows by Welch's t with quantiles corrected for skewness. Withheld, and says why, with under 10 rows a side, and where the tails of a side are
 * too long or too few rows differ from one value (`tailNote`; docs/statistics.md, "Intervals").
 * [Efron and Tibshirani 1993, An introduction to the bootstrap, chapter 12; Hall 1992, On the removal of skewness by transformation, JRSS B 54]
 */
export function meanDifferenceInterval(reference: Values, current: Values): MeanInterval {
  return intervalOf([sideOf(reference), sideOf(current)], [-1, 1]);
}

/** Difference of a sample's mean from one that is known, on the same rules. @param reference rows that the known mean is of, which tell how far out rows lie */
export function meanShiftInterval({ mean, standardError, of }: KnownMean, reference: NumericSample, current: NumericSample): MeanInterval {
  const known: Side = { moments: { rows: of, mean, variance: standardError ** 2 * of, third: 0 }, rows: null, drawn: null };
  const side = sideOfSample(current);
  const shift = intervalOf([known, side], [-1, 1]);
  const rare = "note" in shift ? null : rareAmong([sideOfSample(reference), side]);
  return rare === null ? shift : { value: shift.value, note: rare };
}

/** Mean of one sample with a 95 % interval, on the same rules. @param bounded values that cannot lie far out (squared errors of probabilities), so that no tail is too long; default false. */
export function meanInterval(values: Values, { bounded = false }: { readonly bounded?: boolean } = {}): MeanInterval {
  return intervalOf([sideOf(values)], [1], bounded);
}

/** One row must not make more than this part of a sum of squares. */
const MOST_OF_SQUARES = 0.5;

/**
 * Mean of many rows with a 95 % interval, from the sums of their values, squares and cubes. Withheld up to 300 rows, whose own values it would need, and where the largest row makes more than half of the spread.
 * @param largest value that lies far out; null: the values are bounded
 */
export function meanOfPowerSums(rows: number, [sum, squares, cubes]: readonly [number, number, number], largest: number | null): MeanInterval {
  const value = sum / rows;
  if (rows <= DRAWN_ROWS) return { value, note: `from sums a mean of up to ${DRAWN_ROWS} rows has no interval that holds` };
  const spread = squares - rows * value ** 2;
  if (!(spread > 1e-12 * squares)) return { value, note: "the rows have one value, which says nothing of its error" };
  if (largest !== null && (largest - value) ** 2 > MOST_OF_SQUARES * spread)
    return { value, note: "one row far out makes more than half of the spread: too few such rows for an interval of the mean" };
  const third = (cubes - 3 * value * squares) / rows + 2 * value ** 3;
  const error = Math.sqrt(spread / (rows - 1) / rows);
  const [low, high] = correctedQuantiles([{ rows, mean: value, variance: spread / (rows - 1), third }], [1], error);
  return { value, low: value - high * error, high: value - low * error };
}

/** Of a sum of means, each with its sign. */
function intervalOf(sides: readonly Side[], signs: readonly number[], bounded = false): MeanInterval {
  const value = sides.reduce((sum, { moments }, side) => sum + (signs[side] ?? 1) * moments.mean, 0);
  const lengths = sides.flatMap(({ rows }) => rows?.length ?? []);
  if (lengths.some((length) => length < LEAST_ROWS)) return { value, note: `a mean of under ${LEAST_ROWS} rows has no interval that holds` };
  const errors = sides.map(({ moments }) => moments.variance / moments.rows);
  const error = Math.sqrt(errors.reduce((sum, each) => sum + each, 0));
  if (!Number.isFinite(error ** 3)) return { value, note: "the values are too large for an interval of the mean" };
  if (error === 0) return { value, note: "the rows of each side have one value, which says nothing of its error" };
  const note = sides
    .map(({ rows }, side) => (rows === null || bounded || (errors[side] ?? 0) < LITTLE * error ** 2 ? null : tailNote(rows)))
    .find((each) => each !== null);
  const why = note ?? (bounded ? null : rareAmong(sides));
  if (why !== null) return { value, note: why };
  const moments = sides.map((side) => side.moments);
  const [low, high] = Math.min(...lengths) <= DRAWN_ROWS ? drawnQuantiles(sides, signs) : correctedQuantiles(moments, signs, error);
  return { value, low: value - high * error, high: value - low * error };
}

/** Whether either of two sides has rows far out that the other may have missed. */
function rareAmong([first, second]: readonly Side[]): string | null {
  const [one, other] = [first?.rows ?? null, second?.rows ?? null];
  if (first === undefined || second === undefined || one === null || other === null) return null;
  return rareRowsNote(one, first.moments, other.length) ?? rareRowsNote(other, second.moments, one.length);
}

type Quantiles = readonly [number, number];

/** 2.5 and 97.5 % quantiles of t* when the rows of each side are drawn anew; the same rows give the same draws. */
function drawnQuantiles(sides: readonly Side[], signs: readonly number[]): Quantiles {
  const random = seededRandom(seedOf(sides.map(({ moments }) => moments)));
  const drawn = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let [moved, squares] = [0, 0];
    for (const [side, { moments, drawn: rows }] of sides.entries()) {
      const n = moments.rows;
      if (rows === null) {
        const [ofMean, size, turn] = [moments.variance / n, Math.sqrt(-2 * Math.log(1 - random())), 2 * Math.PI * random()];
        moved += Math.sqrt(ofMean) * size * Math.cos(turn);
        squares += ofMean * chiSquareOver(n - 1, size * Math.sin(turn));
        continue;
      }
      let [sum, square] = [0, 0];
      for (let row = 0; row < n; row++) {
        const distance = (rows[Math.floor(random() * n)] ?? 0) - moments.mean;
        sum += distance;
        square += distance * distance;
      }
      moved += (signs[side] ?? 1) * (sum / n);
      squares += (square - (sum * sum) / n) / (n - 1) / n;
    }
    drawn[draw] = squares > 0 ? moved / Math.sqrt(squares) : Math.sign(moved) * Infinity;
  }
  drawn.sort();
  const fromEnd = sides.some(({ rows }) => rows !== null && rows.length < FEW) ? FROM_END_OF_FEW : FROM_END;
  return [drawn[fromEnd - 1] ?? 0, drawn[DRAWS - fromEnd] ?? 0];
}

/** A chi-square variable over its degrees of freedom, from a standard normal one. [Wilson and Hilferty 1931] */
function chiSquareOver(degrees: number, normal: number): number {
  return Math.max(0, 1 - 2 / (9 * degrees) + normal * Math.sqrt(2 / (9 * degrees))) ** 3;
}

/** Welch's quantiles bent by the skewness of the difference, by Hall's monotone cubic, so that a long tail lengthens the interval on its side. */
function correctedQuantiles(moments: readonly Moments[], signs: readonly number[], error: number): Quantiles {
  const [first, second] = moments;
  if (first === undefined) throw new RangeError("an interval of a mean requires at least one sample");
  const errorOf = (side: Moments): number => Math.sqrt(side.variance / side.rows);
  const freedom = second === undefined ? first.rows - 1 : satterthwaite(errorOf(first), first.rows - 1, errorOf(second), second.rows - 1);
  const t = tQuantile(0.975, freedom);
  const skewness = moments.reduce((sum, { third, rows }, side) => sum + ((signs[side] ?? 1) * third) / rows ** 2, 0) / error ** 3;
  return [bent(-t, skewness), bent(t, skewness)];
}

/** The t whose Hall transform t + κ/3 t² + κ²/27 t³ + κ/6 is `target`. */
function bent(target: number, skewness: number): number {
  if (Math.abs(skewness) < 1e-9) return target;
  return (3 / skewness) * (Math.cbrt(1 + skewness * (target - skewness / 6)) - 1);
}

function sideOf(values: Values): Side {
  return { moments: momentsOf(values), rows: values, drawn: values.length > DRAWN_ROWS ? null : values };
}

function sideOfSample(sample: NumericSample): Side {
  if (sample.total <= DRAWN_ROWS)
    return sideOf(Float64Array.from(sample.values.flatMap((value, place) => Array.from({ length: sample.weights[place] ?? 0 }, () => value))));
  const upTo = rowsUpTo(sample);
  const at = (row: number): number | undefined => sample.values[firstIndex(0, upTo.length, (index) => row < (upTo[index] ?? 0))];
  return { moments: momentsOfSample(sample), rows: { length: sample.total, at }, drawn: null };
}

function momentsOfSample({ values, weights, total }: NumericSample): Moments {
  let [sum, squares, cubes] = [0, 0, 0];
  for (const [place, value] of values.entries()) sum += value * (weights[place] ?? 0);
  const mean = sum / total;
  for (const [place, value] of values.entries()) {
    const square = (value - mean) ** 2 * (weights[place] ?? 0);
    squares += square;
    cubes += square * (value - mean);
  }
  return { rows: total, mean, variance: squares / (total - 1), third: cubes / total };
}

function momentsOf(values: Values): Moments {
  const rows = values.length;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row] ?? 0;
  const mean = sum / rows;
  let [squares, cubes] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const distance = (values[row] ?? 0) - mean;
    const square = distance * distance;
    squares += square;
    cubes += square * distance;
  }
  return { rows, mean, variance: squares / (rows - 1), third: cubes / rows };
}

function seedOf(moments: readonly Moments[]): number {
  const bits = new Uint32Array(new Float64Array(moments.flatMap(({ rows, mean, variance }) => [rows, mean, variance])).buffer);
  return bits.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193), 0x811c9dc5);
}
