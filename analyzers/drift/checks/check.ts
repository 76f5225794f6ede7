import { figure } from "../../statistics/figure.ts";
import type { ColumnNull } from "../null/column-null.ts";
import type { DistanceNull } from "../null/chance-of-distance.ts";
import type { ShareNull } from "../null/rare-share.ts";
import { usualSize } from "../../statistics/spread.ts";

/** One check of one column in one window, before the budget is shared out. */
export interface Check {
  readonly check: string;
  readonly statistic: number;
  readonly pValue: number;
  /** The statistic's threshold at a level of the p-value; null where none can be given. */
  thresholdAt(level: number): number | null;
  /** How large the change is by this check, on the scale of `minEffect`. */
  readonly effect: number;
  readonly detail: string;
  /** Where the null came from, in words. */
  readonly source: string;
}

/** What a distance's null stands on, in words. */
export function distanceSource(known: ColumnNull, { spread, unit }: DistanceNull): string {
  const served = known.servedWindows === null ? "" : ` and by ${known.servedWindows.windows} quiet ones served since`;
  const size = known.column.type === "numeric" ? `${figure(usualSize(spread))} standard deviations` : `${figure(usualSize(spread) * unit * 100)} points`;
  return `sampling of both sides, and ${standsOn(known)}${served} (${size})`;
}

/** What a share's null stands on, in words. */
export function shareSource(known: ColumnNull, { spread }: ShareNull): string {
  return `beta-binomial, and ${standsOn(known)} (${figure(usualSize(spread))} on the logit)`;
}

/** Where the spread between windows is from. */
function standsOn({ learnedFrom, kind }: ColumnNull): string {
  const alike = kind === "" ? "" : `, held against ${kind}`;
  return learnedFrom === 0
    ? `a stated prior for how windows differ, which this baseline cannot teach${alike}`
    : `how windows differ by ${learnedFrom} of the baseline and a prior${alike}`;
}
