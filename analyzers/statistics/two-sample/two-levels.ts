import type { Sample } from "../sample.ts";
import { countsByLevel } from "./bins.ts";

/** Rows of the reference, then of the current data, with the first level and with the second. */
export type TwoByTwo = readonly [readonly [number, number], readonly [number, number]];

/** The table of a column with at most two distinct values on both sides together (a missing second one has no row); null when there are more. */
export function twoLevels(reference: Sample, current: Sample): TwoByTwo | null {
  const pair = countsByLevel(reference, current);
  if (pair.reference.length > 2) return null;
  const side = (rows: readonly number[]): readonly [number, number] => [rows[0] ?? 0, rows[1] ?? 0];
  return [side(pair.reference), side(pair.current)];
}
