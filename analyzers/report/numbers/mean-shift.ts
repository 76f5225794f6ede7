import { rowsUpTo, type SortedNumbers } from "../../data/sorted-numbers.ts";
import { meanDifferenceInterval } from "../../statistics/intervals/mean-interval.ts";
import { shareDifferenceInterval } from "../../statistics/intervals/share-difference-interval.ts";
import type { ReportEffect } from "../drift-report.ts";
import type { PooledNumbers } from "./pooled-numbers.ts";

/** Difference of the means, current minus reference, with a 95 % interval, or why none holds; of two values by their shares. Null where a side has under two values or the numbers are too large. */
export function meanShift({ reference, current, distinct }: Pick<PooledNumbers, "reference" | "current" | "distinct">): ReportEffect | null {
  if (Math.min(reference.values.length, current.values.length) < 2 || !Number.isFinite(current.mean - reference.mean)) return null;
  if (distinct.pooled === 2) return twoValueShift(reference, current);
  const { value, ...rest } = meanDifferenceInterval(reference.values, current.values);
  return { value, unit: "", ...("note" in rest ? { low: null, high: null, note: rest.note } : rest) };
}

function twoValueShift(reference: SortedNumbers, current: SortedNumbers): ReportEffect {
  const least = Math.min(reference.values[0] ?? 0, current.values[0] ?? 0);
  const most = Math.max(reference.values.at(-1) ?? 0, current.values.at(-1) ?? 0);
  const rowsAbove = ({ values }: SortedNumbers): { count: number; of: number } => ({
    count: values.length - rowsUpTo(values, least),
    of: values.length,
  });
  const { value, low, high } = shareDifferenceInterval(rowsAbove(reference), rowsAbove(current));
  const width = most - least;
  return { value: value * width, unit: "", low: low * width, high: high * width };
}
