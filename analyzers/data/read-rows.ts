import type { DataColumn, DataSet } from "./data-set.ts";
import { textOf } from "./memory/memory-column.ts";

/** Values of one column drawn from one side, and how many rows have none. */
export interface DrawnRows<T> {
  readonly rows: number;
  readonly missing: number;
  readonly values: readonly T[];
}

const SHARES = 1_000_000;
const SEED = 20_261_121;

/** Texts of at most about `most` rows, drawn by a hash of their number. */
export function readTexts(data: DataSet, name: string, column: DataColumn, most: number): Promise<DrawnRows<string>> {
  return readRows<string>(data, name, column, { sql: `toString(${column.sql})`, held: (text) => text }, most);
}

/** Vectors of at most about `most` rows; lists written as text are read. */
export function readVectors(data: DataSet, name: string, column: DataColumn, most: number): Promise<DrawnRows<readonly number[]>> {
  const sql = column.texts ? `JSONExtract(assumeNotNull(toString(${column.sql})), 'Array(Float64)')` : column.sql;
  return readRows<readonly number[]>(data, name, column, { sql, held: vectorIn }, most);
}

function vectorIn(text: string): readonly number[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.map(Number) : [];
  } catch {
    return text
      .split(/[[\],\s]+/)
      .filter((part) => part !== "")
      .map(Number);
  }
}

interface Value<T> {
  readonly sql: string;
  readonly held: (text: string) => T;
}

async function readRows<T>(data: DataSet, name: string, column: DataColumn, value: Value<T>, most: number): Promise<DrawnRows<T>> {
  if (column.held !== null) return drawnOfHeld(data, column, value, most);
  const { store, table, parameters: own, rowNumber } = await data.tableOf([name]);
  const all = { ...own, ...column.parameters };
  const present = column.nature === "vector" && !column.texts ? `notEmpty(${column.sql})` : `isNotNull(${column.sql})`;
  const [counted] = await store.query<{ tidemarkRows: number }>(`SELECT countIf(${present}) AS tidemarkRows FROM ${table}`, all);
  const rows = counted?.tidemarkRows ?? 0;
  const kept = Math.ceil(SHARES * Math.min(1, most / Math.max(1, rows)));
  const drawn = await store.query<{ tidemarkValue: T }>(
    `SELECT tidemarkValue FROM (SELECT ${value.sql} AS tidemarkValue, ${present} AS tidemarkPresent, cityHash64(${rowNumber}, ${SEED}) AS tidemarkHash FROM ${table})
    WHERE tidemarkPresent AND tidemarkHash % ${SHARES} < ${kept}`,
    all,
  );
  return { rows: data.rows, missing: data.rows - rows, values: drawn.map(({ tidemarkValue }) => tidemarkValue) };
}

function drawnOfHeld<T>(data: DataSet, { held }: DataColumn, value: Value<T>, most: number): DrawnRows<T> {
  const texts: string[] = [];
  for (let row = 0; row < data.rows; row++) {
    const text = held === null ? null : textOf(held, row);
    if (text !== null) texts.push(text);
  }
  const share = most / Math.max(1, texts.length);
  const drawn = share >= 1 ? texts : texts.filter((_, place) => hashed(place) < share);
  return { rows: data.rows, missing: data.rows - texts.length, values: drawn.map(value.held) };
}

/** A number from 0 to 1 that a row's number gives, as good as random. [Steele, Lea & Flood 2014, SplitMix] */
function hashed(row: number): number {
  let hash = (row + SEED) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
