import type { DataSet } from "../data/data-set.ts";
import type { RelationSource } from "./read-relations.ts";

/** A report's data set as relations are read from it: a Parquet file, a table that a file was loaded into, or captured rows. */
export function relationSource({ table, parameters, rowNumber, columns }: DataSet): RelationSource {
  return {
    table,
    rowNumber,
    parameters,
    settings: "",
    columns: new Map([...columns].filter(([, { nature }]) => nature !== "vector" && nature !== "unreadable").map(([name, { type }]) => [name, type])),
    value: (name) => columns.get(name) ?? { sql: "NULL", parameters: {} },
  };
}
