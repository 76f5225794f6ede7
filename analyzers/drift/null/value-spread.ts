import type { BaselineColumn } from "../../statistics/column-counts.ts";
import { columnMatrix } from "./column-matrix.ts";
import type { Kind } from "./kinds.ts";
import { type SeenShare, shareSpread } from "./rare-share.ts";
import type { Spread } from "../../statistics/spread.ts";

/** Values that are looked at: those with the most rows. */
const MOST_VALUES = 12;

/** How the share of rows that have one and the same value comes and goes between windows, by the values with the most rows: much where rows of an hour share its weather, hardly where each row has its own. @param scale of the prior on the logit */
export function valueSpread(column: BaselineColumn, kinds: readonly Kind[], scale: number): Spread {
  const shares = kinds.flatMap(({ pieces }): (readonly SeenShare[])[] => {
    const matrix = columnMatrix(column, pieces);
    const rows = matrix.pieces.map((piece) => piece.reduce((sum, count) => sum + count, 0));
    const fullest = [...matrix.total.keys()].sort((a, b) => (matrix.total[b] ?? 0) - (matrix.total[a] ?? 0)).slice(0, MOST_VALUES);
    return fullest.map((cell) => matrix.pieces.map((piece, place) => ({ of: piece[cell] ?? 0, rows: rows[place] ?? 0 })));
  });
  return shareSpread(shares, scale);
}
