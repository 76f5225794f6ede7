import type { NumericDistribution } from "../../analyzers/findings/finding.ts";

/** The same distribution in at most `most` bins of one width; a bin that is cut gives to each side by its width. The mass is kept. */
export function evenBins(distribution: NumericDistribution, most: number): NumericDistribution {
  const { edges, reference, current } = distribution;
  const bins = Math.max(1, Math.min(most, reference.length));
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const width = (last - first) / bins;
  const shared = (shares: readonly number[]): number[] =>
    Array.from({ length: bins }, (_, bin) => {
      const [low, high] = [first + bin * width, first + (bin + 1) * width];
      return shares.reduce((total, share, index) => total + share * overlap(low, high, edges[index] ?? 0, edges[index + 1] ?? 0), 0);
    });
  return {
    ...distribution,
    edges: Array.from({ length: bins + 1 }, (_, bin) => first + bin * width),
    reference: shared(reference),
    current: shared(current),
  };
}

/** The part of [from, to] that lies in [low, high]. */
function overlap(low: number, high: number, from: number, to: number): number {
  return to > from ? Math.max(0, Math.min(high, to) - Math.max(low, from)) / (to - from) : 0;
}
