import { TidemarkError } from "../../errors.ts";

/** How rows are cut: so many a window, or so long. */
export type WindowLength = { readonly rows: number } | { readonly milliseconds: number };

/** Rows of one window by their places in the order of time, half open. */
export interface WindowSpan {
  readonly start: number;
  readonly end: number;
  /** By time: the window's bounds; by rows: times of the first and the last row, or, without times, their places. */
  readonly from: string;
  readonly to: string;
  /** Whether it has all the rows, or all the time, that a window has. */
  readonly whole: boolean;
}

/** More would be no report. */
export const MOST_WINDOWS = 10_000;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads `5000rows`, `30m`, `1h`, `1d`, `1w`; null: it is none. */
export function parseWindowLength(text: string): WindowLength | null {
  const [, digits = "", unit = ""] = /^(\d+)\s*(rows?|m|h|d|w)$/.exec(text.trim()) ?? [];
  const count = Number(digits);
  if (unit === "" || !(count > 0)) return null;
  return unit.startsWith("row") ? { rows: count } : { milliseconds: count * (UNITS[unit] ?? 0) };
}

/**
 * Cuts rows into windows; those of time begin at multiples of their length since 1970 (UTC; weeks on Mondays), and where no row lies there is none.
 * @param times epoch milliseconds, rising; null: unknown @throws TidemarkError `input` for more than ten thousand.
 */
export function cutWindows(rows: number, times: Float64Array | null, length: WindowLength): readonly WindowSpan[] {
  const spans = "rows" in length ? byRows(rows, times, length.rows) : byTime(times ?? new Float64Array(0), length.milliseconds);
  if (spans.length > MOST_WINDOWS)
    throw new TidemarkError(
      "input",
      `cutting ${rows} rows into windows: there would be ${spans.length}; expected at most ${MOST_WINDOWS}, so a longer --window`,
    );
  return spans;
}

function byRows(rows: number, times: Float64Array | null, size: number): readonly WindowSpan[] {
  const name = (row: number): string => (times === null ? String(row) : instant(times[row] ?? 0));
  return Array.from({ length: Math.ceil(rows / size) }, (_, index) => {
    const [start, end] = [index * size, Math.min(rows, (index + 1) * size)];
    return { start, end, from: name(start), to: name(end - 1), whole: end - start === size };
  });
}

/** Monday, 5 January 1970. */
const FIRST_MONDAY = 4 * 86_400_000;

function byTime(times: Float64Array, size: number): readonly WindowSpan[] {
  const spans: WindowSpan[] = [];
  for (let start = 0; start < times.length;) {
    const from = startOfWindow(times[start] ?? 0, size);
    let end = start;
    while (end < times.length && (times[end] ?? 0) < from + size) end += 1;
    spans.push({ start, end, from: instant(from), to: instant(from + size), whole: true });
    start = end;
  }
  return spans;
}

/** The multiple of a length at or before an instant, epoch milliseconds; of weeks a Monday (UTC). */
export function startOfWindow(time: number, length: number): number {
  const shift = length % (UNITS["w"] ?? 1) === 0 ? FIRST_MONDAY : 0;
  return Math.floor((time - shift) / length) * length + shift;
}

/** As ISO 8601, UTC. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
