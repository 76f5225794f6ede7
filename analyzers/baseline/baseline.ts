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

/** Sums over labelled rows of one block, from which every performance metric here follows. p is the score, y the label as 0/1, correct the predicted class equal to the label. */
export interface PerformanceSums {
  readonly labelled: number;
  readonly positives: number;
  readonly sumScore: number;
  /** Σ p (1 − p): the variance of the positives that the scores promise. */
  readonly sumVariance: number;
  readonly sumSquaredError: number;
  readonly sumLogLoss: number;
  readonly correct: number;
  /** Rows of each class by score in 100 equal bins [k/100, (k+1)/100), for ROC AUC. */
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
