import type { NumericSample } from "../../statistics/sample.ts";
import { distinctValues, type SortedNumbers } from "../../data/sorted-numbers.ts";

/** Sorted rows as the methods take them: distinct values with their rows. */
export function toSample({ values: rows }: SortedNumbers): NumericSample {
  const distinct = distinctValues(rows);
  const values: number[] = [];
  const weights: number[] = [];
  // At once: a list that grows to a million is copied again and again.
  values.length = distinct;
  weights.length = distinct;
  let first = 0;
  for (let index = 0; index < distinct; index++) {
    const value = rows[first] ?? 0;
    let next = first + 1;
    while (next < rows.length && rows[next] === value) next += 1;
    values[index] = value;
    weights[index] = next - first;
    first = next;
  }
  return { type: "numeric", values, weights, total: rows.length };
}
