import type { ReportColumn } from "../../analyzers/report/drift-report.ts";
import { measure } from "../words/format.ts";

const LENGTHS = [
  { unit: "days", seconds: 86_400 },
  { unit: "h", seconds: 3_600 },
  { unit: "min", seconds: 60 },
] as const;
const SECOND = { unit: "s", seconds: 1 } as const;
/** The last second that a date can tell. */
const LAST_SECOND = 8.64e12;

/** A value of a column as people write it: a moment as its day (UTC; with the time of day where the column lies within two days), else three significant digits. */
export function valueText(column: Pick<ReportColumn, "type" | "sides">, value: number): string {
  if (column.type !== "datetime" || Math.abs(value) > LAST_SECOND) return measure(value);
  const text = new Date(value * 1000).toISOString();
  return spanOf(column) > 2 * 86_400 ? text.slice(0, 10) : text.slice(0, 16).replace("T", " ");
}

/** A length on a column's axis, as a standard deviation: of moments in days, hours, minutes or seconds. */
export function lengthText({ type }: Pick<ReportColumn, "type">, length: number): string {
  if (type !== "datetime") return measure(length);
  const { unit, seconds } = stepFor(length);
  return `${measure(length / seconds)}\u202f${unit}`;
}

/** The change in a unit that people use: moments, which are stored in seconds, in the largest of days, hours and minutes that fits. */
export function readableEffect({ type, effect }: Pick<ReportColumn, "type" | "effect">): ReportColumn["effect"] {
  if (type !== "datetime" || effect === null || !["", "s"].includes(effect.unit)) return effect;
  const { unit, seconds } = stepFor(effect.value);
  const inUnit = (end: number | null): number | null => (end === null ? null : end / seconds);
  return { ...effect, unit, value: effect.value / seconds, low: inUnit(effect.low), high: inUnit(effect.high) };
}

function stepFor(length: number): { readonly unit: string; readonly seconds: number } {
  return LENGTHS.find(({ seconds }) => Math.abs(length) >= 2 * seconds) ?? SECOND;
}

function spanOf({ sides: { reference, current } }: Pick<ReportColumn, "sides">): number {
  const ends = [reference.low, reference.high, current.low, current.high].filter((end) => end !== null);
  return Math.max(...ends) - Math.min(...ends);
}
