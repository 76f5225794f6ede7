/** A metric's value, or why it has none. A value may have a note too. */
export type Measured = { readonly value: number; readonly note?: string } | { readonly value: null; readonly note: string };

/** A metric's value with its 95 % interval; an end is null where there is none, and the note says why. */
export interface MeasuredInterval {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly note?: string;
}

/** Smallest and largest value that a metric can have. */
export interface MetricRange {
  readonly lowest: number;
  readonly highest: number;
}

export const SHARE: MetricRange = { lowest: 0, highest: 1 };
export const LOSS: MetricRange = { lowest: 0, highest: Infinity };
export const SIGNED: MetricRange = { lowest: -Infinity, highest: Infinity };

/** A value without an interval. */
export function withoutInterval({ value, note }: Measured): MeasuredInterval {
  return { value, low: null, high: null, ...(note === undefined ? {} : { note }) };
}
