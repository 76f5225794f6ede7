import type { Window } from "../windows/window.ts";
import type { ColumnCounts } from "../statistics/column-counts.ts";

/** What was served in one window. */
export interface WindowData {
  readonly window: Window;
  /** Scored rows. */
  readonly rows: number;
  /** How many windows' rows these are, this one's and those before it, where it alone had too few. */
  readonly pooled?: number;
  /** Share of the traffic that is at hand, 0–1. */
  readonly coverage: number;
  /** By column of the baseline, buckets on its grid; a column that never came has no values and all rows missing. */
  readonly columns: ReadonlyMap<string, ColumnCounts>;
}
