import type { ColumnMatrix } from "./column-matrix.ts";
import type { SeenDistances } from "./chance-of-distance.ts";

/** The distances of one column that monitoring follows. */
export type DistanceName = "kolmogorov-smirnov" | "wasserstein" | "total-variation";

/** Each piece of the baseline against all the others together; pieces without rows are left out, and a piece alone says nothing. @param deviation what Wasserstein distances are divided by */
export function windowDistances({ values, pieces, total }: ColumnMatrix, deviation: number): Readonly<Record<DistanceName, readonly SeenDistances[]>> {
  const rows = pieces.map(sumOf);
  const all = sumOf(total);
  const windows = rows.filter((count) => count > 0).length;
  const found = pieces.flatMap((piece, number) => {
    const own = rows[number] ?? 0;
    if (own === 0 || all === own) return [];
    const { largest, area, half } = distancesOf(values, piece, own, total, all - own);
    return [{ rows: own, "kolmogorov-smirnov": largest, wasserstein: deviation > 0 ? area / deviation : 0, "total-variation": half }];
  });
  const sizes = [...Map.groupBy(found, (one) => one.rows)];
  const of = (name: DistanceName): readonly SeenDistances[] =>
    sizes.map(([own, alike]) => {
      // No distance is held for smaller than a hundredth of what sampling makes it: ties make some 0.
      const least = 1e-4 / own;
      const squares = alike.map((one) => Math.max(one[name] ** 2, least));
      return { rows: own, others: all - own, windows, times: alike.length, squares: sumOf(squares), logSquares: sumOf(squares.map(Math.log)) };
    });
  return { "kolmogorov-smirnov": of("kolmogorov-smirnov"), wasserstein: of("wasserstein"), "total-variation": of("total-variation") };
}

function distancesOf(
  values: readonly number[],
  piece: readonly number[],
  own: number,
  total: readonly number[],
  others: number,
): { readonly largest: number; readonly area: number; readonly half: number } {
  let [gap, largest, area, differences] = [0, 0, 0, 0];
  for (let cell = 0; cell < piece.length; cell++) {
    const count = piece[cell] ?? 0;
    const difference = ((total[cell] ?? 0) - count) / others - count / own;
    gap += difference;
    differences += Math.abs(difference);
    largest = Math.max(largest, Math.abs(gap));
    if (cell + 1 < values.length) area += Math.abs(gap) * ((values[cell + 1] ?? 0) - (values[cell] ?? 0));
  }
  return { largest, area, half: differences / 2 };
}

function sumOf(counts: readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
