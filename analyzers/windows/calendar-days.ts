import { localDate } from "./local-days.ts";

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
