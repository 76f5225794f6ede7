import { WIDTH } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

/** Columns of a chart, two and a half units wide: in each the largest and the smallest value stand. */
const COLUMNS = WIDTH / 2.5;

/** A value that held for a while. */
interface Valued {
  readonly start: number;
  readonly end: number;
  readonly value: number | null;
}

/** What lies in one column of a chart. Times are epoch milliseconds. */
export interface Extreme {
  readonly start: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
}

/** The smallest and largest values of more spans than a chart has columns, oldest first, a column without values left out; null where each span has room of its own. */
export function extremes(spans: readonly Valued[], axis: TimeAxis): readonly Extreme[] | null {
  if (spans.length <= COLUMNS) return null;
  const columns: Extreme[] = [];
  let column = -1;
  for (const { start, end, value } of spans) {
    if (value === null) continue;
    const place = Math.floor((axis.x(start) / WIDTH) * COLUMNS);
    const last = columns.at(-1);
    if (last === undefined || place !== column) columns.push({ start, end, low: value, high: value });
    else columns[columns.length - 1] = { start: last.start, end, low: Math.min(last.low, value), high: Math.max(last.high, value) };
    column = place;
  }
  return columns;
}
