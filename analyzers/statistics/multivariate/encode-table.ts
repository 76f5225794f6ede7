import type { Matrix } from "./matrix.ts";

/** One column of a table: numbers (what is not finite is missing), or categories, null where missing. */
export type TableColumn =
  | { readonly name: string; readonly type: "numeric"; readonly values: ArrayLike<number> }
  | { readonly name: string; readonly type: "categorical"; readonly values: readonly (string | null)[] };

/** Columns of one length. */
export type Table = readonly TableColumn[];

/**
 * Both sides of a mixed table as numbers, encoded by all rows of both, so that no encoding tells the sides apart: a category becomes its share of the rows, a missing one being a category of its own; a missing
 * number becomes the column's mean; then each column has mean 0 and variance 1 (a constant one is 0). Columns of the current data are found by their names.
 * @throws RangeError when a column of the reference is missing from the current data or of another type there.
 */
export function encodeTables(reference: Table, current: Table): readonly [Matrix, Matrix] {
  return encode(reference, current, (before, after) => [...before, ...after], "own");
}

/** The same by the reference alone, as NannyML 0.13 does for its PCA: shares in the reference, 0 for a category that is not in it; a missing category becomes the most frequent one. With it no p-value is valid, since a
 * category that by chance is in one side only gives that side away. @throws RangeError as `encodeTables` */
export function encodeByReference(reference: Table, current: Table): readonly [Matrix, Matrix] {
  return encode(reference, current, (before) => before, "mostFrequent");
}

type Known = <T>(before: readonly T[], after: readonly T[]) => readonly T[];
type MissingCategory = "own" | "mostFrequent";

function encode(reference: Table, current: Table, known: Known, missing: MissingCategory): readonly [Matrix, Matrix] {
  const columns = reference.map((before) => {
    const after = current.find(({ name }) => name === before.name);
    if (before.type === "categorical" && after?.type === "categorical") return encodeCategories(before.values, after.values, known, missing);
    if (before.type === "numeric" && after?.type === "numeric") return encodeNumbers(Array.from(before.values), Array.from(after.values), known);
    throw new RangeError(
      `column ${before.name} is ${before.type} in the reference and ${after?.type ?? "absent"} in the current data; it must be of one type in both`,
    );
  });
  return [sideBySide(columns.map(([before]) => before)), sideBySide(columns.map(([, after]) => after))];
}

type Encoded = readonly [readonly number[], readonly number[]];

function encodeNumbers(before: readonly number[], after: readonly number[], known: Known): Encoded {
  const present = known(before, after).filter(Number.isFinite);
  const mean = present.reduce((total, value) => total + value, 0) / Math.max(1, present.length);
  const imputed = (side: readonly number[]): number[] => side.map((value) => (Number.isFinite(value) ? value : mean));
  return standardised(imputed(before), imputed(after), known);
}

function encodeCategories(before: readonly (string | null)[], after: readonly (string | null)[], known: Known, missing: MissingCategory): Encoded {
  const rows = known(before, after);
  const counts = new Map<string | null, number>();
  for (const level of rows) counts.set(level, (counts.get(level) ?? 0) + 1);
  const absent = counts.get(null) ?? 0;
  if (missing === "mostFrequent") moveMissing(counts, absent);
  const shares = (side: readonly (string | null)[]): number[] => side.map((level) => (counts.get(level) ?? 0) / rows.length);
  return standardised(shares(before), shares(after), known);
}

/** Counts missing rows with the most frequent category (of equally frequent ones the first by name). */
function moveMissing(counts: Map<string | null, number>, absent: number): void {
  counts.delete(null);
  const [most = "", rows = 0] = [...counts].toSorted(([a, n], [b, m]) => m - n || String(a).localeCompare(String(b)))[0] ?? [];
  counts.set(most, rows + absent);
  counts.set(null, rows + absent);
}

function standardised(before: readonly number[], after: readonly number[], known: Known): Encoded {
  const rows = known(before, after);
  const mean = rows.reduce((total, value) => total + value, 0) / Math.max(1, rows.length);
  const deviation = Math.sqrt(rows.reduce((total, value) => total + (value - mean) ** 2, 0) / Math.max(1, rows.length));
  const scale = deviation > 1e-14 * Math.abs(mean) ? 1 / deviation : 1;
  return [before.map((value) => (value - mean) * scale), after.map((value) => (value - mean) * scale)];
}

function sideBySide(columns: readonly (readonly number[])[]): Matrix {
  const rows = columns[0]?.length ?? 0;
  const values = new Float64Array(rows * columns.length);
  for (const [column, cells] of columns.entries()) for (let row = 0; row < rows; row++) values[row * columns.length + column] = cells[row] ?? 0;
  return { rows, columns: columns.length, values };
}
