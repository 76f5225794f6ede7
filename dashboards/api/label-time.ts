/** Times before are a mistake of units: labels of 1970 are seconds taken for milliseconds. */
const EARLIEST = Date.UTC(2000, 0, 1);
/** Clocks differ by less. */
const SKEW_MS = 3_600_000;

/** An epoch number as milliseconds: seconds under 10¹¹, microseconds from 10¹⁴ on, nanoseconds from 10¹⁷ on. */
export function epochMs(value: number): number {
  if (value < 1e11) return value * 1000;
  if (value >= 1e17) return Math.round(value / 1e6);
  return value >= 1e14 ? Math.round(value / 1000) : value;
}

/** What is wrong with the time at which a truth is said to have been known; null: nothing. Epoch milliseconds. */
export function timeFault(observed: number, now: number): string | null {
  if (observed < EARLIEST) return `${iso(observed)} is before 2000; expected ISO 8601, or epoch seconds, milliseconds or microseconds`;
  return observed > now + SKEW_MS ? `${iso(observed)} is in the future; a truth is known when it is sent` : null;
}

function iso(ms: number): string {
  return Math.abs(ms) > 8.64e15 ? String(ms) : new Date(ms).toISOString();
}
