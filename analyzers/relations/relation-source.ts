import type { Store } from "../../collector/clickhouse/store.ts";
import type { DataColumn, DataSet } from "../data/data-set.ts";
import { plainSql } from "../data/plain-sql.ts";
import type { RelationSource } from "./read-relations.ts";

/** A data set as relations are read from it. */
export async function relationSource(data: DataSet): Promise<RelationSource & { readonly store: Store }> {
  const columns = new Map([...data.columns].filter(([, { nature }]) => nature !== "vector" && nature !== "unreadable"));
  const { store, ...table } = await data.tableOf([...columns.keys()]);
  return {
    ...table,
    store,
    settings: "",
    columns: new Map([...columns].map(([name, column]) => [name, plainSql(column).type])),
    value: (name) => valueOf(columns.get(name)),
  };
}

function valueOf(column: DataColumn | undefined): { readonly sql: string; readonly parameters: DataColumn["parameters"] } {
  return column === undefined ? { sql: "NULL", parameters: {} } : { sql: plainSql(column).sql, parameters: column.parameters };
}
