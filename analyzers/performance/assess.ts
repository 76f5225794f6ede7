import type { PerformanceReport, PerformanceWindow, ReportedMetrics } from "./performance-report.ts";
import { isBeyond, type Limits, LEAST_WINDOWS, referenceLimits } from "./reference-limits.ts";
import { type Measured, type MeasuredInterval, type MetricRange, SIGNED } from "./rows/measured.ts";
import type { TaskRows } from "./task-rows.ts";
import { cutWindows, type WindowLength, type WindowSpan } from "./windows.ts";

/** One side in the order of time. */
export interface TimedRows<Rows> {
  readonly rows: Rows;
  /** Epoch milliseconds, rising; null: unknown. */
  readonly times: Float64Array | null;
}

export interface AssessOptions<Rows> {
  /** Null: a tenth of the reference's rows. */
  readonly length: WindowLength | null;
  /** What is made of a window's rows without their labels; null: nothing is asked. */
  readonly estimate: ((window: Rows, place: WindowSpan) => ReadonlyMap<string, MeasuredInterval>) | null;
  /** What is made of the labels of a window where some rows have none. */
  readonly fewLabels: ((window: Rows, place: WindowSpan) => Pick<PerformanceWindow, "powered" | "sequence">) | null;
}

type Assessed = Pick<PerformanceReport, "reference" | "current" | "windows" | "notes">;

const TENTH = 10;

/** The performance of each window of the current data, held against the windows of the reference. Estimates alert at the limits of realised values. */
export function assess<Rows extends TaskRows<Rows>>(reference: TimedRows<Rows>, current: TimedRows<Rows>, options: AssessOptions<Rows>): Assessed {
  const { rows } = reference;
  const length = options.length ?? { rows: Math.max(1, Math.floor(rows.length / TENTH)) };
  const limits = performanceLimits(windowsOf(reference, length), rows.ranges);
  const windows = cutWindows(current.rows.length, current.times, length).map((span) =>
    assessWindow(current.rows.slice(span.start, span.end), span, { limits: limits.of, reference: rows }, options),
  );
  const metrics = Object.fromEntries([...rows.values()].map(([name, { value }]) => [name, value]));
  return {
    reference: { rows: rows.length, labelled: rows.labelled, windows: limits.windows, metrics, limits: limits.shown },
    current: { rows: current.rows.length, labelled: current.rows.labelled },
    windows,
    notes: limits.notes,
  };
}

function assessWindow<Rows extends TaskRows<Rows>>(
  window: Rows,
  span: WindowSpan,
  { limits, reference }: { readonly limits: ReadonlyMap<string, Limits | null>; readonly reference: Rows },
  { estimate, fewLabels }: AssessOptions<Rows>,
): PerformanceWindow {
  const judged = (found: ReadonlyMap<string, MeasuredInterval>, rows: number): ReportedMetrics => reportedMetrics(found, rows, limits, window.ranges);
  const confusion = window.confusion();
  return {
    from: span.from,
    to: span.to,
    rows: window.length,
    labelled: window.labelled,
    realised: judged(window.intervals(), window.labelled),
    naive: window.labelled === 0 ? {} : Object.fromEntries([...window.naive(reference).values()].map(([name, { value }]) => [name, value])),
    ...(confusion === null ? {} : { confusion }),
    estimated: estimate === null ? {} : judged(estimate(window, span), window.length),
    ...(fewLabels !== null && window.labelled > 0 && window.labelled < window.length ? fewLabels(window, span) : {}),
  };
}

/** Metrics as they are told, each held against its limits. @param rows that they are of */
export function reportedMetrics(
  found: ReadonlyMap<string, MeasuredInterval>,
  rows: number,
  limits: ReadonlyMap<string, Limits | null>,
  ranges: ReadonlyMap<string, MetricRange>,
): ReportedMetrics {
  return Object.fromEntries(
    [...found].map(([name, { value, low, high, note }]) => {
      const alert = isBeyond({ value, low, high }, limits.get(name) ?? null, rows, ranges.get(name) ?? SIGNED);
      return [name, { value, low, high, alert, ...(note === undefined ? {} : { note }) }];
    }),
  );
}

/** One whole window of the reference. */
interface LimitingWindow {
  readonly metrics: ReadonlyMap<string, Pick<MeasuredInterval, "value">>;
  readonly labelled: number;
}

/** Of a reference's windows, how many there are, the limits that they give each metric, these as they are told, and what is to be said of them. */
export function performanceLimits(
  windows: readonly LimitingWindow[],
  ranges: ReadonlyMap<string, MetricRange>,
): {
  readonly windows: number;
  readonly of: ReadonlyMap<string, Limits | null>;
  readonly shown: PerformanceReport["reference"]["limits"];
  readonly notes: readonly string[];
} {
  const of = [...ranges].map(([name, range]): [string, Limits | null] => {
    const values = windows.flatMap(({ metrics, labelled }) => {
      const value = metrics.get(name)?.value ?? null;
      return value === null ? [] : [{ value, rows: labelled }];
    });
    return [name, referenceLimits(values, range)];
  });
  const shown = of.map(([name, found]) => [name, found === null ? null : { low: finite(found.low), high: finite(found.high) }] as const);
  const notes = windows.length >= LEAST_WINDOWS ? [] : [`The reference has ${windows.length} whole windows; alerts need at least ${LEAST_WINDOWS}.`];
  return { windows: windows.length, of: new Map(of), shown: Object.fromEntries(shown), notes };
}

/** Whole windows; a remainder at the end is left out where there are others. */
function windowsOf<Rows extends TaskRows<Rows>>(
  { rows, times }: TimedRows<Rows>,
  length: WindowLength,
): readonly { readonly metrics: ReadonlyMap<string, Measured>; readonly labelled: number }[] {
  return cutWindows(rows.length, times, length)
    .filter(({ whole }) => whole)
    .map(({ start, end }) => rows.slice(start, end))
    .map((window) => ({ metrics: window.values(), labelled: window.labelled }));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
