import type { CheckName } from "./drift-report.ts";
import type { Hypothesis } from "./share-budget.ts";

/** One check of one column, before the budget is shared out. */
export interface Check extends Hypothesis {
  readonly check: CheckName;
  readonly statistic: number;
  /** The statistic's threshold at a level of the p-value; null where none can be given. */
  thresholdAt(level: number): number | null;
  /** How large the change is by this check, on the scale of `--min-effect`: reference standard deviations, or share of rows. */
  readonly size: number;
  readonly detail: string;
  readonly source: string;
}
