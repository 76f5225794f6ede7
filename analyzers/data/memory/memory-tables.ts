import type { Store } from "../../../collector/clickhouse/store.ts";
import type { DataColumn, DataSet, DataTable } from "../data-set.ts";
import { normalText } from "../natures/normal-text.ts";

/** Columns of a table that holds all of a data set. */
const MOST_COLUMNS = 250;
const INSERTED_CELLS = 500_000;
let tables = 0;

/** Puts columns of a data set in memory into a table when SQL asks for them: all of them once, where they are not too many, else those asked for. They are called v and their place, numbers as numbers, all else as text. */
export function memoryTables(columns: ReadonlyMap<string, DataColumn>, rows: number, store: () => Promise<Store>): Pick<DataSet, "tableOf" | "close"> {
  const places = new Map([...columns.keys()].map((name, place) => [name, place]));
  let all: Promise<DataTable> | null = null;
  const made: string[] = [];
  return {
    tableOf: (names) => (columns.size > MOST_COLUMNS ? make(names) : (all ??= make([...columns.keys()]))),
    async close() {
      for (const table of made.splice(0)) await (await store()).command(`DROP TABLE IF EXISTS ${table}`);
    },
  };

  async function make(names: readonly string[]): Promise<DataTable> {
    const engine = await store();
    const table = `file_${process.pid}_${Date.now()}_${(tables += 1)}`;
    const picked = [...new Set(names)].flatMap((name) => {
      const column = columns.get(name);
      return column === undefined ? [] : [{ key: `v${places.get(name) ?? 0}`, type: sqlType(column), column }];
    });
    made.push(table);
    await engine.command(
      `CREATE TABLE ${table} (tidemark_row UInt32${picked.map(({ key, type }) => `, ${key} Nullable(${type})`).join("")}) ENGINE = MergeTree ORDER BY tidemark_row`,
    );
    const step = Math.max(1, Math.floor(INSERTED_CELLS / Math.max(1, picked.length)));
    for (let from = 0; from < rows; from += step) {
      const lines: string[] = [];
      for (let row = from; row < Math.min(rows, from + step); row++) {
        const record: Record<string, string | number | null> = { tidemark_row: row };
        for (const { key, type, column } of picked) record[key] = type === "String" ? normalText(column, row) : numberAt(column, row);
        lines.push(`${JSON.stringify(record)}\n`);
      }
      await engine.insert(table, Buffer.from(lines.join("")));
    }
    return { store: engine, table, parameters: {}, rowNumber: "tidemark_row", order: "tidemark_row" };
  }
}

/** The type of a column's table; numbers with another value among them, or infinite ones, are there as text. */
export function sqlType({ nature, held, readings }: DataColumn): "Float64" | "Int64" | "String" {
  if (nature !== "number" || held?.kind !== "numbers" || held.strange.size > 0 || readings.length > 1) return "String";
  let whole = true;
  for (const value of held.values) {
    if (value === Infinity || value === -Infinity) return "String";
    whole &&= Number.isNaN(value) || Number.isSafeInteger(value);
  }
  return whole ? "Int64" : "Float64";
}

function numberAt({ held }: DataColumn, row: number): number | null {
  const value = held?.kind === "numbers" ? (held.values[row] ?? Number.NaN) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
