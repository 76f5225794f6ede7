import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import type { ReportColumn } from "../drift-report.ts";
import type { SortedNumbers } from "../../data/sorted-numbers.ts";

/** Difference of the means, current minus reference, with Welch's 95 % interval; null where a side has under two values or the numbers are too large. [Welch 1947, Biometrika 34] */
export function meanShift(reference: SortedNumbers, current: SortedNumbers): ReportColumn["effect"] {
  const [a, b] = [varianceOfMean(reference), varianceOfMean(current)];
  const value = current.mean - reference.mean;
  if (a === null || b === null || !Number.isFinite(value + a + b)) return null;
  const [n, m] = [reference.values.length, current.values.length];
  const freedom = a + b === 0 ? 1 : (a + b) ** 2 / (a ** 2 / (n - 1) + b ** 2 / (m - 1));
  const half = a + b === 0 ? 0 : tQuantile(0.975, freedom) * Math.sqrt(a + b);
  return { value, unit: "", low: value - half, high: value + half };
}

function varianceOfMean({ values, deviation }: SortedNumbers): number | null {
  return values.length < 2 ? null : deviation ** 2 / (values.length - 1);
}
