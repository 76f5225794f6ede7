import { tCritical } from "../drift/null/t-critical.ts";
import { tTwoSided } from "../statistics/distributions/t-two-sided.ts";
import type { Feature } from "./features.ts";
import { product } from "./ranked.ts";
import { fisherZ, type RankInfluence, rankInfluence } from "./rank-influence.ts";

/** Stretches of independent rows hardly ever vary by so much more than their rows tell. */
const HANG_TOGETHER = 1.5;

/** The rank correlation of two features on each side, and whether the two differ. */
export interface CorrelationTest {
  readonly reference: number;
  readonly current: number;
  /** Size of the difference of Fisher's z. */
  readonly statistic: number;
  readonly pValue: number;
  /** Of the statistic, at a level of the p-value. */
  thresholdAt(level: number): number;
}

/** A quick look: both correlations, and the normal p-value of their difference if the features were normal; rows without a value count as average ones. */
export function glance(a: Feature, b: Feature): { readonly reference: number; readonly current: number; readonly z: number } {
  const [reference, current] = [product(a.reference.scores, b.reference.scores), product(a.current.scores, b.current.scores)];
  const variance =
    normalVariance(reference, Math.min(a.reference.present, b.reference.present)) + normalVariance(current, Math.min(a.current.present, b.current.present));
  return { reference, current, z: Math.abs(fisherZ(reference) - fisherZ(current)) / Math.sqrt(variance) };
}

/**
 * Two-sample test of Spearman's rho on Fisher's scale. The variance is the largest of three: by the influence of each row, both sides pooled; by that of stretches of rows, since rows of a file mostly
 * stand in the order of time and hang together (batch means); and 1/(n − 3) a side. Student's t with the degrees of freedom that the pooled influences' kurtosis leaves their variance (Satterthwaite), so that a
 * correlation carried by a few rows needs more, or where rows do hang together with those of the stretches (Welch). [Fisher 1921; Welch 1938; Conway 1963, batch means; `rank-influence.ts`]
 */
export function correlationTest(a: Feature, b: Feature): CorrelationTest {
  const [ours, theirs] = [rankInfluence(a.reference, b.reference), rankInfluence(a.current, b.current)];
  const statistic = Math.abs(ours.z - theirs.z);
  const [error, degrees] = standardError(ours, theirs);
  return {
    reference: ours.correlation,
    current: theirs.correlation,
    statistic,
    pValue: tTwoSided(statistic / error, degrees),
    thresholdAt: (level) => tCritical(level / 2, degrees) * error,
  };
}

function standardError(ours: RankInfluence, theirs: RankInfluence): readonly [number, number] {
  const rows = ours.rows + theirs.rows;
  const squares = ours.squares + theirs.squares;
  const pooled = (squares / rows) * (1 / ours.rows + 1 / theirs.rows);
  const apart = ours.squares / ours.rows ** 2 + theirs.squares / theirs.rows ** 2;
  const least = 1 / Math.max(1, ours.rows - 3) + 1 / Math.max(1, theirs.rows - 3);
  const independent = Math.max(pooled, apart, least);
  const [before, now] = [ours.stretches, theirs.stretches];
  const together = before.variance + now.variance;
  if (together > HANG_TOGETHER * independent) {
    const degrees = together ** 2 / (before.variance ** 2 / before.degrees + now.variance ** 2 / now.degrees);
    return [Math.sqrt(together), degrees];
  }
  const kurtosis = squares === 0 ? 3 : (rows * (ours.fourths + theirs.fourths)) / squares ** 2;
  return [Math.sqrt(Math.max(independent, together)), Math.max(1, (2 * rows) / Math.max(2, kurtosis - 1))];
}

/** Of Fisher's z of Spearman's rho of normal variables. [Bonett and Wright 2000, Sample size requirements for estimating Pearson, Kendall and Spearman correlations, Psychometrika 65] */
function normalVariance(correlation: number, rows: number): number {
  return (1 + correlation ** 2 / 2) / Math.max(1, rows - 3);
}
