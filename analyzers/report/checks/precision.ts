import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import type { PooledNumbers } from "../numbers/pooled-numbers.ts";
import type { SortedNumbers } from "../../data/sorted-numbers.ts";
import { groupCheck, type Group } from "./group-check.ts";

/** Values of a side that are looked at, evenly spread over its ranks; decimals take long to find. */
const SAMPLE = 8_000;

/**
 * Whether values are written more coarsely or finely: the share of rows whose value another row has too (rounding makes ties), and the shares with at most 0, 1, 2 and 3 decimals.
 * Whole numbers on both sides have no precision to lose, so only what differs can fail.
 */
export function precisionCheck({ tied, reference, current }: PooledNumbers): Check {
  const rows = { reference: reference.values.length, current: current.values.length };
  const repeated = `${count(tied.current)} of ${count(rows.current)} rows have a value that occurs again, ${count(tied.reference)} of ${count(rows.reference)} in the reference`;
  const share = (tied.reference + tied.current) / (rows.reference + rows.current);
  const ties = share >= FEW_TIES && share <= 1 - FEW_TIES ? [{ ...tied, rows, detail: repeated }] : [];
  return groupCheck("precision", [...ties, ...decimalGroups(reference, current)]);
}

/** With fewer ties among the pooled rows, or fewer rows without, their number says more of how widely the values are spread than of how they are written. */
const FEW_TIES = 0.05;

function decimalGroups(reference: SortedNumbers, current: SortedNumbers): readonly Group[] {
  const [left, right] = [spread(reference.values), spread(current.values)];
  const rows = { reference: left.length, current: right.length };
  return [0, 1, 2, 3].map((decimals) => {
    const [ofReference, ofCurrent] = [countWithin(left, decimals), countWithin(right, decimals)];
    const detail = `${count(ofCurrent)} of ${count(rows.current)} rows looked at have ${decimals === 0 ? "no" : `at most ${decimals}`} decimals, ${count(ofReference)} of ${count(rows.reference)} in the reference`;
    return { reference: ofReference, current: ofCurrent, rows, detail };
  });
}

function spread(values: SortedNumbers["values"]): SortedNumbers["values"] {
  if (values.length <= SAMPLE) return values;
  const sample = new (values instanceof Float32Array ? Float32Array : Float64Array)(SAMPLE);
  for (let place = 0; place < SAMPLE; place++) sample[place] = values[Math.floor(((place + 0.5) * values.length) / SAMPLE)] ?? 0;
  return sample;
}

/** How many values are, to their own precision, whole multiples of 10^−decimals. */
function countWithin(values: SortedNumbers["values"], decimals: number): number {
  const factor = 10 ** decimals;
  const narrow = values instanceof Float32Array;
  let within = 0;
  for (const value of values) {
    const rounded = Math.round(value * factor) / factor;
    if (rounded === value || (narrow && Math.fround(rounded) === value)) within += 1;
  }
  return within;
}
