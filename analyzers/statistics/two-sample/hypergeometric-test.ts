import { hypergeometricDensity } from "../distributions/hypergeometric-density.ts";
import { drawnRange, lowerTail, upperTail } from "../distributions/hypergeometric-tails.ts";

/** Rows of a group that both sides share out: `inCurrent` of the group's `size` rows lie among the `current` rows of `total`. */
export interface GroupRows {
  readonly inCurrent: number;
  readonly size: number;
  readonly current: number;
  readonly total: number;
}

/** Chances of a count as small and as large when rows fall on the sides at random (hypergeometric), to about 12 digits at any size. */
export function hypergeometricTails({ inCurrent, size, current, total }: GroupRows): { readonly less: number; readonly greater: number } {
  const drawing = { marked: size, plain: total - size, drawn: current };
  const density = hypergeometricDensity(inCurrent, size, total - size, current);
  // The far tail is summed, the near one is what is left: a sum from inside the bulk would be long.
  if (inCurrent * total >= size * current) {
    const greater = upperTail(inCurrent, drawing);
    return { greater, less: Math.min(1, 1 - greater + density) };
  }
  const less = lowerTail(inCurrent, drawing);
  return { less, greater: Math.min(1, 1 - less + density) };
}

/** Exact two-sided p-value, twice the smaller tail, of a group's rows being shared out as unevenly; a group that depends on the pooled rows only, never on their sides, keeps it exact.
 * [Fisher 1935; doubled as recommended by Yates 1984, JRSS A 147] */
export function hypergeometricPValue(rows: GroupRows): number {
  const { less, greater } = hypergeometricTails(rows);
  return Math.min(1, 2 * Math.min(less, greater));
}

/** The least p-value that the group could have had, whatever the data: 1 for an empty group and one of all rows. */
export function leastHypergeometricPValue({ size, current, total }: Omit<GroupRows, "inCurrent">): number {
  const [least, most] = drawnRange({ marked: size, plain: total - size, drawn: current });
  return Math.min(hypergeometricPValue({ inCurrent: least, size, current, total }), hypergeometricPValue({ inCurrent: most, size, current, total }));
}

/** How far the share of the group among the current rows must lie from its share among the reference's to have a p-value of at most `level`, on the side that is nearer; null when it never can. */
export function hypergeometricThreshold(rows: Omit<GroupRows, "inCurrent">, level: number): number | null {
  const { size, current, total } = rows;
  const [least, most] = drawnRange({ marked: size, plain: total - size, drawn: current });
  const middle = Math.min(most, Math.max(least, Math.round((size * current) / total)));
  const significant = (inCurrent: number): boolean => hypergeometricPValue({ ...rows, inCurrent }) <= level;
  const ends = [nearest(middle, most, significant), nearest(middle, least, significant)].filter((end) => end !== null);
  const differences = ends.map((inCurrent) => Math.abs(inCurrent / current - (size - inCurrent) / (total - current)));
  return differences.length === 0 ? null : Math.min(...differences);
}

/** The first whole number from `from` towards `to` for which a condition holds that stays true once it is; null when it holds nowhere. */
function nearest(from: number, to: number, holds: (k: number) => boolean): number | null {
  if (!holds(to)) return null;
  let [outside, inside] = [from, to];
  while (Math.abs(inside - outside) > 1) {
    const middle = Math.trunc((inside + outside) / 2);
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return holds(outside) ? outside : inside;
}
