import { sum } from "../sample.ts";
import type { BinnedPair } from "./bins.ts";

/** Lowest share in a logarithm, so that an empty bin counts but the value stays finite. */
export const SHARE_FLOOR = 1e-4;

/** Both sides' shares with no share under the floor, not renormalised. */
export function flooredShares(shares: BinnedPair): BinnedPair {
  const floored = (side: readonly number[]): readonly number[] => side.map((share) => Math.max(share, SHARE_FLOOR));
  return { reference: floored(shares.reference), current: floored(shares.current) };
}

/** Sum of (p − q) ln(p / q) over bins; shares above 0. */
export function stabilityIndex(shares: BinnedPair): number {
  return sum(pairs(shares).map(([p, q]) => (p - q) * Math.log(p / q)));
}

/** Sum of p ln(p / q) over bins, p reference; shares above 0. Shares that do not sum to 1 can put it below 0. */
export function relativeEntropy(shares: BinnedPair): number {
  return sum(pairs(shares).map(([p, q]) => p * Math.log(p / q)));
}

/** Jensen–Shannon distance to base 2, 0–1; empty bins as they are. */
export function jensenShannonDistance(shares: BinnedPair): number {
  const terms = pairs(shares).map(([p, q]) => relative(p, (p + q) / 2) + relative(q, (p + q) / 2));
  return Math.sqrt(Math.max(0, sum(terms) / 2));
}

/** Hellinger distance, 0–1; empty bins as they are. */
export function hellingerDistance(shares: BinnedPair): number {
  return Math.min(1, Math.sqrt(sum(pairs(shares).map(([p, q]) => (Math.sqrt(p) - Math.sqrt(q)) ** 2)) / 2));
}

/** Half the sum of the absolute differences, 0–1. */
export function totalVariationDistance(shares: BinnedPair): number {
  return sum(pairs(shares).map(([p, q]) => Math.abs(p - q))) / 2;
}

/** The largest absolute difference, 0–1. */
export function largestDifference(shares: BinnedPair): number {
  return pairs(shares).reduce((largest, [p, q]) => Math.max(largest, Math.abs(p - q)), 0);
}

function pairs(shares: BinnedPair): readonly (readonly [number, number])[] {
  return shares.reference.map((p, bin) => [p, shares.current[bin] ?? 0] as const);
}

function relative(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}
