import type { DriftMethod, MethodOptions } from "../method.ts";
import type { CategoricalSample, NumericSample, Sample } from "../sample.ts";
import { type BinnedPair, OWN_BINS, sharesOf } from "../two-sample/bins.ts";
import { contingencyTest } from "../two-sample/contingency.ts";
import {
  flooredShares,
  hellingerDistance,
  jensenShannonDistance,
  largestDifference,
  relativeEntropy,
  stabilityIndex,
  totalVariationDistance,
} from "../two-sample/shares.ts";
import { decileCounts } from "./decile-counts.ts";
import { gapStatistic } from "./gap-statistic.ts";

/** A method's statistic of two sides' rows in the same cells; null where it has none. */
export type CellStatistic = (reference: Float64Array, current: Float64Array) => number | null;

/** Statistics of binned rows, without what `compare` spends on remembering bins. */
const OF_BINS: Readonly<Record<string, (pair: BinnedPair) => number>> = {
  psi: (pair) => stabilityIndex(flooredShares(sharesOf(pair))),
  "kullback-leibler": (pair) => Math.max(0, relativeEntropy(flooredShares(sharesOf(pair)))),
  "jensen-shannon": (pair) => jensenShannonDistance(sharesOf(pair)),
  hellinger: (pair) => hellingerDistance(sharesOf(pair)),
  "total-variation": (pair) => totalVariationDistance(sharesOf(pair)),
  "l-infinity": (pair) => largestDifference(sharesOf(pair)),
  "chi-square": (pair) => contingencyTest(pair).statistic,
  "g-test": (pair) => contingencyTest(pair, { divergence: "log-likelihood" }).statistic,
};

/** The statistic of a method over cells at these values (null: categories), the same as the method's `compare` gives for samples of the cells. */
export function cellStatistic(method: DriftMethod, values: Float64Array | null, options: MethodOptions = {}): CellStatistic {
  const ofBins = OF_BINS[method.name];
  if (method.name === "chi-square" && values === null) return pearsonOfCells;
  if (ofBins !== undefined && values === null) return (reference, current) => ofBins({ reference: [...reference], current: [...current] });
  if (ofBins !== undefined && values !== null && (options.bins ?? "deciles") === "deciles") {
    if (values.length <= OWN_BINS) return (reference, current) => ofBins({ reference: [...reference], current: [...current] });
    const binned = decileCounts(values);
    return (reference, current) => ofBins(binned(reference, current));
  }
  if (values !== null && (method.name === "wasserstein" || method.name === "energy")) return gapStatistic(method.name, values);
  return (reference, current) => method.compare(sampleOf(values, reference), sampleOf(values, current), options).statistic;
}

/** Pearson's chi-square of two sides' rows, without a tuple for every level or a p-value for every draw: of a column with thousands of levels most of the time goes here. */
function pearsonOfCells(reference: Float64Array, current: Float64Array): number {
  let [left, right] = [0, 0];
  for (let cell = 0; cell < reference.length; cell++) {
    left += reference[cell] ?? 0;
    right += current[cell] ?? 0;
  }
  const share = left / (left + right);
  let statistic = 0;
  for (let cell = 0; cell < reference.length; cell++) {
    const rows = (reference[cell] ?? 0) + (current[cell] ?? 0);
    // Both sides are off by the same number of rows.
    if (rows > 0) statistic += ((reference[cell] ?? 0) - rows * share) ** 2 / (rows * share * (1 - share));
  }
  return statistic;
}

function sampleOf(values: Float64Array | null, counts: Float64Array): Sample {
  return values === null ? categories(counts) : numbers(values, counts);
}

function numbers(values: Float64Array, counts: Float64Array): NumericSample {
  const present: number[] = [];
  const weights: number[] = [];
  let total = 0;
  for (const [cell, rows] of counts.entries())
    if (rows > 0) {
      present.push(values[cell] ?? Number.NaN);
      weights.push(rows);
      total += rows;
    }
  return { type: "numeric", values: present, weights, total };
}

function categories(counts: Float64Array): CategoricalSample {
  const present = new Map<string, number>();
  let total = 0;
  for (const [cell, rows] of counts.entries())
    if (rows > 0) {
      present.set(String(cell), rows);
      total += rows;
    }
  return { type: "categorical", counts: present, total };
}
