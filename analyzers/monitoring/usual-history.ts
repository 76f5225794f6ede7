import type { Window } from "../windows/window.ts";

const DAY_MS = 86_400_000;
/** Time that says what is usual. */
export const HISTORY_MS = 7 * DAY_MS;
/** How far back it is looked for, where bad windows are left out. */
export const REACH_MS = 28 * DAY_MS;

/** Windows found bad, by subject and start (epoch milliseconds). */
export type BadWindows = ReadonlyMap<string, ReadonlySet<number>>;

/** Windows to learn from what is usual for a subject, oldest first. */
export interface UsualHistory<T> {
  readonly windows: readonly T[];
  /** Bad windows of that time, left out whatever their size: an outage must not become the norm. */
  readonly leftOut: number;
}

/** Of windows before one, those of seven days that were not found bad; as many days further back as were left out, up to four weeks. */
export function usualHistory<T extends { readonly start: number }>(before: readonly T[], bad: BadWindows, window: Window, subject: string): UsualHistory<T> {
  const from = historyStart(window.start, window.end - window.start, bad, subject);
  const reached = before.filter(({ start }) => start >= from && start < window.start);
  const windows = reached.filter(({ start }) => bad.get(subject)?.has(start) !== true);
  return { windows, leftOut: reached.length - windows.length };
}

/** Where the history of a window begins that starts at `end`; all epoch milliseconds. */
export function historyStart(end: number, windowMs: number, bad: BadWindows, subject: string): number {
  const starts = [...(bad.get(subject) ?? [])].filter((start) => start < end && start >= end - REACH_MS).sort((a, b) => b - a);
  let from = end - HISTORY_MS;
  for (const start of starts) {
    if (start < from) break;
    from -= windowMs;
  }
  return Math.max(end - REACH_MS, from);
}
