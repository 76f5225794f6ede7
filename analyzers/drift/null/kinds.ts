import type { Baseline } from "../../baseline/baseline.ts";
import { type CalendarDays, calendarName } from "../../windows/local-days.ts";
import { localHour } from "../../windows/local-hours.ts";
import { type Window, WINDOW_MS, type WindowLength } from "../../windows/window.ts";

/** How windows are compared: their length, the days with a name of their own, and the prior for how windows differ (standard deviations of a number). */
export interface Comparison {
  readonly window: WindowLength;
  readonly calendar: readonly CalendarDays[];
  readonly daySpread: number;
}

/** The windows of the baseline that are alike: the numbers of the blocks that make each. */
export interface Kind {
  /** In words; empty where all windows are of one kind. */
  readonly name: string;
  readonly pieces: readonly (readonly number[])[];
}

/** Which windows of a baseline are alike. */
export interface Kinds {
  /** What a window is compared with; a kind without windows where the baseline has nothing like it. */
  of(window: Window): Kind;
  /** Each window of the baseline in one kind: what the spread between windows that are alike is learned from. */
  readonly all: readonly Kind[];
}

/** So many windows of the same hour and weekday make an hour of the week a kind of its own; with fewer it is the hour of the day. */
const FEWEST_WEEKS = 4;
const WEEKDAYS = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"] as const;

/** Windows of an hour are alike by the hour of the week, or of the day where the baseline has few weeks; all days are alike, and all weeks, which are seven days each; days that the calendar names are alike by that name. Days held against an hour's window, and a block without times, are all of one kind, of which no window's spread is known. */
export function kindsOf(baseline: Baseline, { window, calendar }: Comparison): Kinds {
  const { blocks, timeZone } = baseline;
  const everything = { name: "", pieces: [blocks.map((_, number) => number)] };
  if (window === "1w") return oneKind({ name: "", pieces: groupsOfSeven(blocks.length) });
  if (window === "1h" && !isHourly(baseline)) return oneKind(everything);
  const named = (at: number): string | null => calendarName(calendar, at, timeZone);
  const nameBy = (names: (at: number) => string): ReadonlyMap<string, Kind> => {
    const groups = Map.groupBy(blocks.keys(), (number) => names(blocks[number]?.start ?? 0));
    return new Map([...groups].map(([name, numbers]) => [name, { name, pieces: numbers.map((number) => [number]) }]));
  };
  if (window === "1d") {
    const byDay = nameBy((at) => named(at) ?? "");
    return { of: ({ start }) => kindIn(byDay, named(start) ?? ""), all: [...byDay.values()] };
  }
  const hourOf = (at: number): string => `${String(localHour(at, timeZone).hour).padStart(2, "0")}:00`;
  const dayName = (at: number): string => `${hourOf(at)}${named(at) === null ? "" : ` of ${named(at) ?? ""}`}`;
  const weekName = (at: number): string => (named(at) === null ? `${hourOf(at)} on ${WEEKDAYS[localHour(at, timeZone).weekday] ?? ""}` : dayName(at));
  const [byDay, byWeek] = [nameBy(dayName), nameBy(weekName)];
  const enough = (kind: Kind | undefined): boolean => kind !== undefined && kind.pieces.length >= FEWEST_WEEKS;
  const weeks = [...byWeek.values()];
  const weekly = 2 * weeks.filter(enough).length > weeks.length;
  return {
    of: ({ start }) => (weekly && enough(byWeek.get(weekName(start))) ? kindIn(byWeek, weekName(start)) : kindIn(byDay, dayName(start))),
    all: weekly ? weeks : [...byDay.values()],
  };
}

/** Whether a baseline's blocks are hours, so that hours can be held against hours; rows without times are one block. */
function isHourly({ blocks }: Baseline): boolean {
  return blocks.length > 1 && blocks.every((block) => block.end - block.start > 0 && block.end - block.start <= WINDOW_MS["1h"]);
}

function kindIn(kinds: ReadonlyMap<string, Kind>, name: string): Kind {
  return kinds.get(name) ?? { name, pieces: [] };
}

function oneKind(kind: Kind): Kinds {
  return { of: () => kind, all: [kind] };
}

/** Whole weeks of blocks, or all of them where they are fewer. */
function groupsOfSeven(blocks: number): readonly (readonly number[])[] {
  const weeks = Math.max(1, Math.floor(blocks / 7));
  return Array.from({ length: weeks }, (_, week) => Array.from({ length: week === weeks - 1 ? blocks - 7 * week : 7 }, (__, day) => 7 * week + day));
}
