import { figure } from "../../statistics/figure.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { meanVariance } from "../null/neighbours.ts";
import { meanOverLevels } from "../../statistics/spread.ts";
import { type NumericSample, sum } from "../../statistics/sample.ts";
import { weightedDeviation, weightedQuantile } from "../../statistics/two-sample/moments.ts";
import { type Check, distanceSource } from "./check.ts";

/**
 * Whether values lie beyond the least or largest of the baseline, as numbers like −999 do. By order statistics k of n new rows beyond the extreme of N have the chance of at most (n ÷ (n + N))ᵏ; a window's own level moves its values, and may spread them
 * by as much, so k is counted beyond where the extreme would then be, and the chance is the mean over the levels that windows may have. The statistic is the share of rows out of range.
 */
export function rangeCheck(known: ColumnNull, current: NumericSample): Check | null {
  const { reference } = known;
  if (reference.type !== "numeric" || reference.total === 0 || current.total === 0) return null;
  const [low, high] = [reference.values[0] ?? Number.NaN, reference.values.at(-1) ?? Number.NaN];
  const outside = rowsWhere(current, (value) => value < low || value > high);
  return {
    check: "range",
    statistic: outside / current.total,
    pValue: outside === 0 ? 1 : Math.min(1, 2 * Math.min(chanceBeyond(known, reference, current, -1), chanceBeyond(known, reference, current, 1))),
    thresholdAt: () => null,
    effect: outside / current.total,
    detail: `${outside} of ${current.total} rows beyond the baseline's ${figure(low)} to ${figure(high)}`,
    source: `order statistics; ${distanceSource(known, known.distance("wasserstein"))}`,
  };
}

/** @param side 1: over the largest, −1: under the least */
function chanceBeyond(known: ColumnNull, reference: NumericSample, current: NumericSample, side: 1 | -1): number {
  const median = weightedQuantile(reference, 0.5);
  const deviation = weightedDeviation(reference);
  const extreme = side * ((side > 0 ? (reference.values.at(-1) ?? median) : (reference.values[0] ?? median)) - median);
  const beyond = current.values.flatMap((value, place) => {
    const distance = side * (value - median);
    return distance > extreme ? [{ distance, rows: current.weights[place] ?? 0 }] : [];
  });
  const chance = current.total / (current.total + reference.total);
  const factor = Math.sqrt(1 + meanVariance(known.distance("wasserstein").windows));
  return meanOverLevels(known.spread(), (level) => {
    const reach = Math.max(0, factor * level);
    const limit = extreme * (1 + reach) + reach * deviation;
    return chance ** sum(beyond.map(({ distance, rows }) => (distance > limit ? rows : 0)));
  });
}

function rowsWhere(sample: NumericSample, keep: (value: number) => boolean): number {
  return sum(sample.weights.filter((_, index) => keep(sample.values[index] ?? Number.NaN)));
}
