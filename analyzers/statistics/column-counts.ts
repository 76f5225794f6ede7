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

/** One column of a baseline: what it is, and its rows in each block of time. */
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
