import type { CategoricalSample } from "../statistics/sample.ts";

/** One side of a column of categories. */
export interface CategorySide {
  /** All rows of the data set. */
  readonly rows: number;
  readonly sample: CategoricalSample;
  /** Rows whose value reads as a number; null where it was not looked at. */
  readonly numbers: number | null;
}
