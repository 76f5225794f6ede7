import type { Interval } from "../statistics/intervals/interval.ts";
import { totalVariationInterval } from "../statistics/intervals/total-variation-interval.ts";
import type { Sample } from "../statistics/sample.ts";
import { binnedPair } from "../statistics/two-sample/bins.ts";
import type { ColumnNull } from "./null/column-null.ts";
import { usualSize } from "../statistics/spread.ts";

const known = new WeakMap<Sample, WeakMap<ColumnNull, Interval>>();

/** Share of a window's rows that changed level, freed of what chance adds, with a 95 % interval. Rows of one day are alike, so that the baseline counts for fewer than it has. Both have values. */
export function changedShare(column: ColumnNull, current: Sample): Interval {
  const byColumn = known.get(current) ?? new WeakMap<ColumnNull, Interval>();
  const found = byColumn.get(column) ?? compute(column, current);
  known.set(current, byColumn.set(column, found));
  return found;
}

function compute(column: ColumnNull, current: Sample): Interval {
  const pair = binnedPair(column.reference, current);
  const fewer = 1 / designEffect(column);
  return totalVariationInterval({ reference: pair.reference.map((rows) => rows * fewer), current: pair.current });
}

/** How many times larger the variance of the baseline's shares is than that of as many independent rows, by how much its windows differ. [Kish 1965, Survey sampling] */
function designEffect(column: ColumnNull): number {
  const { deviation, spread } = column.distance("total-variation");
  const rows = column.reference.total / Math.max(1, column.pieces.length);
  return column.learnedFrom === 0 ? 1 : 1 + rows * (deviation * usualSize(spread)) ** 2;
}
