import type { Window } from "./window.ts";
import { WINDOW_MS, windowAt } from "./window.ts";

/** Local days that a baseline leaves out, first and last included: a holiday, an incident. Dates as 2026-01-31. */
export interface Exclusion {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The local date of an instant (epoch milliseconds) in a zone, as 2026-01-31. */
export function localDate(ms: number, timeZone: string): string {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
  return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
}

/** The days from one local date to another, both included, oldest first. */
export function localDays(from: string, to: string, timeZone: string): readonly Window[] {
  const days: Window[] = [];
  for (let day = windowAt(Date.parse(from) - WINDOW_MS["1d"], "1d", timeZone); localDate(day.start, timeZone) <= to; day = windowAt(day.end, "1d", timeZone))
    if (localDate(day.start, timeZone) >= from) days.push(day);
  return days;
}

/** Whether a block of time (by its start, epoch milliseconds) is left out. */
export function isExcluded(start: number, exclude: readonly Exclusion[], timeZone: string): boolean {
  if (exclude.length === 0) return false;
  const date = localDate(start, timeZone);
  return exclude.some(({ from, to }) => from <= date && date <= to);
}

/** " without 2013-12-24 to 2013-12-26 (holiday)"; nothing without exclusions. */
export function withoutText(exclude: readonly Exclusion[]): string {
  if (exclude.length === 0) return "";
  return ` without ${exclude.map(({ from, to, why }) => `${from === to ? from : `${from} to ${to}`}${why === "" ? "" : ` (${why})`}`).join(", ")}`;
}

/** Local days that are like each other and unlike others: holidays, sales. Dates as 2026-01-31, both included. */
export interface CalendarDays {
  readonly name: string;
  readonly days: readonly { readonly from: string; readonly to: string }[];
}

/** The name of the days that an instant (epoch milliseconds) lies in; null for an ordinary day. */
export function calendarName(calendar: readonly CalendarDays[], at: number, timeZone: string): string | null {
  if (calendar.length === 0) return null;
  const date = localDate(at, timeZone);
  return calendar.find(({ days }) => days.some(({ from, to }) => from <= date && date <= to))?.name ?? null;
}
