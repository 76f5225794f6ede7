import type { Reading } from "../natures/reading.ts";

/** A column in memory, a place a row. */
export type MemoryColumn =
  /** Numbers, or times in seconds; NaN where there is none; `strange`: rows by text whose value is there but is neither. */
  | { readonly kind: "numbers"; readonly values: Float64Array; readonly strange: ReadonlyMap<number, string> }
  /** Texts by their place in `levels`; −1 where there is none. `missing`: levels that only spell that there is none, as long as the column is no text. */
  | { readonly kind: "texts"; readonly codes: Int32Array; readonly levels: readonly string[]; readonly missing: ReadonlySet<string> };

/** Each text with its rows. */
export function levelsOf({ codes, levels }: Extract<MemoryColumn, { kind: "texts" }>): readonly (readonly [string, number])[] {
  const counts = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return levels.map((level, place) => [level, counts[place] ?? 0]);
}

/** Numbers of a column by a reading; `strange`: rows with a value that is no such number. */
export function numbersOf(column: MemoryColumn, reading: Reading | null): { readonly values: Float64Array; readonly strange: number } {
  if (column.kind === "numbers") return { values: column.values, strange: column.strange.size };
  const { codes, levels, missing } = column;
  const read = Float64Array.from(levels, (level) => reading?.read(level) ?? Number.NaN);
  const values = new Float64Array(codes.length).fill(Number.NaN);
  let strange = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    const value = read[code] as number;
    values[row] = value;
    if (Number.isNaN(value) && !missing.has(levels[code] as string)) strange += 1;
  }
  return { values, strange };
}

/** The text of a row, null where it has none; numbers in shortest form. */
export function textOf(column: MemoryColumn, row: number): string | null {
  if (column.kind === "texts") return column.levels[column.codes[row] ?? -1] ?? null;
  const value = column.values[row] ?? Number.NaN;
  return Number.isNaN(value) ? (column.strange.get(row) ?? null) : String(value);
}
