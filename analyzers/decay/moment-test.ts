import type { DayExcess, ExcessTest } from "../performance/excess.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import { addSums } from "../performance/performance-sums.ts";
import { estimateDayEffect } from "./day-effect.ts";
import { testExcess } from "./test-excess.ts";

/** Rows of a day, and the sums of a value of each and of its square. */
export type Moments = (day: PerformanceSums) => readonly [rows: number, first: number, second: number];

const NONE: ExcessTest = { value: 0, low: 0, high: 0, standardError: Infinity, t: 0, pValue: 1, inflation: 1 };

/** Whether the mean of a value of some days' rows is the reference's, two-sided, with the value's standard deviation there. @param priorScale of what a day does to the mean, of the value's variance */
export function momentTest(
  reference: readonly PerformanceSums[],
  days: readonly PerformanceSums[],
  moments: Moments,
  priorScale: (variance: number) => number,
): { readonly test: ExcessTest; readonly deviation: number } {
  const [rows, first, second] = moments(addSums(reference));
  const mean = first / Math.max(1, rows);
  const variance = Math.max(0, second / Math.max(1, rows) - mean ** 2);
  const excessOf = (day: PerformanceSums): DayExcess => {
    const [own, total] = moments(day);
    return { rows: own, excess: total - own * mean, variance: own * variance };
  };
  const withRows = (all: readonly PerformanceSums[]): readonly DayExcess[] => all.map(excessOf).filter((day) => day.rows > 0);
  const known = withRows(days);
  const test = known.length === 0 ? NONE : testExcess(known, estimateDayEffect(withRows(reference), priorScale(variance), "ownMean"), "two");
  return { test, deviation: Math.sqrt(variance) };
}
