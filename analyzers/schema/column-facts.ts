/** What is true of one column of a data set. Text of a value is as ClickHouse writes it; empty text and NaN are no value. */
export interface ColumnFacts {
  readonly name: string;
  /** Rows with a value. */
  readonly present: number;
  /** Of them those that read as a number, a time (ISO 8601), true or false. */
  readonly numbers: number;
  readonly times: number;
  readonly booleans: number;
  /** Of the numbers: infinite ones, whole ones, and the ends of the finite ones; null without one. */
  readonly infinite: number;
  readonly whole: number;
  readonly least: number | null;
  readonly greatest: number | null;
  /** Letters of the shortest and the longest value. */
  readonly shortest: number;
  readonly longest: number;
  /** Distinct values; null where it was not counted (fractions). */
  readonly distinct: number | null;
  /** Rows by value; null where there are more than `MOST_COUNTED` values, or nobody needs it. */
  readonly counts: ReadonlyMap<string, number> | null;
}

/** Distinct values up to which each is counted. */
export const MOST_COUNTED = 2_000;
