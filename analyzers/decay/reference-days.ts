import type { PerformanceSums } from "../performance/sums.ts";
import type { DecayWindow } from "./decay-window.ts";

/** Days under which nothing can be said of how days differ. */
const MIN_DAYS = 8;

/** Days that say how much days differ by themselves, and where they came from, in words. */
export interface ReferenceDays {
  readonly days: readonly PerformanceSums[];
  readonly source: string;
}

/** The baseline's labelled days; where it has under eight, the traffic's before the window; null where these are too few as well. */
export function referenceDays(input: DecayWindow): ReferenceDays | null {
  const { baseline } = input.monitored;
  const own = (baseline.performance ?? []).filter((sums) => sums.labelled > 0);
  if (own.length >= MIN_DAYS) return { days: own, source: `${own.length} labelled days of baseline "${baseline.name}"` };
  const before = input.history.filter((day) => day.day < input.window.start).map((day) => day.sums);
  return before.length >= MIN_DAYS ? { days: before, source: `${before.length} labelled days of traffic before the window` } : null;
}
