import type { DataColumn } from "../data-set.ts";
import type { DeclaredFile } from "../files/declared-file.ts";
import { commaNumber, plainNumber, pointNumber } from "./number-readings.ts";

/** A column as it is declared: categories are text as it is written, numbers are read in the writing that most of the values have. What is not declared stays. @param levels some of its texts, with their rows. */
export function declaredNature(
  name: string,
  column: DataColumn,
  { categorical = [], numeric = [] }: DeclaredFile,
  levels: readonly (readonly [string, number])[],
): DataColumn {
  if (categorical.includes(name) && column.nature !== "vector" && column.nature !== "unreadable") {
    const text = { ...column, nature: "string", type: "text", texts: true, narrow: false, readings: [], missingSql: null, fault: null } as const;
    return column.held !== null || column.texts ? text : { ...text, type: "Nullable(String)", sql: `toString(${column.sql})` };
  }
  if (!numeric.includes(name) || !column.texts || column.nature === "number" || column.nature === "boolean") return column;
  const rated = [plainNumber, pointNumber, commaNumber].map((reading) => ({
    reading,
    rows: levels.reduce((sum, [text, rows]) => (Number.isNaN(reading.read(text)) ? sum : sum + rows), 0),
  }));
  const best = rated.reduce((most, one) => (one.rows > most.rows ? one : most));
  return { ...column, nature: "number", readings: [best.reading], fault: null };
}
