/**
 * How much worse the rows of one day came out than their scores promised, for one metric. `excess` is a sum over the rows, positive is worse (for the calibration gap: more positives);
 * `variance` is its variance were the rows independent and the scores true.
 */
export interface DayExcess {
  readonly rows: number;
  readonly excess: number;
  readonly variance: number;
}

/** An interval and test of the excess per row of one window, days clustered. */
export interface ExcessTest {
  /** Excess per row, the baseline's own subtracted. */
  readonly value: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /** `value / standardError`. */
  readonly t: number;
  /** Two-sided, or one-sided for "worse". */
  readonly pValue: number;
  /** Variance of the window's own rows and days over that of independent rows, at least 1. */
  readonly inflation: number;
}
