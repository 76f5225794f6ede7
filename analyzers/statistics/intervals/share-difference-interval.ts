import { wilson } from "../wilson.ts";
import type { Interval } from "./interval.ts";

/** Difference of two shares (current − reference) with a 95 % interval from both sides' Wilson intervals. Both have rows. [Newcombe 1998, Interval estimation for the difference between independent proportions, method 10, Statistics in Medicine 17] */
export function shareDifferenceInterval(
  reference: { readonly count: number; readonly of: number },
  current: { readonly count: number; readonly of: number },
): Interval {
  const [p, q] = [reference.count / reference.of, current.count / current.of];
  const [a, b] = [wilson(reference.count, reference.of), wilson(current.count, current.of)];
  const value = q - p;
  return { value, low: value - Math.hypot(q - b.low, a.high - p), high: value + Math.hypot(b.high - q, p - a.low) };
}
