import type { Check } from "./check.ts";
import type { ReportColumn, ReportMethod } from "./drift-report.ts";

/** A column whose checks are made, before the budget is shared out; holds no rows. */
export interface CheckedColumn extends Pick<
  ReportColumn,
  "name" | "type" | "method" | "statistic" | "pValue" | "effect" | "missing" | "distribution" | "sides"
> {
  readonly checks: readonly Check[];
  readonly methods: readonly ReportMethod[];
  /** The change in words, given the check that fails; without the column's name: "is 0.05 higher on average (…)". */
  readonly describe: (reason: Check) => string;
  /** The smallest change that is found with a chance of 90 % at a level, and the rows a side for half of it; null where there is nothing to tell. */
  readonly detectableAt: (level: number) => ReportColumn["detectable"];
  /** Why something could not be computed. */
  readonly note?: string;
}
