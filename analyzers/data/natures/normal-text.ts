import { textOf } from "../memory/memory-column.ts";
import type { DataColumn } from "../data-set.ts";
import { isoTime } from "./time-readings.ts";
import { plainNumber } from "./number-readings.ts";

/** The text of a held column's row as one writing has it: numbers plain, times ISO 8601, what is neither as it stands; null: missing. */
export function normalText({ nature, readings, held }: DataColumn, row: number): string | null {
  if (held === null) return null;
  const text = textOf(held, row);
  if (nature === "time" && held.kind === "numbers") return text === null ? null : isoText(held.values[row] ?? Number.NaN);
  if (text === null || nature === "string" || nature === "vector") return text;
  if (held.kind === "texts" && held.missing.has(text)) return null;
  const [reading] = readings;
  if (reading === undefined || readings.length > 1 || reading === plainNumber || reading === isoTime || nature === "boolean") return text;
  const value = reading.read(text);
  if (Number.isNaN(value)) return text;
  return nature === "time" ? isoText(value) : String(value);
}

/** Seconds since 1970 as ISO 8601 in UTC, whole seconds without a fraction. */
function isoText(seconds: number): string | null {
  if (Number.isNaN(seconds) || Math.abs(seconds) > 8.64e12) return null;
  return new Date(seconds * 1000)
    .toISOString()
    .replace(".000Z", "Z")
    .replace(/^\+0+(?=\d{4}-)/, "");
}
