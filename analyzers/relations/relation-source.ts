import type { DataSet } from "../report/data/data-set.ts";
import type { RelationSource } from "./read-relations.ts";

/** A report's data set as relations are read from it: a Parquet file, a table that a file was loaded into, or captured rows. */
export function relationSource({ table, parameters, columns }: DataSet): RelationSource {
  return {
    ...tableOf(table),
    parameters,
    settings: "",
    columns: new Map([...columns].filter(([, { nature }]) => nature !== "vector" && nature !== "unreadable").map(([name, { type }]) => [name, type])),
    value: (name) => columns.get(name) ?? { sql: "NULL", parameters: {} },
  };
}

function tableOf(table: string): Pick<RelationSource, "table" | "rowNumber"> {
  if (table.startsWith("file(")) return { table };
  if (table.includes(" WHERE ")) return { table: `(SELECT * FROM ${table})`, rowNumber: "cityHash64(request_id, row_number)" };
  return { table, rowNumber: "_part_starting_offset + _part_offset" };
}
