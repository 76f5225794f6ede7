import type { ErrorSubject, ErrorWindow, FailingWindows, WindowRequests } from "./error-window.ts";

const DAY_MS = 86_400_000;
/** Time that says what is usual. */
export const HISTORY_MS = 7 * DAY_MS;
/** How far back it is looked for, where failing windows are left out. */
export const REACH_MS = 28 * DAY_MS;
/** What a model counts as that was failing for as long as can be seen: one request in 1,000. */
const NEVER_WELL: WindowRequests = { start: 0, requests: 1000, failures: [] };

const NONE: FailingWindows = new Map();

/** Windows to learn the usual rate of a subject from, oldest first. */
export interface UsualHistory {
  readonly windows: readonly WindowRequests[];
  /** Failing windows of that time, left out whatever their size: an outage must not become the norm. */
  readonly leftOut: number;
}

/** The windows of the seven days before that were not found failing; as many days further back as were left out, up to four weeks. */
export function usualHistory({ history, failing = NONE, window }: Pick<ErrorWindow, "history" | "failing" | "window">, subject: ErrorSubject): UsualHistory {
  const from = historyStart(window.start, window.end - window.start, failing, subject);
  const reached = history.filter(({ start }) => start >= from);
  const windows = reached.filter(({ start }) => failing.get(subject)?.has(start) !== true);
  const leftOut = reached.length - windows.length;
  return { windows: windows.length === 0 && leftOut > 0 ? [NEVER_WELL] : windows, leftOut };
}

/** Where the history of a window begins that starts at `end`; all epoch milliseconds. */
export function historyStart(end: number, windowMs: number, failing: FailingWindows, subject: ErrorSubject): number {
  const bad = [...(failing.get(subject) ?? [])].filter((start) => start < end && start >= end - REACH_MS).sort((a, b) => b - a);
  let from = end - HISTORY_MS;
  for (const start of bad) {
    if (start < from) break;
    from -= windowMs;
  }
  return Math.max(end - REACH_MS, from);
}
