import { seededRandom } from "../random.ts";
import { type Matrix, takeRows } from "./matrix.ts";

/** Two sides of at most so many rows, and in words how many of how many. */
export interface SampledPair {
  readonly reference: Matrix;
  readonly current: Matrix;
  readonly inWords: string;
}

/** Draws at most `most` rows of each side, without replacement, by the seed; a side that has no more is taken as it is. */
export function sampledPair(reference: Matrix, current: Matrix, most: number, seed: number): SampledPair {
  const random = seededRandom(seed);
  const sides = [reference, current].map((side) => (side.rows <= most ? side : takeRows(side, drawnRows(side.rows, most, random)))) as [Matrix, Matrix];
  const inWords = [reference, current].map(({ rows }) => (rows <= most ? `${rows}` : `${most} of ${rows}`)).join(" and ");
  return { reference: sides[0], current: sides[1], inWords: `${inWords} rows` };
}

/** `wanted` different row numbers below `rows`, rising. [Knuth, TAOCP 2, 3.4.2, algorithm S] */
export function drawnRows(rows: number, wanted: number, random: () => number): Uint32Array {
  const chosen = new Uint32Array(Math.min(rows, wanted));
  let taken = 0;
  for (let row = 0; row < rows && taken < chosen.length; row++)
    if (random() * (rows - row) < chosen.length - taken) {
      chosen[taken] = row;
      taken += 1;
    }
  return chosen;
}
