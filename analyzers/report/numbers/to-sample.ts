import type { NumericSample } from "../../drift/sample.ts";
import type { SortedNumbers } from "./sorted-numbers.ts";

/** Sorted rows as the methods take them: distinct values with their rows. */
export function toSample({ values }: SortedNumbers): NumericSample {
  const [distinct, weights]: [number[], number[]] = [[], []];
  for (let row = 0; row < values.length;) {
    const value = values[row] ?? 0;
    const first = row;
    while (row < values.length && values[row] === value) row += 1;
    distinct.push(value);
    weights.push(row - first);
  }
  return { type: "numeric", values: distinct, weights, total: values.length };
}
