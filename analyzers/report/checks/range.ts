import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import type { WriteValue } from "../in-words.ts";
import { rowsBelow, rowsUpTo, type SortedNumbers } from "../../data/sorted-numbers.ts";

/**
 * Whether values lie beyond the reference's least or largest. With n reference and m current rows the chance that the k outermost of all are current ones is
 * m (m − 1) … ÷ (n + m) (n + m − 1) …, k factors each: k rows out of range are nothing strange while that is not small. Doubled for the two ends. [David and Nagaraja 2003, Order statistics, 2.2]
 */
export function rangeCheck(reference: SortedNumbers, current: SortedNumbers, write: WriteValue): Check {
  const [n, m] = [reference.values.length, current.values.length];
  const [low, high] = [reference.values[0] ?? 0, reference.values[n - 1] ?? 0];
  const below = rowsBelow(current.values, low);
  const above = m - rowsUpTo(current.values, high);
  const pValue = Math.min(1, 2 * chanceOfRun(Math.max(below, above), n, m));
  const statistic = (below + above) / m;
  return {
    check: "range",
    statistic,
    pValue,
    // All pooled values alike leave nothing to be out of range.
    leastPValue: low === high && below + above === 0 ? 1 : Math.min(1, 2 * chanceOfRun(m, n, m)),
    thresholdAt: (level) => leastRun(level / 2, n, m),
    size: statistic,
    detail: `${count(below + above)} of ${count(m)} rows beyond the reference's ${write(low)} to ${write(high)}`,
    source: "order statistics of the pooled rows, exact",
  };
}

/** Chance that the k outermost of n + m rows are all among the m. */
function chanceOfRun(k: number, n: number, m: number): number {
  let chance = 1;
  for (let row = 0; row < k && chance > 1e-300; row++) chance *= (m - row) / (n + m - row);
  return chance;
}

/** The share of the m rows that the shortest run with a chance of at most `level` is; null when even all of them are not enough. */
function leastRun(level: number, n: number, m: number): number | null {
  let chance = 1;
  for (let row = 0; row < m; row++) {
    chance *= (m - row) / (n + m - row);
    if (chance <= level) return (row + 1) / m;
  }
  return null;
}
