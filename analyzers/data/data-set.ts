import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import type { MemoryColumn } from "./memory/memory-column.ts";
import type { Reading } from "./natures/reading.ts";

/** What a column holds, by all its values. */
export type ColumnNature = "number" | "string" | "boolean" | "time" | "vector" | "unreadable";

/** A column of a data set. */
export interface DataColumn {
  readonly nature: ColumnNature;
  /** ClickHouse's type, for messages. */
  readonly type: string;
  /** Whether its values are texts that are read as its nature. */
  readonly texts: boolean;
  /** Whether single precision holds every value exactly. */
  readonly narrow: boolean;
  /** How its texts are read as its nature; none where they are text, or values that are no text. Two: they cannot be told apart by this side alone. */
  readonly readings: readonly Reading[];
  /** Its value in a row of a table that `tableOf` gave, NULL where missing; goes with `parameters`, whose names are the data set's own. */
  readonly sql: string;
  readonly parameters: QueryParameters;
  /** Of texts in a table: SQL of whether the value only spells that there is none, as long as the column is no text; null: no words do. */
  readonly missingSql: string | null;
  /** Of strings; of a sample where there are many. */
  readonly looks: ColumnLooks;
  /** Why it is left out of a comparison; else null. */
  readonly fault: string | null;
  /** Its values, where they are held in memory. */
  readonly held: MemoryColumn | null;
}

export interface ColumnLooks {
  /** Words a value, on average. */
  readonly words: number;
  /** Distinct values over values, 0–1; 0 without a value. */
  readonly distinct: number;
  /** Values that there are. */
  readonly values: number;
  /** Share of the values that read as a number. */
  readonly number: number;
  /** The unit that numbers are written with; empty: none. */
  readonly unit: string;
}

/** Of a column that holds no strings, or no values. */
export const NO_LOOKS: ColumnLooks = { words: 0, distinct: 0, values: 0, number: 0, unit: "" };

/** Where columns lie, as SQL sees them. */
export interface DataTable {
  readonly store: Store;
  /** A table expression; goes with `parameters`. */
  readonly table: string;
  readonly parameters: QueryParameters;
  /** SQL of what tells the rows apart, the same each time. */
  readonly rowNumber: string;
  /** SQL of the rows' order; null: as one thread reads them. */
  readonly order: string | null;
}

/** Rows that are compared, checked or made a baseline of, wherever they lie. */
export interface DataSet {
  readonly name: string;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, DataColumn>;
  /** What a reader must know of how it was read, in sentences; the first says as what it was read. */
  readonly notes: readonly string[];
  /** A table that has these columns (names); of a data set in memory it is made for them. */
  tableOf(columns: readonly string[]): Promise<DataTable>;
  /** Takes away what was made for it: tables, files. */
  close(): Promise<void>;
}
