/**
 * What can change between columns or of a whole data set. `correlation`: two columns are related otherwise; `copy`: a column became, or ceased to be, (an affine function of) another;
 * `feedback`: an input that now equals or nearly determines a prediction; `constant`: one value only; `unrelated`: nothing left of a column's relations; `late`: the age of a time grew;
 * `stale`: a value repeats for longer; `duplicates`: rows that stand there twice; `rowCount`: rows a day or hour.
 */
export type RelationKind = "correlation" | "copy" | "feedback" | "constant" | "unrelated" | "late" | "stale" | "duplicates" | "rowCount";

/** One check before the budget is shared out. */
export interface RelationCandidate {
  readonly check: RelationKind;
  /** The columns that it is about, at most two of them; none: the data set. */
  readonly columns: readonly string[];
  /** A distance, never under zero; what of, `source` tells. */
  readonly statistic: number;
  readonly pValue: number;
  /** The statistic's threshold at a level of the p-value; null where none can be given. */
  readonly thresholdAt: (level: number) => number | null;
  /** What was measured on each side (a correlation, a share, a number of rows …); null where there is no such number. */
  readonly reference: number | null;
  readonly current: number | null;
  /** How large the change is: of correlations and shares their difference, 0–1. */
  readonly size: number;
  /** In words for people, with numbers; made only for what is shown. */
  readonly describe: () => string;
  /** What the statistic is and where its p-value comes from, in words. */
  readonly source: string;
}

/** One check, judged within the budget. */
export interface RelationCheck extends Omit<RelationCandidate, "thresholdAt" | "describe"> {
  readonly threshold: number | null;
  /** What the p-value had to reach, given the other checks (Holm). */
  readonly level: number;
  /** Significant within the budget. */
  readonly drifted: boolean;
  readonly detail: string;
}

/** What the two data sets together say. */
export interface RelationVerdict {
  /** All that failed, the smallest p-value first, then of each kind the few that came nearest. */
  readonly checks: readonly RelationCheck[];
  /** Hypotheses that shared the budget. */
  readonly hypotheses: number;
  /** What was not judged and why; how rows were sampled. */
  readonly notes: readonly string[];
}
