import { linearSolution } from "../statistics/linear-algebra.ts";
import { splineBasis } from "../statistics/spline-basis.ts";

/** Bins of scores in `PerformanceSums`. */
export const SCORE_BINS = 100;
/** Most knots of the spline, at these quantiles of the rows' scores. [Harrell 2015, Regression Modeling Strategies, table 2.3] */
const KNOTS = [0.05, 0.275, 0.5, 0.725, 0.95] as const;
const ROUNDS = 12;
/** Pulls slopes to a calibrated score's, as one row would: a bin without positives has no finite logit. */
const RIDGE = 1;
const FARTHEST_LOGIT = 12;

/** Rows and positives by score bin. */
export interface ScoredBins {
  readonly rows: readonly number[];
  readonly positives: readonly number[];
}

/** A bin's score: its middle. */
export function binScore(bin: number): number {
  return (bin + 0.5) / SCORE_BINS;
}

export function logit(share: number): number {
  return Math.log(share / (1 - share));
}

/**
 * How often rows of each score bin were positive: a logistic regression on a natural cubic spline of the score's logit (five knots, straight beyond the outer ones), so that a score that was overconfident, curved or off from the
 * start is taken as it was. Not isotonic: a model that leaves a bend out has a curve that falls again, and steps are wrong where rows move within one. Without rows: the scores themselves.
 */
export function calibrationCurve({ rows, positives }: ScoredBins): readonly number[] {
  const places = Array.from({ length: SCORE_BINS }, (_, bin) => logit(binScore(bin)));
  const basis = splineBasis(knotsOf(rows, places));
  const design = places.map((place) => [1, ...basis(place)]);
  // Starts from, and is pulled to, a score that means what it says: 0 + 1 · logit.
  const calibrated = (design[0] ?? []).map((_, term) => (term === 1 ? 1 : 0));
  let terms: readonly number[] = calibrated;
  for (let round = 0; round < ROUNDS; round += 1) terms = newtonStep(design, rows, positives, terms, calibrated);
  return design.map((line) => 1 / (1 + Math.exp(-bounded(dot(line, terms)))));
}

function newtonStep(
  design: readonly (readonly number[])[],
  rows: readonly number[],
  positives: readonly number[],
  terms: readonly number[],
  calibrated: readonly number[],
): readonly number[] {
  const size = terms.length;
  const hessian: number[][] = terms.map((_, i) => terms.map((__, j) => (i === j ? (i === 0 ? 1e-6 : RIDGE) : 0)));
  const gradient = terms.map((term, i) => -(i === 0 ? 1e-6 : RIDGE) * (term - (calibrated[i] ?? 0)));
  for (const [bin, line] of design.entries()) {
    const count = rows[bin] ?? 0;
    if (count === 0) continue;
    const rate = 1 / (1 + Math.exp(-bounded(dot(line, terms))));
    const [residual, weight] = [(positives[bin] ?? 0) - count * rate, count * rate * (1 - rate)];
    for (let i = 0; i < size; i += 1) {
      gradient[i] = (gradient[i] ?? 0) + residual * (line[i] ?? 0);
      const row = hessian[i] ?? [];
      for (let j = 0; j < size; j += 1) row[j] = (row[j] ?? 0) + weight * (line[i] ?? 0) * (line[j] ?? 0);
    }
  }
  const step = linearSolution(hessian, gradient);
  // Halved steps keep a curve from running off where a bin is pure.
  const largest = Math.max(1, ...step.map((value) => Math.abs(value) / 2));
  return terms.map((term, index) => term + (step[index] ?? 0) / largest);
}

/** Quantiles of the rows' places, those that coincide once; fewer than three make a straight line. */
function knotsOf(rows: readonly number[], places: readonly number[]): readonly number[] {
  const all = rows.reduce((total, count) => total + count, 0);
  const knots = KNOTS.map((quantile) => {
    let below = 0;
    return places[rows.findIndex((count) => (below += count) >= quantile * all)] ?? 0;
  });
  return all === 0 ? [] : [...new Set(knots)];
}

function bounded(value: number): number {
  return Math.max(-FARTHEST_LOGIT, Math.min(FARTHEST_LOGIT, value));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, index) => total + value * (b[index] ?? 0), 0);
}
