import type { DataColumn, DataSet } from "./data-set.ts";

/** Values of one column drawn from one side, and how many rows have none. */
export interface DrawnRows<T> {
  readonly rows: number;
  readonly missing: number;
  readonly values: readonly T[];
}

const SHARES = 1_000_000;
const SEED = 20_261_121;

/** Texts of at most about `most` rows, drawn by a hash of their number. */
export function readTexts(data: DataSet, column: DataColumn, most: number): Promise<DrawnRows<string>> {
  return readRows<string>(data, column, `toString(${column.sql})`, most);
}

/** Vectors of at most about `most` rows; lists written as text are read. */
export function readVectors(data: DataSet, column: DataColumn, most: number): Promise<DrawnRows<readonly number[]>> {
  const vector = column.nature === "string" ? `JSONExtract(assumeNotNull(toString(${column.sql})), 'Array(Float64)')` : column.sql;
  return readRows<readonly number[]>(data, column, vector, most);
}

async function readRows<T>(data: DataSet, { sql, nature, parameters }: DataColumn, value: string, most: number): Promise<DrawnRows<T>> {
  const all = { ...data.parameters, ...parameters };
  const present = nature === "vector" ? `notEmpty(${sql})` : `isNotNull(${sql})`;
  const [counted] = await data.store.query<{ tidemarkRows: number }>(`SELECT countIf(${present}) AS tidemarkRows FROM ${data.table}`, all);
  const rows = counted?.tidemarkRows ?? 0;
  const kept = Math.ceil(SHARES * Math.min(1, most / Math.max(1, rows)));
  const drawn = await data.store.query<{ tidemarkValue: T }>(
    `SELECT tidemarkValue FROM (SELECT ${value} AS tidemarkValue, ${present} AS tidemarkPresent, cityHash64(${data.rowNumber}, ${SEED}) AS tidemarkHash FROM ${data.table})
    WHERE tidemarkPresent AND tidemarkHash % ${SHARES} < ${kept}`,
    all,
  );
  return { rows: data.rows, missing: data.rows - rows, values: drawn.map(({ tidemarkValue }) => tidemarkValue) };
}
