import type { SortedNumbers } from "./sorted-numbers.ts";

/** One side of a column of numbers. */
export interface NumberSide {
  /** All rows of the data set. */
  readonly rows: number;
  /** Rows whose value is there but no number. */
  readonly unreadable: number;
  /** The finite values; all other rows count as missing. */
  readonly numbers: SortedNumbers;
}

/** Rows without a value; infinite ones count as missing. */
export function missingRows({ rows, unreadable, numbers }: NumberSide): number {
  return Math.max(0, rows - unreadable - numbers.values.length);
}
