import { positiveDefiniteSolver } from "../linear-algebra.ts";
import { columnProducts } from "./algebra/gram.ts";
import type { Matrix } from "./matrix.ts";
import type { Labels } from "./permutation-null.ts";

const FOLDS = 5;
/** Ridge over the mean of the products' diagonal. */
const RIDGE = 1;

interface Fold {
  readonly from: number;
  readonly to: number;
  /** Multiplies by the inverse of the other folds' products and the ridge. */
  readonly solve: (right: Float64Array) => Float64Array;
}

/**
 * Prepares a ridge classifier of five folds on standardised rows in random order; what comes back takes labels and gives the mean over the folds of the AUC with which the classifier fitted on
 * the other four orders the rows of that one: 0.5 when the labels mean nothing. The matrices are factored here once, so that labels dealt anew cost little.
 */
export function crossFittedAuc(features: Matrix): (labels: Labels) => number {
  const { rows, columns } = features;
  const bounds = Array.from({ length: FOLDS + 1 }, (_, fold) => Math.round((fold * rows) / FOLDS));
  const ranges = bounds.slice(1).map((to, fold) => ({ from: bounds[fold] ?? 0, to }));
  const products = ranges.map(({ from, to }) => columnProducts(features, from, to));
  const all = products.reduce((total, one) => total.map((value, at) => value + (one[at] ?? 0)));
  const folds = ranges.map(({ from, to }, fold): Fold => ({ from, to, solve: solverWithout(all, products[fold] ?? all, columns) }));
  return (labels) => {
    const totals = folds.map((fold) => signedTotal(features, labels, fold));
    return folds.reduce((total, fold, at) => total + aucOf(features, labels, fold, weightsWithout(totals, at, columns, fold.solve)), 0) / FOLDS;
  };
}

function solverWithout(all: Float64Array, one: Float64Array, size: number): Fold["solve"] {
  const rest = all.map((value, at) => value - (one[at] ?? 0));
  let trace = 0;
  for (let at = 0; at < rest.length; at += size + 1) trace += rest[at] ?? 0;
  for (let at = 0; at < rest.length; at += size + 1) rest[at] = (rest[at] ?? 0) + Math.max((RIDGE * trace) / size, 1e-9);
  return positiveDefiniteSolver(rest, size);
}

/** For each column the sum over a fold's rows, those of the reference and of the current data apart, with their counts last. */
function signedTotal({ columns, values }: Matrix, labels: Labels, { from, to }: Fold): Float64Array {
  const totals = new Float64Array(2 * columns + 2);
  for (let row = from; row < to; row++) {
    const side = labels[row] === 1 ? 0 : columns;
    for (let column = 0, at = row * columns; column < columns; column++, at++) totals[side + column] = (totals[side + column] ?? 0) + (values[at] ?? 0);
    const count = 2 * columns + (side === 0 ? 0 : 1);
    totals[count] = (totals[count] ?? 0) + 1;
  }
  return totals;
}

/** The discriminant direction from the other folds: (products + ridge)⁻¹ d, d the third power of how many standard errors the features' means lie apart: measured, it finds a change in one
 * column or one pair of columns among hundreds of features far more often than the plain difference, and one spread over all of them not much less (docs/statistics.md). */
function weightsWithout(totals: readonly Float64Array[], left: number, columns: number, solve: Fold["solve"]): Float64Array {
  const sums = new Float64Array(2 * columns + 2);
  for (const [fold, one] of totals.entries()) if (fold !== left) for (let at = 0; at < sums.length; at++) sums[at] = (sums[at] ?? 0) + (one[at] ?? 0);
  const [references, currents] = [Math.max(1, sums[2 * columns] ?? 1), Math.max(1, sums[2 * columns + 1] ?? 1)];
  const error = Math.sqrt(1 / references + 1 / currents);
  const apart = (column: number): number => ((sums[column] ?? 0) / references - (sums[columns + column] ?? 0) / currents) / error;
  const direction = Float64Array.from({ length: columns }, (_, column) => apart(column) ** 3);
  return solve(direction);
}

function aucOf({ columns, values }: Matrix, labels: Labels, { from, to }: Fold, weights: Float64Array): number {
  const sides = [new Float64Array(to - from), new Float64Array(to - from)] as const;
  const counts = [0, 0] as [number, number];
  for (let row = from; row < to; row++) {
    let score = 0;
    for (let column = 0, at = row * columns; column < columns; column++, at++) score += (values[at] ?? 0) * (weights[column] ?? 0);
    const side = labels[row] === 1 ? 1 : 0;
    sides[side][counts[side]++] = score;
  }
  return chanceOfLarger(sides[1].subarray(0, counts[1]).sort(), sides[0].subarray(0, counts[0]).sort());
}

/** The chance that a value of the first exceeds one of the second, ties half; both rising. 0.5 when either is empty. */
export function chanceOfLarger(first: Float64Array, second: Float64Array): number {
  if (first.length === 0 || second.length === 0) return 0.5;
  let [below, upTo, pairs] = [0, 0, 0];
  for (const value of first) {
    while (below < second.length && (second[below] ?? 0) < value) below += 1;
    upTo = Math.max(upTo, below);
    while (upTo < second.length && (second[upTo] ?? 0) <= value) upTo += 1;
    pairs += below + (upTo - below) / 2;
  }
  return pairs / (first.length * second.length);
}
