import { drawCounts } from "./draw-counts.ts";

/** Permutations of the pooled rows: how many rows of each cell fall to the smaller side. */
export interface RowDraws {
  /** A fresh permutation. */
  fresh(): Float64Array;
  /** The permutation that comes of giving `rows` rows of the smaller side back and drawing as many again: a move that leaves all permutations equally likely. */
  moved(small: Float64Array, rows: number): Float64Array;
}

/** @param pooled rows of both sides in each cell. @param smaller rows of the smaller side. */
export function rowDraws(random: () => number, pooled: Float64Array, smaller: number): RowDraws {
  const total = pooled.reduce((sum, rows) => sum + rows, 0);
  const [back, pool] = [new Float64Array(pooled.length), new Float64Array(pooled.length)];
  return {
    fresh() {
      const drawn = new Float64Array(pooled.length);
      drawCounts(random, pooled, total, smaller, drawn);
      return drawn;
    },
    moved(small, rows) {
      drawCounts(random, small, smaller, rows, back);
      for (let cell = 0; cell < pooled.length; cell++) pool[cell] = (pooled[cell] ?? 0) - (small[cell] ?? 0) + (back[cell] ?? 0);
      const drawn = new Float64Array(pooled.length);
      drawCounts(random, pool, total - smaller + rows, rows, drawn);
      for (let cell = 0; cell < pooled.length; cell++) drawn[cell] = (drawn[cell] ?? 0) + (small[cell] ?? 0) - (back[cell] ?? 0);
      return drawn;
    },
  };
}
