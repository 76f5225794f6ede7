import type { DataColumn } from "../data-set.ts";
import { commaNumber } from "./number-readings.ts";

/** A decimal comma that one column shows is the file's: columns whose numbers could be read in both ways are read so. @param decimal as declared. */
export function fileComma(columns: ReadonlyMap<string, DataColumn>, decimal: "." | "," | null): ReadonlyMap<string, DataColumn> {
  if (decimal !== null || ![...columns.values()].some(({ readings }) => readings.length === 1 && readings[0] === commaNumber)) return columns;
  return new Map(
    [...columns].map(([name, column]) => [name, column.readings.length > 1 && column.nature === "number" ? { ...column, readings: [commaNumber] } : column]),
  );
}
