import type { Store } from "../../../collector/clickhouse/store.ts";
import { fileComma } from "../natures/file-comma.ts";
import { declaredNature } from "../natures/declared-nature.ts";
import { decideNature } from "../natures/decide-nature.ts";
import { plainNumber } from "../natures/number-readings.ts";
import { type DataColumn, type DataSet, NO_LOOKS } from "../data-set.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import { visibleLine } from "../../../visible-text.ts";
import { readingNotes } from "../natures/reading-notes.ts";
import type { RawColumn, RawTable } from "../files/raw-table.ts";
import { levelsOf } from "./memory-column.ts";
import { memoryTables } from "./memory-tables.ts";

/** Texts of which the looks are made. */
const LOOKED_AT = 20_000;

/** A data set of what a file holds, in memory. @param format as what it was read, in words. @param declared what columns are, where somebody said so. @param typed natures that the file itself tells, by name; the others are decided by all values. */
export function memoryDataSet(
  name: string,
  raw: RawTable,
  format: string,
  store: () => Promise<Store>,
  declared: DeclaredFile = {},
  typed: ReadonlyMap<string, Pick<DataColumn, "nature" | "type" | "narrow">> = new Map(),
): DataSet {
  const draft = raw.columns.map(
    (column, place) => [column.name, { ...columnOf(column, raw.decimal, declared, typed.get(column.name)), sql: `v${place}` }] as const,
  );
  const columns = fileComma(new Map(draft), raw.decimal);
  return {
    name,
    rows: raw.rows,
    columns,
    notes: [...readingNotes(name, format, raw.words, missingWords(raw.columns), columns), ...raw.notes.map((note) => `${visibleLine(name)}: ${note}`)],
    ...memoryTables(columns, raw.rows, store),
  };
}

/** Rows by missing word, of each column. */
function missingWords(columns: readonly RawColumn[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  return new Map(
    columns.map(({ name, column, missingWords: counted }) => [
      name,
      column.kind === "texts" ? new Map(levelsOf(column).filter(([level]) => column.missing.has(level))) : counted,
    ]),
  );
}

function columnOf(
  { name, column }: RawColumn,
  decimal: "." | "," | null,
  declared: DeclaredFile,
  typed?: Pick<DataColumn, "nature" | "type" | "narrow">,
): DataColumn {
  const common = {
    type: "text",
    texts: column.kind === "texts",
    narrow: false,
    readings: [],
    sql: "",
    parameters: {},
    missingSql: null,
    looks: NO_LOOKS,
    fault: null,
    held: column,
    ...typed,
  };
  if (typed !== undefined && typed.nature !== "string") return declaredNature(name, { ...common, nature: typed.nature }, declared, []);
  if (column.kind === "numbers") {
    const looks = { ...NO_LOOKS, values: column.values.length, number: 1 };
    return declaredNature(name, { ...common, nature: "number", readings: [plainNumber], looks }, declared, []);
  }
  const levels = levelsOf(column).filter(([level, rows]) => rows > 0 && !column.missing.has(level));
  const { unit, ...decided } = decideNature(levels, decimal);
  return declaredNature(name, { ...common, ...decided, looks: looksOf(levels, unit) }, declared, levels);
}

function looksOf(levels: readonly (readonly [string, number])[], unit: string): DataColumn["looks"] {
  const values = levels.reduce((sum, [, rows]) => sum + rows, 0);
  if (values === 0) return NO_LOOKS;
  const some = levels.slice(0, LOOKED_AT);
  const looked = some.reduce((sum, [, rows]) => sum + rows, 0);
  const words = some.reduce((sum, [text, rows]) => sum + rows * text.trim().split(/\s+/).length, 0) / Math.max(1, looked);
  const number = some.reduce((sum, [text, rows]) => sum + (Number.isNaN(plainNumber.read(text)) ? 0 : rows), 0) / Math.max(1, looked);
  return { words, distinct: levels.length / values, values, number, unit };
}
