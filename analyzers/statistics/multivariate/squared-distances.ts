import type { Matrix } from "./matrix.ts";

/** The squared Euclidean distance of each row of the first to each of the second, row after row, each difference squared as it is. Of one matrix with itself half of the work is saved. */
export function squaredDistances(first: Matrix, second: Matrix): Float64Array {
  const { rows: height, columns } = first;
  const width = second.rows;
  const same = first === second;
  const distances = new Float64Array(height * width);
  for (let i = 0; i < height; i++)
    for (let j = same ? i + 1 : 0; j < width; j++) {
      const distance = distanceOf(first.values, i * columns, second.values, j * columns, columns);
      distances[i * width + j] = distance;
      if (same) distances[j * width + i] = distance;
    }
  return distances;
}

function distanceOf(left: Matrix["values"], from: number, right: Matrix["values"], other: number, columns: number): number {
  let [even, odd] = [0, 0];
  let column = 0;
  for (; column + 1 < columns; column += 2) {
    const a = (left[from + column] ?? 0) - (right[other + column] ?? 0);
    const b = (left[from + column + 1] ?? 0) - (right[other + column + 1] ?? 0);
    even += a * a;
    odd += b * b;
  }
  if (column < columns) even += ((left[from + column] ?? 0) - (right[other + column] ?? 0)) ** 2;
  return even + odd;
}
