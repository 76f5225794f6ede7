import type { BaselineColumn, ColumnCounts } from "../../statistics/column-counts.ts";
import type { SeenShare } from "./rare-share.ts";

/**
 * Rows of each window that are in levels, or have numbers, of no other one: what a new window will have of levels never seen (Good and Turing's estimate by leaving one out). With one window alone, the rows of levels that have one row.
 * [Good 1953, The population frequencies of species, Biometrika 40]
 */
export function loneLevels(column: BaselineColumn, pieces: readonly (readonly number[])[]): readonly SeenShare[] {
  const inPieces = pieces.map((piece) => levelsIn(piece.flatMap((block) => column.blocks[block] ?? [])));
  const times = new Map<string, number>();
  for (const levels of inPieces) for (const level of levels.keys()) times.set(level, (times.get(level) ?? 0) + 1);
  return inPieces.map((levels) => {
    let [of, rows] = [0, 0];
    for (const [level, count] of levels) {
      rows += count;
      if (pieces.length > 1 ? times.get(level) === 1 : count === 1) of += count;
    }
    return { of, rows };
  });
}

function levelsIn(blocks: readonly ColumnCounts[]): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const block of blocks) for (const [level, rows] of block.counts) levels.set(String(level), (levels.get(String(level)) ?? 0) + rows);
  return levels;
}
