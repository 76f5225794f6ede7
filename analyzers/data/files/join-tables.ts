import { ColumnBuilder } from "../memory/column-builder.ts";
import { textOf } from "../memory/memory-column.ts";
import type { Part } from "./find-parts.ts";
import type { RawTable } from "./raw-table.ts";

/** Parts of one table as one, columns by their names, with those that the parts' folders name; a column that a part lacks is missing in its rows. @param missing words that say that there is no value. */
export function joinTables(parts: readonly { readonly raw: RawTable; readonly partition: Part["partition"] }[], missing: ReadonlySet<string>): RawTable {
  const builders = new Map<string, ColumnBuilder>();
  const words = new Map<string, Map<string, number>>();
  const builderOf = (name: string, text: boolean): ColumnBuilder => {
    const builder = builders.get(name) ?? new ColumnBuilder(missing, text);
    builders.set(name, builder);
    return builder;
  };
  const texts = textColumns(parts.map(({ raw }) => raw));
  let rows = 0;
  for (const { raw, partition } of parts) {
    for (const { name, column, missingWords } of raw.columns) {
      const builder = builderOf(name, texts.has(name));
      const counted = words.get(name) ?? new Map<string, number>();
      for (const [word, times] of missingWords) counted.set(word, (counted.get(word) ?? 0) + times);
      words.set(name, counted);
      for (let row = 0; row < raw.rows; row++) {
        const text = textOf(column, row);
        if (text !== null) builder.add(rows + row, text);
      }
    }
    for (const [name, value] of Object.entries(partition)) for (let row = 0; row < raw.rows; row++) builderOf(name, false).add(rows + row, value);
    rows += raw.rows;
  }
  const [first] = parts;
  return {
    rows,
    columns: [...builders].map(([name, builder]) => ({ name, column: builder.build(rows), missingWords: words.get(name) ?? new Map<string, number>() })),
    notes: [...new Set(parts.flatMap(({ raw }) => raw.notes))],
    words: first?.raw.words ?? [],
    decimal: first?.raw.decimal ?? null,
  };
}

/** Names of columns that are text in a part. */
function textColumns(parts: readonly RawTable[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ columns }) => columns.flatMap(({ name, column }) => (column.kind === "texts" && column.levels.length > 0 ? [name] : []))));
}

/** Names of columns that are text in some parts and numbers in others. */
export function mixedColumns(parts: readonly RawTable[]): ReadonlySet<string> {
  const numbers = new Set(parts.flatMap(({ columns }) => columns.flatMap(({ name, column }) => (column.kind === "numbers" ? [name] : []))));
  return new Set([...textColumns(parts)].filter((name) => numbers.has(name)));
}
