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

export const TWO_SAMPLE = "two-sample p-value, since the baseline has under 30 windows of this length";

/** Source of a null fitted to pieces of the baseline. */
export function fittedSource(pieces: number, power: number): string {
  const scale = power === 0.5 ? "square root" : power === 0.25 ? "fourth root" : "logarithm";
  return `${pieces} pieces of the baseline, each against the rest; Student's t on the ${scale}`;
}
