import type { ColumnSide } from "./check-sides.ts";
import type { GeneratedColumn } from "./generated-columns.ts";
import type { Random } from "./random.ts";

const MOST_LEVELS = 1024;

/** Draws one side of a generated column. */
export function drawSide(column: Pick<GeneratedColumn, "type" | "draw">, rows: number, random: Random): ColumnSide {
  if (column.type === "categorical") {
    const counts = new Uint32Array(MOST_LEVELS);
    for (let row = 0; row < rows; row++) {
      const level = column.draw(random);
      counts[level] = (counts[level] ?? 0) + 1;
    }
    return { type: "categorical", rows, counts };
  }
  const values = new Float32Array(rows);
  for (let row = 0; row < rows; row++) values[row] = column.draw(random);
  return { type: "numeric", rows, values: presentOf(values.sort()) };
}

/** NaN is sorted last. */
function presentOf(sorted: Float32Array): Float32Array {
  let present = sorted.length;
  while (present > 0 && Number.isNaN(sorted[present - 1])) present -= 1;
  return sorted.subarray(0, present);
}
