import { logGamma } from "../../statistics/distributions/log-gamma.ts";
import { leastWith } from "../../statistics/permutation/least-with.ts";
import type { Sample } from "../../statistics/sample.ts";
import { weightedDeviation, weightedMean, weightedQuantile } from "../../statistics/two-sample/moments.ts";
import type { DistanceNull } from "./chance-of-distance.ts";
import { type Cumulants, cumulantsOf } from "./cumulants.ts";
import { once } from "./once.ts";
import type { DistanceName } from "./window-distances.ts";

/** What sampling alone makes of a distance to this reference, and what a size of 1 moves it by. */
export type Sampling = Pick<DistanceNull, "deviation" | "dimensions" | "unit" | "cumulants">;

/** Kolmogorov's distribution at its tail, P(√n D > x) ≈ 2 exp(−2 x²), as chi with so many dimensions over half. */
const KOLMOGOROV_DIMENSIONS = 2.5;
/** What a normal column's shift of one standard deviation moves its distribution function by, where that is steepest, for small shifts. */
const DENSITY = 0.4;
/** Mean size of a standard normal number. */
const MEAN_SIZE = Math.sqrt(2 / Math.PI);
/** So many cells are enough for a column's cumulants, beside values of under a thousandth of the rows. */
const CELLS = 150;
const RARE = 1e-3;

export function samplingOf(distance: DistanceName, reference: Sample): Sampling {
  if (reference.type === "categorical") return ofShares([...reference.counts.values()], reference.total);
  if (distance === "kolmogorov-smirnov") return { deviation: 0.5, dimensions: () => KOLMOGOROV_DIMENSIONS, unit: DENSITY, cumulants: () => [] };
  return ofNumbers(reference);
}

/** Wasserstein over the reference's deviation: no slope's mean varies more than that of the values, and its mean is √(2/π) ∫ √(F (1 − F)) ÷ √n. Beyond the normal, sampling is as far as rows far from the median reach. */
function ofNumbers(reference: Extract<Sample, { type: "numeric" }>): Sampling {
  const deviation = weightedDeviation(reference);
  const { values, weights, total } = reference;
  let [below, area] = [0, 0];
  for (let place = 0; place + 1 < values.length; place++) {
    below += (weights[place] ?? 0) / total;
    area += Math.sqrt(Math.max(0, below * (1 - below))) * ((values[place + 1] ?? 0) - (values[place] ?? 0));
  }
  const dimensions = deviation > 0 ? dimensionsOf((MEAN_SIZE * area) / deviation) : 1;
  return {
    deviation: deviation > 0 ? 1 : 0,
    dimensions: () => dimensions,
    unit: 1,
    cumulants: once(() => (deviation > 0 ? numberCumulants(reference, deviation) : [])),
  };
}

function numberCumulants(reference: Extract<Sample, { type: "numeric" }>, deviation: number): readonly Cumulants[] {
  const median = weightedQuantile(reference, 0.5);
  const mean = weightedMean(reference);
  const { values, shares } = coarse(reference);
  const directions: readonly ((value: number) => number)[] = [(value) => value - mean, (value) => mean - value, (value) => Math.abs(value - median)];
  return directions.map((direction) =>
    cumulantsOf(
      values.map((value) => direction(value) / deviation),
      shares,
    ),
  );
}

/** The values with their shares, frequent neighbours joined where there are many. */
function coarse({ values, weights, total }: Extract<Sample, { type: "numeric" }>): { readonly values: readonly number[]; readonly shares: readonly number[] } {
  if (values.length <= CELLS) return { values, shares: weights.map((weight) => weight / total) };
  const joined: { value: number; share: number }[] = [];
  for (const [place, value] of values.entries()) {
    const share = (weights[place] ?? 0) / total;
    const last = joined.at(-1);
    // Rare values, as those of the tails, stay apart: it is they that make sums lean.
    if (last !== undefined && last.share > RARE && share > RARE && last.share + share <= 1 / CELLS) {
      last.value = (last.value * last.share + value * share) / (last.share + share);
      last.share += share;
    } else joined.push({ value, share });
  }
  return { values: joined.map(({ value }) => value), shares: joined.map(({ share }) => share) };
}

/** Total variation is the largest difference of the share of a set of levels; none varies more than the set whose share is nearest to a half. Its mean is half the sum of the levels' mean sizes; a level that a window may lack is twice its share times the chance of that away. */
function ofShares(counts: readonly number[], total: number): Sampling {
  const shares = counts.map((count) => count / total);
  const share = steepestShare(counts, total);
  const deviation = Math.sqrt(share * (1 - share));
  const known = new Map<number, number>();
  const dimensions = (rows: number): number => {
    // At the size that all windows of about so many rows share, so that it does not matter which of them was the first.
    const size = Math.round(Math.log(rows) / Math.log(1.05));
    const shared = 1.05 ** size;
    const made = known.get(size) ?? dimensionsOf((Math.sqrt(shared) * meanVariation(shares, shared)) / deviation);
    known.set(size, made);
    return made;
  };
  const [low, high] = [-share / deviation, (1 - share) / deviation];
  const cumulants = once(() => [cumulantsOf([low, high], [1 - share, share]), cumulantsOf([-high, -low], [share, 1 - share])]);
  return { deviation, dimensions, unit: deviation * deviation, cumulants };
}

/** Share of the set of levels that is nearest to a half, by taking the largest that fit; none is quite 0 or 1. */
function steepestShare(counts: readonly number[], total: number): number {
  let taken = 0;
  let best = 0;
  for (const count of counts.toSorted((a, b) => b - a)) {
    if (Math.abs(taken + count - total / 2) < Math.abs(best - total / 2)) best = taken + count;
    if (taken + count <= total / 2) taken += count;
  }
  return (best + 1) / (total + 2);
}

function meanVariation(shares: readonly number[], rows: number): number {
  let total = 0;
  for (const share of shares) {
    const normal = MEAN_SIZE * Math.sqrt((share * (1 - share)) / rows);
    total += share * rows > 1 ? normal : Math.min(normal, 2 * share * Math.exp(rows * Math.log1p(-share)));
  }
  return total / 2;
}

/** The dimensions in which a normal vector has this mean length, at least one. */
function dimensionsOf(mean: number): number {
  if (!(mean > MEAN_SIZE)) return 1;
  return leastWith((k) => k >= 1 && Math.SQRT2 * Math.exp(logGamma((k + 1) / 2) - logGamma(k / 2)) >= mean);
}
