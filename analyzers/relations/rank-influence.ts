import type { Ranked } from "./ranked.ts";

/** Spearman's correlation of the rows that have both values, and how strongly each row pulls at it. */
export interface RankInfluence {
  readonly correlation: number;
  /** Fisher's z of it. */
  readonly z: number;
  /** Rows that have both values. */
  readonly rows: number;
  /** Sums over the rows of the influence on z, squared and to the fourth power. */
  readonly squares: number;
  readonly fourths: number;
  /** Variance of z by the sums over consecutive stretches of rows, which sees that rows near each other hang together, and its degrees of freedom. */
  readonly stretches: { readonly variance: number; readonly degrees: number };
}

/** Largest correlation that z is taken of; a perfect one has none. */
const MOST = 0.9999;
/** The root of the rows, at most so many. */
const MOST_STRETCHES = 40;

/** Fisher's z, finite. */
export function fisherZ(correlation: number): number {
  return Math.atanh(Math.max(-MOST, Math.min(MOST, correlation)));
}

/**
 * The influence function of Spearman's rho with mid-ranks, on Fisher's scale; its mean square over the rows, divided by them, is the variance of z for any joint distribution, ties included.
 * Rho is cov(F(X), G(Y)) over the root of both variances; each row moves the covariance by its own product and by moving the ranks of all rows above it.
 * [Borkowf 2002, Computing the nonnull asymptotic variance of Spearman's rank correlation, Computational Statistics & Data Analysis 39; Hampel 1974, The influence curve]
 */
export function rankInfluence(x: Ranked, y: Ranked): RankInfluence {
  const both = (row: number): boolean => (x.group[row] as number) >= 0 && (y.group[row] as number) >= 0;
  const orders = [x, y].map(({ order, present }) => (present === x.group.length && x.present === y.present ? order : order.filter(both))) as [
    Int32Array,
    Int32Array,
  ];
  const rows = orders[0].length;
  const [u, v] = [midRanks(orders[0], x.group), midRanks(orders[1], y.group)];
  const [uOverX, vOverX] = [above(orders[0], x.group, u), above(orders[0], x.group, v)];
  const [vOverY, uOverY] = [above(orders[1], y.group, v), above(orders[1], y.group, u)];
  const [uu, vv, uv] = [meanProduct(orders[0], u, u), meanProduct(orders[0], v, v), meanProduct(orders[0], u, v)];
  if (uu <= 0 || vv <= 0) return { correlation: 0, z: 0, rows, squares: 0, fourths: 0, stretches: { variance: 0, degrees: 1 } };
  const correlation = Math.max(-1, Math.min(1, uv / Math.sqrt(uu * vv)));
  const slope = 1 / (1 - Math.min(MOST, Math.abs(correlation)) ** 2);
  let [squares, fourths] = [0, 0];
  const sums = new Float64Array(Math.max(2, Math.min(MOST_STRETCHES, Math.floor(Math.sqrt(rows)))));
  let place = 0;
  for (let row = 0; row < u.length; row++) {
    if (!both(row)) continue;
    const [a, b] = [u[row] as number, v[row] as number];
    const ofCovariance = a * b + (vOverX[row] as number) + (uOverY[row] as number) - 3 * uv;
    const ofX = a * a + 2 * (uOverX[row] as number) - 3 * uu;
    const ofY = b * b + 2 * (vOverY[row] as number) - 3 * vv;
    const pull = slope * (ofCovariance / Math.sqrt(uu * vv) - (correlation / 2) * (ofX / uu + ofY / vv));
    const stretch = Math.floor((place++ * sums.length) / rows);
    sums[stretch] = (sums[stretch] as number) + pull;
    squares += pull ** 2;
    fourths += pull ** 4;
  }
  const degrees = sums.length - 1;
  const variance = (sums.reduce((total, sum) => total + sum * sum, 0) * (sums.length / degrees)) / rows ** 2;
  return { correlation, z: fisherZ(correlation), rows, squares, fourths, stretches: { variance, degrees } };
}

/** Mid-distribution of each row's value among these rows, less one half; its mean is 0. */
function midRanks(order: Int32Array, group: Int32Array): Float64Array {
  const ranks = new Float64Array(group.length);
  forEachTie(order, group, (from, to) => {
    for (let place = from; place < to; place++) ranks[order[place] as number] = (from + to) / 2 / order.length - 0.5;
  });
  return ranks;
}

/** Of each row: the sum of `weights` over the rows above it, ties half, over the number of rows. */
function above(order: Int32Array, group: Int32Array, weights: Float64Array): Float64Array {
  const sums = new Float64Array(group.length);
  let upTo = 0;
  forEachTie(order, group, (from, to) => {
    let tied = 0;
    for (let place = from; place < to; place++) tied += weights[order[place] as number] as number;
    // All weights add up to nothing, so what lies above is the opposite of what lies below.
    for (let place = from; place < to; place++) sums[order[place] as number] = -(upTo + tied / 2) / order.length;
    upTo += tied;
  });
  return sums;
}

function forEachTie(order: Int32Array, group: Int32Array, visit: (from: number, to: number) => void): void {
  let from = 0;
  for (let to = 1; to <= order.length; to++) {
    if (to < order.length && group[order[to] as number] === group[order[from] as number]) continue;
    visit(from, to);
    from = to;
  }
}

function meanProduct(order: Int32Array, a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (const row of order) total += (a[row] as number) * (b[row] as number);
  return total / order.length;
}
