import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import { type ColumnNature, type DataColumn, type DataSet, type DataTable, NO_LOOKS } from "./data-set.ts";
import { lookIntoTexts } from "./stored/look-into-texts.ts";

/** Which captured rows: a model's, and a range of event time, epoch milliseconds, half open. */
export interface StoredRows {
  readonly model: string;
  readonly from: number;
  readonly to: number;
  /** As the user wrote it. */
  readonly name: string;
}

const MAPS: readonly { readonly map: string; readonly nature: ColumnNature; readonly type: string }[] = [
  { map: "feature_numbers", nature: "number", type: "Float64" },
  { map: "feature_categories", nature: "string", type: "LowCardinality(String)" },
  { map: "feature_vectors", nature: "vector", type: "Array(Float32)" },
  { map: "prediction_numbers", nature: "number", type: "Float64" },
  { map: "prediction_categories", nature: "string", type: "LowCardinality(String)" },
];

/**
 * Opens captured rows of a store: a column for each feature and prediction that any row has. A name that came both as a number and as a category is the one that most rows have.
 * @throws TidemarkError `input` when the range has no rows.
 */
export async function openStoredRows(store: Store, { model, from, to, name }: StoredRows): Promise<DataSet> {
  const table =
    "(SELECT * FROM inferences WHERE model = {model: String} AND event_time >= fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND event_time < fromUnixTimestamp64Milli({to: Int64}, 'UTC'))";
  const parameters = { model, from, to };
  const [counted] = await store.query<{ rows: number }>(`SELECT count() AS rows FROM ${table}`, parameters);
  const rows = counted?.rows ?? 0;
  if (rows === 0)
    throw new TidemarkError(
      "input",
      `reading ${name}: the store has no rows of the model "${model}" in that range; tidemark's page lists the models and when they served`,
    );
  const found = new Map<string, { readonly rows: number; readonly column: DataColumn }>();
  for (const { map, nature, type } of MAPS) {
    const keys = await store.query<{ key: string; rows: number }>(
      `SELECT arrayJoin(mapKeys(${map})) AS key, count() AS rows FROM ${table} GROUP BY key ORDER BY key`,
      parameters,
    );
    for (const [place, { key, rows: withKey }] of keys.entries()) {
      const common = { nature, type, texts: nature === "string", narrow: false, readings: [], missingSql: null, looks: NO_LOOKS, fault: null, held: null };
      const column = { ...common, ...valueOf(map, key, `k${place}_${map}`) };
      if (withKey > (found.get(key)?.rows ?? 0)) found.set(key, { rows: withKey, column });
    }
  }
  const columns = new Map([...found].map(([key, { column }]) => [key, column]));
  const place: DataTable = { store, table, parameters, rowNumber: "cityHash64(request_id, row_number)", order: "event_time, request_id, row_number" };
  const texts = new Map([...columns].filter(([, { nature }]) => nature === "string"));
  for (const [key, column] of await lookIntoTexts(place, texts, false, null)) columns.set(key, column);
  return { name, rows, columns, notes: [], tableOf: () => Promise.resolve(place), close: () => Promise.resolve() };
}

function valueOf(map: string, key: string, parameter: string): Pick<DataColumn, "sql" | "parameters"> {
  const value = `${map}[{${parameter}: String}]`;
  // Of an absent key the map gives an empty vector, which counts as missing; a number or a category it would make up.
  const sql = map === "feature_vectors" ? value : `if(mapContains(${map}, {${parameter}: String}), toNullable(${value}), NULL)`;
  return { sql, parameters: { [parameter]: key } };
}
