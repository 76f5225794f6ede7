import type { MeasuredInterval, MetricRange } from "./rows/measured.ts";

/** Between which values of a metric windows of the reference lie. */
export interface Limits {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  /** Half their distance before they are cut to what the metric can be. */
  readonly half: number;
  /** Labelled rows of a window, on average. */
  readonly rows: number;
}

const DEVIATIONS = 3;
/** Fewer windows tell nothing of how windows differ. */
export const LEAST_WINDOWS = 3;

/** Mean ± 3 standard deviations (divisor n) of the values of the reference's own windows, within what the metric can be, as NannyML has it; null for fewer than three. @param windows value and labelled rows of each */
export function referenceLimits(windows: readonly { readonly value: number; readonly rows: number }[], range: MetricRange): Limits | null {
  if (windows.length < LEAST_WINDOWS) return null;
  const mean = windows.reduce((sum, { value }) => sum + value, 0) / windows.length;
  const deviation = Math.sqrt(windows.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / windows.length);
  const half = DEVIATIONS * deviation;
  const rows = windows.reduce((sum, window) => sum + window.rows, 0) / windows.length;
  return { ...within(mean, half, range), mean, half, rows };
}

/**
 * Whether a value lies beyond the limits; null: it cannot be told. A window with fewer rows than the reference's has limits as much wider as its error is larger. Where the reference's windows all had one value, only what the interval tells from it counts.
 * @param rows that the value is of
 */
export function isBeyond({ value, low, high }: MeasuredInterval, limits: Limits | null, rows: number, range: MetricRange): boolean | null {
  if (value === null || limits === null) return null;
  const own = within(limits.mean, limits.half * Math.sqrt(Math.max(1, limits.rows / Math.max(1, rows))), range);
  const beyond = value < own.low || value > own.high;
  if (limits.half > 0 || low === null || high === null) return beyond;
  return beyond && (low > limits.mean || high < limits.mean);
}

function within(mean: number, half: number, { lowest, highest }: MetricRange): { readonly low: number; readonly high: number } {
  return { low: Math.max(lowest, mean - half), high: Math.min(highest, mean + half) };
}
