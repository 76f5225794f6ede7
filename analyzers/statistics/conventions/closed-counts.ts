import type { NumericSample } from "../sample.ts";
import { countsBetween } from "../two-sample/bins.ts";

/** Rows in [a, b) of each two edges, the last bin with its upper edge too; rows outside the edges count nowhere (numpy's `histogram`). */
export function closedCounts(sample: NumericSample, edges: readonly number[]): readonly number[] {
  const counts = [...countsBetween(sample, edges)];
  const above = counts.pop() ?? 0;
  const atLast = sample.weights[sample.values.indexOf(edges.at(-1) ?? Number.NaN)] ?? 0;
  return above === 0 ? counts.slice(1) : [...counts.slice(1, -1), (counts.at(-1) ?? 0) + atLast];
}
