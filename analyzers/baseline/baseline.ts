/** `bucket = round(asinh((x − location) / scale) × resolution)`; a bucket's centre is `location + scale × sinh(bucket / resolution)`. */
export interface Grid {
  readonly grid: number;
  readonly location: number;
  readonly scale: number;
  readonly resolution: number;
}

/** Rows by bucket. */
export type BucketCounts = ReadonlyMap<number, number>;
/** Rows by category. */
export type CategoryCounts = ReadonlyMap<string, number>;

/** A column's values in one block of time; `missing` counts rows sent as missing or not sent. */
export type ColumnCounts =
  | { readonly type: "numeric"; readonly counts: BucketCounts; readonly missing: number }
  | { readonly type: "categorical"; readonly counts: CategoryCounts; readonly missing: number };

/**
 * Sums over labelled rows of one block, from which every performance metric here follows. p is the score, y the label as 0/1, correct the predicted class equal to the label.
 * Filled by one select list, `performanceSumsSql` (`analyzers/performance/performance-sums.ts`), in a baseline as in a window. For regression p is the predicted and y the true number;
 * then only `labelled`, `positives` (Σ y), `sumScore` (Σ p), `sumSquaredError` and `sumAbsoluteError` mean anything; for multiclass only `labelled` and `correct`.
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
}

export interface BaselineColumn {
  readonly name: string;
  readonly kind: "feature" | "prediction";
  readonly type: "numeric" | "categorical";
  readonly unit: string | null;
  /** Null for categorical columns. */
  readonly grid: Grid | null;
  /** One entry a block, in the order of `Baseline.blocks`. */
  readonly blocks: readonly ColumnCounts[];
}

/** What a model is compared with: mergeable distributions in whole blocks of time (days), so that the rows need not travel. Named by the hash of its content. */
export interface Baseline {
  readonly id: string;
  readonly name: string;
  readonly model: string;
  readonly version: string;
  /** Where it was made from, in words (a file's name, a range). */
  readonly source: string;
  readonly timeZone: string;
  readonly blocks: readonly { readonly start: number; readonly end: number; readonly rows: number }[];
  readonly columns: readonly BaselineColumn[];
  /** One entry a block; null without labels. */
  readonly performance: readonly PerformanceSums[] | null;
}
