import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { sum } from "../statistics/sample.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";
import type { CrossFit } from "../performance/cross-fit.ts";
import type { DayEffect } from "./day-effect.ts";
import type { ScoredRow } from "./decay-window.ts";
import { inputWeights } from "./input-weights.ts";

/** One thing that rows weighted to the baseline's inputs are asked: whether what they come to, less what rows alike came to before, adds up to nothing. */
export interface WeightedQuestion {
  /** What a row's residual is multiplied with. */
  factor(row: ScoredRow, weightedMean: (of: (row: ScoredRow) => number) => number): number;
  residual(row: ScoredRow): number;
  /** Of one row's residual. */
  variance(row: ScoredRow): number;
  /** What days add to each row's residual. */
  readonly effect: DayEffect;
  /** Variance of Σ weight × what a row is expected to come to, for the error of what was learned. */
  curveVariance(weights: readonly number[]): number;
}

/** Weighted rows that are worth fewer say nothing. */
const LEAST_EFFECTIVE_ROWS = 100;

/** The smallest p-value of some questions, times their number, once rows are weighted to the baseline's distribution of each feature. Null where too few rows carry the weight. */
export function weightedTest(rows: readonly ScoredRow[], columns: readonly BaselineColumn[], questions: readonly WeightedQuestion[]): number | null {
  const weights = inputWeights(rows, columns);
  const effective = sum(weights) ** 2 / Math.max(Number.MIN_VALUE, sum(weights.map((weight) => weight ** 2)));
  if (!(effective >= LEAST_EFFECTIVE_ROWS)) return null;
  const all = sum(weights);
  const weightedMean = (of: (row: ScoredRow) => number): number => sum(rows.map((row, place) => (weights[place] ?? 0) * of(row))) / all;
  const byDay = [...Map.groupBy(rows.keys(), (row) => rows[row]?.day ?? 0).values()].map((places) => [...places]);
  const pValues = questions.map((question) => {
    const own = rows.map((row, place) => (weights[place] ?? 0) * question.factor(row, weightedMean));
    const total = sum(rows.map((row, place) => (own[place] ?? 0) * question.residual(row)));
    const independent = sum(rows.map((row, place) => (own[place] ?? 0) ** 2 * question.variance(row)));
    const shared = sum(byDay.map((places) => sum(places.map((place) => own[place] ?? 0)) ** 2)) * Math.max(0, question.effect.covariances[0] ?? 0);
    const variance = independent + shared + question.curveVariance(own);
    return 2 * tCdf(-Math.abs(total) / Math.sqrt(Math.max(Number.MIN_VALUE, variance)), question.effect.degreesOfFreedom);
  });
  return Math.min(1, questions.length * Math.min(...pValues));
}

/** Variance of Σ weight × what a row is expected to come to, of what was learned by kind of row: rows of one kind are expected to come to the same. */
export function kindsVariance<Learned>(
  rows: readonly ScoredRow[],
  kindOf: (row: ScoredRow) => string | number,
  fit: CrossFit<Learned>,
  expected: (learned: Learned, row: ScoredRow) => number,
): WeightedQuestion["curveVariance"] {
  const kinds = [...Map.groupBy(rows.keys(), (place) => (rows[place] === undefined ? "" : kindOf(rows[place])))].map(([, places]) => [...places]);
  return (weights) => {
    const totals = kinds.map((places) => ({ row: rows[places[0] ?? 0], weight: sum(places.map((place) => weights[place] ?? 0)) }));
    return fit.variance((learned) => sum(totals.map(({ row, weight }) => (row === undefined ? 0 : weight * expected(learned, row)))));
  };
}
