/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The values of one sample, rising. */
export type Values = Float32Array | Float64Array;

/** Rows of one sample by their place, rising. */
export interface Rows {
  readonly length: number;
  at(row: number): number | undefined;
}
