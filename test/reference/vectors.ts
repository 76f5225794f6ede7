import type { Matrix } from "../../analyzers/statistics/multivariate/matrix.ts";
import type { ReferenceData } from "./columns.ts";

/** Records on vectors say their rows as `set==NAME first 500` and their columns as `p00..p63`. */
export interface VectorSelection {
  readonly file: string;
  readonly rows: string;
  readonly columns: string;
}

/** The chosen rows of the chosen columns. */
export function vectorsOf(data: ReferenceData, { file, rows, columns }: VectorSelection, rounding: (value: number) => number = (value) => value): Matrix {
  const table = data.table(file);
  const [first = "", last = ""] = columns.split("..");
  const [from, to] = [table.names.indexOf(first), table.names.indexOf(last)];
  const [, set = "", most = "Infinity"] = /^set==(\w+)(?: first (\d+))?$/.exec(rows) ?? [];
  const at = table.names.indexOf("set");
  const chosen = table.rows.filter((row) => row[at] === set).slice(0, Number(most));
  const width = to - from + 1;
  const values = Float64Array.from({ length: chosen.length * width }, (_, cell) => rounding(Number(chosen[Math.floor(cell / width)]?.[from + (cell % width)])));
  return { rows: chosen.length, columns: width, values };
}
