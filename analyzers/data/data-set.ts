import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";

/** What a column holds, as far as its store says. Strings may hold anything: `look-into-strings.ts` looks into them. */
export type ColumnNature = "number" | "string" | "boolean" | "time" | "vector" | "unreadable";

/** A column of a data set. */
export interface DataColumn {
  readonly nature: ColumnNature;
  /** ClickHouse's type, for messages. */
  readonly type: string;
  /** Whether single precision holds every value exactly. */
  readonly narrow: boolean;
  /** Its value in a row, NULL where missing; goes with `parameters`, whose names are the data set's own. */
  readonly sql: string;
  readonly parameters: QueryParameters;
  /** Of strings: the shares of values that read as a number, a time, true or false, a list; of a sample. */
  readonly looks: ColumnLooks;
}

export interface ColumnLooks {
  readonly number: number;
  readonly time: number;
  readonly boolean: number;
  readonly vector: number;
  /** Words a value, on average. */
  readonly words: number;
  /** Distinct values of the sample over its values, 0–1. */
  readonly distinct: number;
}

/** Rows that a report compares, wherever they lie; nothing is read before a column is asked for. */
export interface DataSet {
  readonly name: string;
  readonly rows: number;
  readonly store: Store;
  /** A table expression; goes with `parameters`. */
  readonly table: string;
  readonly parameters: QueryParameters;
  /** SQL of what tells the rows apart, the same each time. */
  readonly rowNumber: string;
  readonly columns: ReadonlyMap<string, DataColumn>;
}
