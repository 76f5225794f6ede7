import { weightedDeviation } from "../../statistics/two-sample/moments.ts";
import { weightedSample } from "../../statistics/sample.ts";
import type { ColumnMatrix } from "./column-matrix.ts";
import { thin } from "./thin.ts";
import { seededRandom } from "../../statistics/random.ts";

/** The distances of one column that monitoring follows. */
export type DistanceName = "kolmogorov-smirnov" | "wasserstein" | "total-variation";

/** Each piece of the baseline, thinned to a window's rows, against all the others together; pieces without rows are left out. */
export function pieceDistances(matrix: ColumnMatrix, distance: DistanceName, rows: number): readonly number[] {
  const random = seededRandom(rows);
  const deviation = distance === "wasserstein" ? weightedDeviation(weightedSample(matrix.values.map((value, cell) => [value, matrix.total[cell] ?? 0]))) : 1;
  return matrix.pieces.flatMap((piece) => {
    const rest = matrix.total.map((count, cell) => count - (piece[cell] ?? 0));
    const thinned = thin(piece, rows, random);
    const value = distanceOf(distance, matrix.values, rest, thinned);
    return value === null ? [] : [deviation > 0 ? value / deviation : 0];
  });
}

function distanceOf(distance: DistanceName, values: readonly number[], a: readonly number[], b: readonly number[]): number | null {
  const [totalA, totalB] = [a.reduce((sum, count) => sum + count, 0), b.reduce((sum, count) => sum + count, 0)];
  if (totalA === 0 || totalB === 0) return null;
  let [gap, largest, area, differences] = [0, 0, 0, 0];
  for (const [cell, count] of a.entries()) {
    const difference = count / totalA - (b[cell] ?? 0) / totalB;
    gap += difference;
    differences += Math.abs(difference);
    largest = Math.max(largest, Math.abs(gap));
    area += Math.abs(gap) * ((values[cell + 1] ?? values[cell] ?? 0) - (values[cell] ?? 0));
  }
  return distance === "kolmogorov-smirnov" ? largest : distance === "wasserstein" ? area : differences / 2;
}
