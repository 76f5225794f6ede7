/** Rows in a JSON document: objects, or arrays whose places `names` tells. */
export interface JsonTable {
  readonly rows: readonly unknown[];
  readonly names?: readonly string[];
  /** As what it was read: pandas' name of the orient; empty: an array of objects. */
  readonly words: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The table that a JSON document is: an array of objects or of arrays, or one object as pandas' `to_json` writes it (columns, index, split, table), or with the rows under one of its keys; null: none. */
export function tableInJson(value: unknown): JsonTable | null {
  if (Array.isArray(value)) {
    if (value.every(isObject)) return { rows: value, words: "" };
    return value.length > 0 && value.every((row) => Array.isArray(row)) ? { rows: value, words: "values orient" } : null;
  }
  if (!isObject(value)) return null;
  return split(value) ?? table(value) ?? wrapped(value) ?? ofObjects(value) ?? ofArrays(value) ?? underOneKey(value) ?? flatRow(value);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function split({ columns, data }: Json): JsonTable | null {
  if (!Array.isArray(columns) || !Array.isArray(data) || !data.every((row) => Array.isArray(row))) return null;
  return { rows: data, names: columns.map((name) => (Array.isArray(name) ? name.join("_") : String(name))), words: "split orient" };
}

function table({ schema, data }: Json): JsonTable | null {
  if (!isObject(schema) || !Array.isArray(data) || !data.every(isObject)) return null;
  const keys = Array.isArray(schema["primaryKey"]) ? schema["primaryKey"].map(String) : [];
  const index = keys.filter((key) => key === "index" || /^level_\d+$/.test(key));
  return { rows: data.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !index.includes(key)))), words: "table orient" };
}

/** A table under the only key, as in a request to MLflow (`dataframe_split`). */
function wrapped(value: Json): JsonTable | null {
  const [inner, ...others] = Object.values(value);
  return others.length === 0 && isObject(inner) ? (split(inner) ?? table(inner)) : null;
}

/** Objects of one set of keys: a column each (columns), or a row each (index). Keys that are numbers are those of rows; else there are more rows than columns. */
function ofObjects(value: Json): JsonTable | null {
  const entries = Object.entries(value);
  const inner = entries.map(([, object]) => object);
  if (entries.length === 0 || !inner.every(isObject) || inner.every((object) => Object.keys(object).length === 0)) return null;
  if (inner.some((object) => Object.values(object).some((cell) => typeof cell === "object" && cell !== null && !Array.isArray(cell)))) return null;
  const [outerKeys, innerKeys] = [Object.keys(value), [...new Set(inner.flatMap((object) => Object.keys(object)))]];
  const areNumbers = (keys: readonly string[]): boolean => keys.every((key) => /^-?\d+$/.test(key));
  const byColumn = areNumbers(innerKeys) || (!areNumbers(outerKeys) && innerKeys.length > outerKeys.length);
  if (!byColumn && !areNumbers(outerKeys) && outerKeys.length < 2) return null;
  if (!byColumn) return { rows: inner, words: "index orient" };
  return { rows: innerKeys.map((key) => entries.map(([, column]) => (column as Json)[key])), names: outerKeys, words: "columns orient" };
}

/** An array a column, all of one length. */
function ofArrays(value: Json): JsonTable | null {
  const arrays = Object.values(value);
  const [first] = arrays;
  if (!Array.isArray(first) || !arrays.every((array) => Array.isArray(array) && array.length === first.length)) return null;
  if (arrays.length === 1 && first.every(isObject)) return null;
  return { rows: first.map((_, row) => arrays.map((array) => (array as readonly unknown[])[row])), names: Object.keys(value), words: "an array a column" };
}

function underOneKey(value: Json): JsonTable | null {
  const found = Object.entries(value).filter(([, rows]) => Array.isArray(rows) && rows.length > 0 && rows.every(isObject));
  const [only] = found;
  return only === undefined || found.length > 1 ? null : { rows: only[1] as readonly unknown[], words: `rows under "${only[0]}"` };
}

/** One object of plain values is a row, as in a file of one line. */
function flatRow(value: Json): JsonTable | null {
  const cells = Object.values(value);
  return cells.length > 0 && cells.every((cell) => typeof cell !== "object" || cell === null) ? { rows: [value], words: "" } : null;
}
