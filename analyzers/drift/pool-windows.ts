import type { WindowLength } from "../windows/window.ts";
import type { ColumnCounts } from "../statistics/column-counts.ts";
import type { WindowData } from "./window-data.ts";

/** So many windows are put together at most. */
export const MOST_POOLED = 8;

/**
 * A window with too few rows put together with those before it, as few as make enough, or all eight; a window with enough, with none (of which nothing can be said) or of an hour (whose neighbours are other hours) stays as it is. The rows of windows that overlap are judged again and again, each within
 * its own window's budget, which holds whatever their dependence.
 * @param before oldest first
 */
export function poolWindows(data: WindowData, before: readonly WindowData[], minRows: number, length: WindowLength): WindowData {
  if (length === "1h" || data.rows === 0 || data.rows >= minRows) return data;
  let together = data;
  for (const earlier of before.slice(1 - MOST_POOLED).toReversed()) {
    if (together.rows >= minRows) break;
    together = joined(earlier, together);
  }
  return together;
}

function joined(earlier: WindowData, later: WindowData): WindowData {
  const names = new Set([...earlier.columns.keys(), ...later.columns.keys()]);
  const columns = new Map(
    [...names].flatMap((name) => sumOf(earlier.columns.get(name), earlier.rows, later.columns.get(name), later.rows).map((counts) => [name, counts] as const)),
  );
  return { ...later, columns, rows: earlier.rows + later.rows, coverage: Math.min(earlier.coverage, later.coverage), pooled: (later.pooled ?? 1) + 1 };
}

/** A column that one side lacks is missing in all of its rows. */
function sumOf(a: ColumnCounts | undefined, rowsOfA: number, b: ColumnCounts | undefined, rowsOfB: number): readonly ColumnCounts[] {
  const [first, second] = [a ?? b, b ?? a];
  if (first === undefined || second === undefined) return [];
  const missing = (a?.missing ?? rowsOfA) + (b?.missing ?? rowsOfB);
  const counts = new Map<number | string, number>(a?.counts);
  for (const [key, rows] of b?.counts ?? []) counts.set(key, (counts.get(key) ?? 0) + rows);
  return [{ type: first.type, counts, missing } as ColumnCounts];
}
