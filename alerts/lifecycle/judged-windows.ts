import type { JudgedWindow } from "./alert-state.ts";
import { HISTORY_WINDOWS, type Span } from "./span.ts";

/** Adds a judged window, or replaces an older revision of it; an older or equal revision changes nothing. Oldest first. */
export function recordWindow(windows: readonly JudgedWindow[], judged: JudgedWindow): readonly JudgedWindow[] {
  const known = windows.find(({ end }) => end === judged.end);
  if (known !== undefined && known.revision >= judged.revision) return windows;
  return [...windows.filter(({ end }) => end !== judged.end), judged].sort((a, b) => a.end - b.end).slice(-HISTORY_WINDOWS);
}

/** Whether a revision of a window, or a later one, is known already. */
export function knowsWindow(windows: readonly JudgedWindow[], end: number, revision: number): boolean {
  return windows.some((window) => window.end === end && window.revision >= revision);
}

/** Several subjects as one: a window is bad when one of them was, without data when all were, else clear. Oldest first. */
export function mergeWindows(subjects: readonly (readonly JudgedWindow[])[]): readonly JudgedWindow[] {
  const merged = new Map<number, JudgedWindow>();
  for (const window of subjects.flat()) {
    const other = merged.get(window.end);
    if (other === undefined || RANK[window.status] > RANK[other.status]) merged.set(window.end, window);
  }
  return [...merged.values()].sort((a, b) => a.end - b.end);
}

const RANK = { noData: 0, clear: 1, bad: 2 } as const;

/** The newest run of windows that are all bad or all clear; windows without data neither break it nor count. Oldest first; empty when none was judged. */
export function latestRun(windows: readonly JudgedWindow[]): readonly JudgedWindow[] {
  const judged = windows.filter(({ status }) => status !== "noData");
  const last = judged.at(-1);
  const breakAt = judged.findLastIndex(({ status }) => status !== last?.status);
  return judged.slice(breakAt + 1);
}

/** Whether it has been bad for a span. A duration counts from the end of the first bad window to the end of the last one, so 0 and one window are the same. */
export function badFor(windows: readonly JudgedWindow[], span: Span): boolean {
  const run = latestRun(windows);
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined || last.status !== "bad") return false;
  return "windows" in span ? run.length >= span.windows : last.end - first.end >= span.ms;
}

/** Whether it has been well for a span. A duration counts from the start of the first clear window since to the end of the last one. */
export function clearFor(windows: readonly JudgedWindow[], span: Span): boolean {
  const run = latestRun(windows);
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined || last.status !== "clear") return false;
  return "windows" in span ? run.length >= span.windows : last.end - first.start >= span.ms;
}
