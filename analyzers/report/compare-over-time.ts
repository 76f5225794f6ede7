import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { DataSet } from "../data/data-set.ts";
import { pickRows } from "../data/pick-rows.ts";
import { readInOrder, timesInOrder } from "../data/read-in-order.ts";
import { cutWindows, type WindowLength } from "../performance/windows.ts";
import { visibleLine } from "../../visible-text.ts";
import { compareDataSets, type CompareOptions } from "./compare-data-sets.ts";
import type { ReportWindow } from "./drift-report.ts";

/** A comparison each; more would be no report. */
const MOST_WINDOWS = 400;

/**
 * Compares pieces of the current data one by one: by days or weeks (UTC; weeks from Monday) of a column of times, or so many rows each, in the order of time where one is known, else of the file.
 * The false-alarm rate is that of all pieces together, shared out equally. @param time name of the column of times; left out: the only one that there is
 * @throws TidemarkError `input` where days are asked of data without times, and for over 400 pieces
 */
export async function compareOverTime(
  reference: DataSet,
  current: DataSet,
  asked: { readonly by: WindowLength; readonly time?: string | undefined; readonly store: () => Promise<Store> },
  options: CompareOptions,
): Promise<readonly ReportWindow[]> {
  const time = timeColumn(current, asked.time, "milliseconds" in asked.by);
  const shown = [...current.columns].filter(([, { nature }]) => nature !== "vector").map(([name]) => name);
  const ordered = await readInOrder(current, shown);
  const column = time === null ? undefined : ordered.get(time);
  const times = column === undefined ? null : timesInOrder(column);
  const rows = Array.from({ length: current.rows }, (_, row) => row).filter((row) => times === null || Number.isFinite(times[row]));
  if (times !== null) rows.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const spans = cutWindows(rows.length, times === null ? null : Float64Array.from(rows, (row) => times[row] ?? 0), asked.by);
  if (spans.length > MOST_WINDOWS)
    throw new TidemarkError(
      "input",
      `--by: there would be ${spans.length} pieces; expected at most ${MOST_WINDOWS}, so longer ones (--by week, or more rows each)`,
    );
  // Times of one piece lie within it by their nature.
  const columns = (options.columns ?? [...reference.columns.keys()]).filter((name) => name !== time);
  const windows: ReportWindow[] = [];
  for (const { start, end, from, to, whole } of spans) {
    const piece = pickRows(current, ordered, { name: `${current.name}, ${from}`, rows: rows.slice(start, end) }, asked.store);
    const report = await compareDataSets(reference, piece, {
      ...options,
      columns,
      onColumn: () => undefined,
      method: options.method === "all" ? "auto" : options.method,
      falseAlarmRate: options.falseAlarmRate / spans.length,
      relations: null,
      multivariate: [],
    });
    await piece.close();
    const compared = report.columns.map(({ name, type, verdict, drifted, material, method, statistic, pValue, threshold, effect, size, missing, summary }) => {
      return { name, type, verdict, drifted, material, method, statistic, pValue, threshold, effect, size, missing, summary };
    });
    windows.push({ from, to, rows: end - start, whole, drifted: report.drifted, driftedColumns: report.driftedColumns, columns: compared });
  }
  return windows;
}

function timeColumn(data: DataSet, given: string | undefined, needed: boolean): string | null {
  if (given !== undefined) {
    if (data.columns.has(given)) return given;
    throw new TidemarkError("input", `--event-time ${visibleLine(given)}: the current data have no such column`);
  }
  const times = [...data.columns].filter(([, { nature }]) => nature === "time").map(([name]) => name);
  const [only] = times;
  if (only !== undefined && times.length === 1) return only;
  if (!needed) return null;
  throw new TidemarkError(
    "input",
    times.length === 0
      ? "--by day or week: the current data have no column of times; --event-time names one, or --by 5000rows cuts by rows"
      : `--by day or week: which of the columns of times (${times.slice(0, 5).map(visibleLine).join(", ")}) is meant is not said; --event-time names it`,
  );
}
