import type { Draw } from "./split-tail.ts";

/**
 * Chance that one rare row alone brings the statistic of an otherwise usual permutation to a value: the largest row of a heavy tail moves Wasserstein's distance more than all others together, and a search step by step
 * seldom meets it. Rare are the rows of cells of which the smaller side expects less than one.
 * @param usual a permutation with a middling statistic.
 */
export function singleRowChance(
  pooled: Float64Array,
  smaller: number,
  usual: Draw,
  statisticOf: (small: Float64Array) => number,
): (statistic: number) => number {
  const share = smaller / pooled.reduce((total, rows) => total + rows, 0);
  const fullest = usual.small.indexOf(usual.small.reduce((most, rows) => Math.max(most, rows), 0));
  const jumps: { statistic: number; expected: number }[] = [];
  for (const [cell, rows] of pooled.entries()) {
    if (rows * share >= 1 || cell === fullest || (usual.small[cell] ?? 0) >= rows) continue;
    const small = Float64Array.from(usual.small);
    small[cell] = (small[cell] ?? 0) + 1;
    small[fullest] = (small[fullest] ?? 0) - 1;
    jumps.push({ statistic: statisticOf(small), expected: rows * share });
  }
  return (statistic) => -Math.expm1(-jumps.reduce((total, jump) => (jump.statistic >= statistic ? total + jump.expected : total), 0));
}
