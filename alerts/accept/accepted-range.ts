import { localDate, localDays } from "../../analyzers/windows/local-days.ts";
import type { WindowLength } from "../../analyzers/windows/window.ts";
import { TidemarkError } from "../../errors.ts";

/** Whole days that an episode must have lasted to say by itself what is usual: windows of an hour have 24 of them in one. */
export const ENOUGH_DAYS = { "1h": 1, "1d": 7, "1w": 7 } as const satisfies Record<WindowLength, number>;
/** Days that may be asked for. */
const MOST_DAYS = 400;

/** Local days, first and last included, as 2026-01-31. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

export interface RangeContext {
  /** When the alert's first bad window began, and the end of the last that was judged; epoch milliseconds. */
  readonly startedTime: number;
  readonly judgedEnd: number;
  readonly window: WindowLength;
  readonly timeZone: string;
}

/** The days that an alert has lasted, up to the last whole one that was judged; null while they are too few to say what is usual. */
export function episodeDays({ startedTime, judgedEnd, window, timeZone }: RangeContext): DayRange | null {
  const range = { from: localDate(startedTime, timeZone), to: lastWholeDay(judgedEnd, timeZone) };
  return range.from <= range.to && localDays(range.from, range.to, timeZone).length >= ENOUGH_DAYS[window] ? range : null;
}

/** The days to compare with: those asked for, where one is left out the episode's. @throws TidemarkError `input` with what would be right. */
export function acceptedRange(asked: Partial<DayRange>, context: RangeContext): DayRange {
  const { startedTime, judgedEnd, window, timeZone } = context;
  const last = lastWholeDay(judgedEnd, timeZone);
  const [from, to] = [asked.from ?? localDate(startedTime, timeZone), asked.to ?? last];
  if (asked.from === undefined && asked.to === undefined && episodeDays(context) === null)
    throw wrong(
      `since it began on ${from} fewer than ${ENOUGH_DAYS[window] === 1 ? "one whole day is" : `${ENOUGH_DAYS[window]} whole days are`} judged (the last is ${last}), too few to say what is usual; wait, or name days that were as now (from and to)`,
    );
  for (const [what, day] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (!isDate(day)) throw wrong(`${what} "${day.slice(0, 40)}" is no day; expected one such as 2026-01-31`);
  if (to < from) throw wrong(`to ${to} is before from ${from}; expected a day that is not`);
  if (to > last) throw wrong(`${to} is not over, or its windows are not judged yet; the last whole day is ${last}`);
  if (days(from, to) > MOST_DAYS) throw wrong(`${from} to ${to} are ${days(from, to)} days; expected at most ${MOST_DAYS}`);
  return { from, to };
}

/** The newest local day that ended by an instant. */
function lastWholeDay(end: number, timeZone: string): string {
  const today = localDate(end, timeZone);
  const before = localDate(end - 1, timeZone);
  // An end at midnight is the end of the day before it.
  return before === today ? dayBefore(today) : before;
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
}

function days(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

function wrong(what: string): TidemarkError {
  return new TidemarkError("input", `accepting it as the new normal: ${what}`);
}
