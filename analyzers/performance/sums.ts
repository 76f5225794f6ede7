/**
 * Sums over labelled rows of one block, from which every performance metric here follows. p is the score, y the label as 0/1, correct the predicted class equal to the label.
 * Filled by one select list, `performanceSumsSql` (`analyzers/performance/performance-sums.ts`), in a baseline as in a window. For regression p is the predicted and y the true number;
 * then only `labelled`, `positives` (Σ y), `sumScore` (Σ p), `sumSquaredError` and `sumAbsoluteError` and the cells of numbers mean anything; for multiclass only `labelled`, `correct` and the cells of classes. Baselines made before cells were kept have none.
 */
export interface PerformanceSums {
  readonly labelled: number;
  readonly positives: number;
  readonly sumScore: number;
  /** Σ p (1 − p): the variance of the positives that the scores promise. */
  readonly sumVariance: number;
  readonly sumSquaredError: number;
  readonly sumAbsoluteError: number;
  /** Natural logarithm, scores kept at least 1e-15 from 0 and 1. */
  readonly sumLogLoss: number;
  readonly correct: number;
  /** Rows whose predicted class is the positive one; the three sums after it are over these rows. */
  readonly predictedPositives: number;
  readonly truePositives: number;
  readonly sumScoreOfPredicted: number;
  readonly sumVarianceOfPredicted: number;
  /** Σ p (1 − p) (1 − 2p)²: the variance of the squared errors that the scores promise. */
  readonly sumSquaredErrorVariance: number;
  /** Σ −p ln p − (1 − p) ln (1 − p): the log loss that the scores promise. */
  readonly sumEntropy: number;
  /** Σ p (1 − p) logit(p)²: the variance of the log loss that the scores promise. */
  readonly sumLogLossVariance: number;
  /** Rows of each class by score in 100 equal bins [k/100, (k+1)/100), the last closed, for ROC AUC. */
  readonly scoresOfPositives: readonly number[];
  readonly scoresOfNegatives: readonly number[];
  /** Multiclass: rows by `side|confidence bin|right|class`: side `p` of the predicted class, `l` of the true one; one of 20 bins of the predicted class's own score, empty without one; right 1 or 0. Each row counts in two. */
  readonly classCells?: Readonly<Record<string, number>>;
  /** Regression: rows by the bucket of the predicted number in the grid of its baseline column, and in each Σ (y − p), its squares and its sizes. */
  readonly numberCells?: Readonly<Record<string, number>>;
  readonly residuals?: Readonly<Record<string, number>>;
  readonly squaredResiduals?: Readonly<Record<string, number>>;
  readonly absoluteResiduals?: Readonly<Record<string, number>>;
  /** Of recalibrated sums alone: how often rows of each of these bins are expected to be positive; else as often as the bin's middle says. */
  readonly promisedRates?: readonly number[];
}
