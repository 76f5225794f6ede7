import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { satterthwaite } from "../distributions/student-t.ts";
import { seededRandom } from "../random.ts";
import type { Interval, Values } from "./interval.ts";
import { tailNote } from "./tail-note.ts";

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

/**
 * Difference of two means (current − reference) with a 95 % interval by the bootstrap-t; with many rows by Welch's t with quantiles corrected for skewness. Withheld, and says why, with under 10 rows a side, and where the tails of a side are
 * too long or too few rows differ from one value (`tailNote`; docs/statistics.md, "Intervals").
 * [Efron and Tibshirani 1993, An introduction to the bootstrap, chapter 12; Hall 1992, On the removal of skewness by transformation, JRSS B 54]
 */
export function meanDifferenceInterval(reference: Values, current: Values): MeanInterval {
  return intervalOf([reference, current], [-1, 1]);
}

/** Mean of one sample with a 95 % interval, on the same rules. @param bounded values that cannot lie far out (squared errors of probabilities), so that no tail is too long; default false. */
export function meanInterval(values: Values, { bounded = false }: { readonly bounded?: boolean } = {}): MeanInterval {
  return intervalOf([values], [1], bounded);
}

/** Of a sum of means, each with its sign. */
function intervalOf(sides: readonly Values[], signs: readonly number[], bounded = false): MeanInterval {
  const moments = sides.map(momentsOf);
  const value = moments.reduce((sum, { mean }, side) => sum + (signs[side] ?? 1) * mean, 0);
  if (moments.some(({ rows }) => rows < LEAST_ROWS)) return { value, note: `a mean of under ${LEAST_ROWS} rows has no interval that holds` };
  const errors = moments.map(({ variance, rows }) => variance / rows);
  const error = Math.sqrt(errors.reduce((sum, each) => sum + each, 0));
  if (!Number.isFinite(error ** 3)) return { value, note: "the values are too large for an interval of the mean" };
  if (error === 0) return { value, note: "the rows of each side have one value, which says nothing of its error" };
  const note = sides.map((values, side) => (bounded || (errors[side] ?? 0) < LITTLE * error ** 2 ? null : tailNote(values))).find((each) => each !== null);
  if (note !== undefined) return { value, note };
  const fewest = moments.reduce((least, { rows }) => Math.min(least, rows), Infinity);
  const [low, high] = fewest <= DRAWN_ROWS ? drawnQuantiles(sides, moments, signs) : correctedQuantiles(moments, signs, error);
  return { value, low: value - high * error, high: value - low * error };
}

type Quantiles = readonly [number, number];

/** 2.5 and 97.5 % quantiles of t* when the rows of each side are drawn anew; the same rows give the same draws. */
function drawnQuantiles(sides: readonly Values[], moments: readonly Moments[], signs: readonly number[]): Quantiles {
  const random = seededRandom(seedOf(moments));
  const drawn = new Float64Array(DRAWS);
  for (let draw = 0; draw < DRAWS; draw++) {
    let [moved, squares] = [0, 0];
    for (const [side, values] of sides.entries()) {
      const centre = moments[side]?.mean ?? 0;
      const n = values.length;
      if (n > DRAWN_ROWS) {
        const ofMean = (moments[side]?.variance ?? 0) / n;
        moved += Math.sqrt(-2 * Math.log(1 - random()) * ofMean) * Math.cos(2 * Math.PI * random());
        squares += ofMean;
        continue;
      }
      let [sum, square] = [0, 0];
      for (let row = 0; row < n; row++) {
        const distance = (values[Math.floor(random() * n)] ?? 0) - centre;
        sum += distance;
        square += distance * distance;
      }
      moved += (signs[side] ?? 1) * (sum / n);
      squares += (square - (sum * sum) / n) / (n - 1) / n;
    }
    drawn[draw] = squares > 0 ? moved / Math.sqrt(squares) : Math.sign(moved) * Infinity;
  }
  drawn.sort();
  const fromEnd = moments.some(({ rows }) => rows < FEW) ? FROM_END_OF_FEW : FROM_END;
  return [drawn[fromEnd - 1] ?? 0, drawn[DRAWS - fromEnd] ?? 0];
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
