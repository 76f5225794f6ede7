import type { Store } from "../../collector/clickhouse/store.ts";
import type { DataColumn, DataSet } from "./data-set.ts";
import type { MemoryColumn } from "./memory/memory-column.ts";
import { memoryTables } from "./memory/memory-tables.ts";
import { truthReading } from "./natures/truth-reading.ts";
import type { OrderedColumn } from "./read-in-order.ts";

/** Some rows of a data set as one of their own, in memory; columns are what they are in the whole. Columns that were not read (vectors) are left out. @param rows places of the rows @param store an engine for what SQL alone compares */
export function pickRows(
  data: DataSet,
  ordered: ReadonlyMap<string, OrderedColumn>,
  picked: { readonly name: string; readonly rows: readonly number[] },
  store: () => Promise<Store>,
): DataSet {
  const columns = new Map(
    [...data.columns].flatMap(([name, column], place) => {
      const whole = ordered.get(name);
      return whole === undefined ? [] : [[name, { ...heldColumn(column, pick(whole.held, picked.rows)), sql: `v${place}`, parameters: {} }] as const];
    }),
  );
  return { name: picked.name, rows: picked.rows.length, columns, notes: [], ...memoryTables(columns, picked.rows.length, store) };
}

/** As a column in memory; one that was in a table is there as plain numbers, or as texts. */
function heldColumn(column: DataColumn, held: MemoryColumn): DataColumn {
  if (column.held !== null) return { ...column, held };
  const texts = held.kind === "texts";
  return { ...column, held, texts, narrow: false, missingSql: null, readings: texts && column.nature === "boolean" ? [truthReading] : [] };
}

function pick(column: MemoryColumn, rows: readonly number[]): MemoryColumn {
  if (column.kind === "texts") return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] ?? -1) };
  const strange = new Map(
    column.strange.size === 0
      ? []
      : rows.flatMap((row, place) => {
          const text = column.strange.get(row);
          return text === undefined ? [] : [[place, text] as const];
        }),
  );
  return { kind: "numbers", values: Float64Array.from(rows, (row) => column.values[row] ?? Number.NaN), strange };
}
