import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { meanInterval } from "../statistics/intervals/mean-interval.ts";
import type { MeasuredInterval, MetricRange } from "./rows/measured.ts";

/** Degrees of freedom for each row of the rarer kind: with these a hundred labels hold what they should (`npm run bench -- few-labels`). */
const RARE_COUNTS = 4;

/** A metric by some rows' labels, and by what all rows are expected to be. */
export interface PoweredParts {
  /** Of the labelled rows, by their labels and by what was expected of them. */
  readonly labelled: number;
  readonly expectedOfLabelled: number;
  /** Of all rows, by what was expected. */
  readonly expectedOfAll: number;
  /** How much each labelled row pulls the first and the second. */
  readonly pulls: Float64Array;
  readonly expectedPulls: Float64Array;
  /** All rows. */
  readonly rows: number;
}

/** Fewer labels say too little of what labels and expectations share; of losses, whose tails few rows make, more are needed. */
const LEAST_LABELS = { rate: 20, rank: 200, bounded: 200, unbounded: 200 } as const;

/**
 * The value that all rows' labels would give, from the labels of some: the labels' own value, and λ times what was expected of all rows less what was expected of the labelled ones. Right whatever was expected, if which rows are labelled is chance;
 * λ makes it as narrow as it can be, so never wider than labels alone but for λ's own error. The interval is 95 %; of a share of rows it is Wilson's with as many rows as it is worth, else that of the mean of what is left of the rows' pulls.
 * @param kind of the metric: a share of rows; one of ranks; a mean of bounded losses, or what is like one; or of losses without a bound
 * [Angelopoulos, Duchi & Zrnic 2023, PPI++: Efficient prediction-powered inference]
 */
export function poweredInterval(parts: PoweredParts, kind: keyof typeof LEAST_LABELS, range: MetricRange): MeasuredInterval {
  const { pulls, expectedPulls, rows } = parts;
  const labels = pulls.length;
  if (labels < LEAST_LABELS[kind]) return { value: null, low: null, high: null, note: `of ${labels} labels; expected at least ${LEAST_LABELS[kind]}` };
  const spread = momentsOf(expectedPulls, expectedPulls);
  const lambda = spread > 0 ? momentsOf(pulls, expectedPulls) / spread : 0;
  const value = parts.labelled + lambda * (parts.expectedOfAll - parts.expectedOfLabelled);
  const left = pulls.map((pull, row) => pull - lambda * (expectedPulls[row] ?? 0));
  // The rows of the window are all there are: what is not chance is how those with labels differ from them.
  const finite = Math.sqrt(1 - labels / rows);
  if (kind === "rate" || kind === "rank") return rateInterval(value, (finite ** 2 * momentsOf(left, left)) / (labels - 2));
  const found = meanInterval(left.map((pull) => pull + value).sort(), { bounded: kind === "bounded" });
  if ("note" in found) return { value, low: null, high: null, note: found.note };
  const end = (at: number): number => Math.min(range.highest, Math.max(range.lowest, value + finite * (at - found.value)));
  return { value: Math.min(range.highest, Math.max(range.lowest, value)), low: end(found.low), high: end(found.high) };
}

/** Wilson's interval of a share, of as many rows as its variance says, with the quantile of a t where few of them are of the rarer kind. */
function rateInterval(value: number, variance: number): MeasuredInterval {
  if (!(variance > 0 && value > 0 && value < 1))
    return { value: Math.min(1, Math.max(0, value)), low: null, high: null, note: "the labelled rows are all alike, which says nothing of the error" };
  const rows = (value * (1 - value)) / variance;
  const z = tQuantile(0.975, Math.max(3, RARE_COUNTS * rows * Math.min(value, 1 - value)));
  const scale = 1 + z ** 2 / rows;
  const centre = (value + z ** 2 / (2 * rows)) / scale;
  const half = (z / scale) * Math.sqrt(variance + z ** 2 / (4 * rows ** 2));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Mean product of the distances from the means. */
function momentsOf(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [a, b].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  return a.reduce((sum, value, row) => sum + (value - (meanA ?? 0)) * ((b[row] ?? 0) - (meanB ?? 0)), 0) / a.length;
}
