import type { BaselineColumn, ColumnCounts } from "../../statistics/column-counts.ts";
import { bucketCentre, DEFAULT_GRID } from "../../statistics/sample.ts";

/** A baseline column as counts over the same cells (values in rising order, or categories) in each piece, a piece being one or more whole blocks. */
export interface ColumnMatrix {
  /** Centres of the cells; empty for a categorical column. */
  readonly values: readonly number[];
  readonly pieces: readonly (readonly number[])[];
  readonly total: readonly number[];
}

/** @param groups block numbers of each piece. */
export function columnMatrix(column: BaselineColumn, groups: readonly (readonly number[])[]): ColumnMatrix {
  const keys = sortedKeys(column);
  const places = new Map(keys.map((key, place) => [key, place]));
  const countsIn = (blocks: readonly (ColumnCounts | undefined)[]): number[] => {
    const counts = Array.from({ length: keys.length }, () => 0);
    for (const block of blocks) for (const [key, rows] of block?.counts ?? []) counts[places.get(key) ?? 0] = (counts[places.get(key) ?? 0] ?? 0) + rows;
    return counts;
  };
  const grid = column.grid ?? DEFAULT_GRID;
  return {
    values: column.type === "numeric" ? keys.map((key) => bucketCentre(Number(key), grid)) : [],
    pieces: groups.map((group) => countsIn(group.map((block) => column.blocks[block]))),
    total: countsIn(groups.flat().map((block) => column.blocks[block])),
  };
}

function sortedKeys(column: BaselineColumn): readonly (number | string)[] {
  const keys = new Set<number | string>();
  for (const block of column.blocks) for (const key of block.counts.keys()) keys.add(key);
  return [...keys].sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : 1));
}
