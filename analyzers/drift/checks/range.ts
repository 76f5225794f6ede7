import { figure } from "../../statistics/figure.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { exceedance, fitNull } from "../null/fit-null.ts";
import { DEFAULT_GRID, type NumericSample, sum } from "../../statistics/sample.ts";
import { weightedQuantile } from "../../statistics/two-sample/moments.ts";
import { type Check, TWO_SAMPLE } from "./check.ts";

/**
 * Whether values lie beyond the least or largest of the baseline, as numbers like −999 do. Two things must be improbable: that so many rows are beyond it (order statistics: k of n
 * new rows beyond the extreme of N have the chance of at most (n / (n + N))ᵏ), and that a piece of the baseline reaches so far (a null fitted to the pieces' extremes, as distances from the median
 * on the grid's asinh scale, where heavy tails are no longer heavy). With too few pieces the first alone counts. The statistic is the share of rows out of range.
 */
export function rangeCheck(known: ColumnNull, current: NumericSample): Check | null {
  const { reference } = known;
  if (reference.type !== "numeric" || reference.total === 0 || current.total === 0) return null;
  const [low, high] = [reference.values[0] ?? Number.NaN, reference.values.at(-1) ?? Number.NaN];
  const sides = [
    { beyond: rowsWhere(current, (value) => value < low), furthest: current.values[0] ?? low, extremes: known.pieces.map((piece) => piece.low) },
    { beyond: rowsWhere(current, (value) => value > high), furthest: current.values.at(-1) ?? high, extremes: known.pieces.map((piece) => piece.high) },
  ];
  const grid = known.column.grid ?? DEFAULT_GRID;
  const scaled = (value: number): number => Math.asinh((value - grid.location) / grid.scale);
  const middle = scaled(weightedQuantile(reference, 0.5));
  const chances = sides.map(({ beyond, furthest, extremes }) => {
    if (beyond === 0) return 1;
    const byOrder = (current.total / (current.total + reference.total)) ** beyond;
    const distances = extremes.filter(Number.isFinite).map((extreme) => Math.abs(scaled(extreme) - middle));
    if (distances.length < 3) return byOrder;
    const reach = sum(distances) / distances.length;
    return Math.max(byOrder, exceedance(fitNull(distances, reach / 100), Math.abs(scaled(furthest) - middle)));
  });
  const outside = sum(sides.map((side) => side.beyond));
  return {
    check: "range",
    statistic: outside / current.total,
    pValue: Math.min(1, 2 * Math.min(...chances)),
    thresholdAt: () => null,
    effect: outside / current.total,
    detail: `${outside} of ${current.total} rows beyond the baseline's ${figure(low)} to ${figure(high)}`,
    source: known.pieces.length > 0 ? "order statistics, and the extremes of the baseline's pieces" : `order statistics; ${TWO_SAMPLE}`,
  };
}

function rowsWhere(sample: NumericSample, keep: (value: number) => boolean): number {
  return sum(sample.weights.filter((_, index) => keep(sample.values[index] ?? Number.NaN)));
}
