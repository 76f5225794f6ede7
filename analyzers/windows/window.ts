import { TidemarkError } from "../../errors.ts";

/** Half open, epoch milliseconds. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** Lengths of windows: hours, days from local midnight, weeks from local Monday. */
export type WindowLength = "1h" | "1d" | "1w";

/** Milliseconds of one window; a day or week in which the clocks change is an hour longer or shorter. */
export const WINDOW_MS = { "1h": 3_600_000, "1d": 86_400_000, "1w": 604_800_000 } as const satisfies Record<WindowLength, number>;

const DAY_MS = WINDOW_MS["1d"];
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The window that holds an instant (epoch milliseconds). Days begin at local midnight (the first instant of the date where the clocks skip it), weeks on Monday, hours are
 * counted from local midnight; so windows tile all time, with no gap and no overlap, over every change of the clocks.
 * @param timeZone IANA name. @throws TidemarkError `config` for an unknown zone.
 */
export function windowAt(ms: number, length: WindowLength, timeZone: string): Window {
  const date = localDate(ms, timeZone);
  if (length === "1w") {
    const monday = date - ((new Date(date).getUTCDay() + 6) % 7) * DAY_MS;
    return { start: startOfDate(monday, timeZone), end: startOfDate(monday + 7 * DAY_MS, timeZone) };
  }
  const start = startOfDate(date, timeZone);
  const end = nextStart(date, start, timeZone);
  if (length === "1d") return { start, end };
  const hour = start + Math.floor((ms - start) / WINDOW_MS["1h"]) * WINDOW_MS["1h"];
  return { start: hour, end: Math.min(hour + WINDOW_MS["1h"], end) };
}

/** The windows that end after `from` and by `to`, oldest first, adjacent; the first is the one that holds `from`. Epoch milliseconds. */
export function windowsBetween(from: number, to: number, length: WindowLength, timeZone: string): readonly Window[] {
  const windows: Window[] = [];
  for (let window = windowAt(from, length, timeZone); window.end <= to; window = windowAt(window.end, length, timeZone)) windows.push(window);
  return windows;
}

/** A zone's date skipped as a whole (Samoa, 30 December 2011) begins when the next one does; its windows have no length and are left out. */
function nextStart(date: number, start: number, timeZone: string): number {
  let next = date + DAY_MS;
  while (startOfDate(next, timeZone) <= start) next += DAY_MS;
  return startOfDate(next, timeZone);
}

/** First instant of a local date, which is given as that date's midnight in UTC. */
function startOfDate(date: number, timeZone: string): number {
  const before = date - localOffset(date - DAY_MS, timeZone);
  const after = date - localOffset(date + DAY_MS, timeZone);
  const candidates = [Math.min(before, after), Math.max(before, after)];
  return candidates.find((candidate) => candidate + localOffset(candidate, timeZone) === date) ?? before;
}

/** The local date of an instant, as that date's midnight in UTC. */
function localDate(ms: number, timeZone: string): number {
  const local = ms + localOffset(ms, timeZone);
  return local - (((local % DAY_MS) + DAY_MS) % DAY_MS);
}

/** Local time minus UTC, milliseconds. */
function localOffset(ms: number, timeZone: string): number {
  const whole = Math.floor(ms / 1000) * 1000;
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(whole)
      .map((part) => [part.type, Number(part.value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second")) - whole;
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = "2-digit" as const;
  const fields = { year: "numeric", month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric } as const;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...fields });
    formats.set(timeZone, format);
    return format;
  } catch (cause) {
    throw new TidemarkError("config", `aligning windows: "${timeZone}" is no time zone; an IANA name such as "America/New_York" or "UTC" is`, { cause });
  }
}
