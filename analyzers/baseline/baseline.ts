import type { PerformanceSums } from "../performance/sums.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";

/** What a model is compared with: mergeable distributions in whole blocks of time (days, or hours for windows of an hour), so that the rows need not travel. Named by the hash of its content. */
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
  /** One entry a day; null without labels. */
  readonly performance: readonly PerformanceSums[] | null;
}
