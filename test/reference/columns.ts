import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { categoricalSample, numericSample, type Sample } from "../../analyzers/statistics/sample.ts";

/** Which rows of which file a record speaks of: `where` first, then `rows` (half open) on what is left. */
export interface RowSelection {
  readonly file: string;
  readonly where?: readonly [string, string | number];
  readonly rows?: readonly [number, number];
}

/** A column's cells as written; missing ones are empty. */
export type Cells = readonly string[];

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The data files of a folder, read once each. */
export class ReferenceData {
  readonly #folder: string;
  readonly #cells = new Map<string, Cells>();
  readonly #integers = new Map<string, boolean>();
  readonly #tables = new Map<string, Table>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The chosen rows' cells of a column. */
  cells(column: string, selection: RowSelection): Cells {
    const key = JSON.stringify([column, selection]);
    const known = this.#cells.get(key) ?? this.#read(column, selection);
    this.#cells.set(key, known);
    return known;
  }

  #read(column: string, { file, where, rows }: RowSelection): Cells {
    const table = this.#table(file);
    const [chosen, index] = [where === undefined ? table.rows : matching(table, where), table.names.indexOf(column)];
    if (index < 0) throw new Error(`${file} has no column ${column}`);
    return (rows === undefined ? chosen : chosen.slice(rows[0], rows[1])).map((row) => row[index] ?? "");
  }

  /** Whether pandas reads the column as integers: no missing cell, no decimal point. */
  isInteger(column: string, file: string): boolean {
    const key = `${file} ${column}`;
    const known = this.#integers.get(key) ?? this.cells(column, { file }).every((cell) => /^-?\d+$/.test(cell));
    this.#integers.set(key, known);
    return known;
  }

  /** Every row as an object. */
  table(file: string): Table {
    return this.#table(file);
  }

  #table(file: string): Table {
    const known = this.#tables.get(file);
    if (known !== undefined) return known;
    const [header = "", ...lines] = gunzipSync(readFileSync(join(this.#folder, file)))
      .toString("utf8")
      .trimEnd()
      .split("\n");
    const table = { names: header.split(","), rows: lines.map(cellsOf) };
    this.#tables.set(file, table);
    return table;
  }
}

/** A line's cells; a quoted one may hold commas and doubled quotes, no line of the files a line break. */
function cellsOf(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(",");
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}

function matching(table: Table, [column, value]: readonly [string, string | number]): readonly (readonly string[])[] {
  const index = table.names.indexOf(column);
  return table.rows.filter((row) => row[index] === String(value));
}

/** Cells as numbers, missing ones left out. */
export function numbersOf(cells: Cells): Sample & { type: "numeric" } {
  return numericSample(cells.map((cell) => (cell === "" ? Number.NaN : Number(cell))));
}

/** Cells as categories, missing ones left out. */
export function categoriesOf(cells: Cells): Sample & { type: "categorical" } {
  return categoricalSample(cells.filter((cell) => cell !== ""));
}
