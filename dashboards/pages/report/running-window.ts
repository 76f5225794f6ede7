import { loadBaseline } from "../../../analyzers/baseline/baselines.ts";
import type { BaselineColumn } from "../../../analyzers/statistics/column-counts.ts";
import { columnSample } from "../../../analyzers/statistics/sample.ts";
import { weightedDeviation, weightedMean } from "../../../analyzers/statistics/two-sample/moments.ts";
import { windowAt, type Window } from "../../../analyzers/windows/window.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { sql } from "../../read/sql.ts";
import type { WatchedModel } from "../../watched-model.ts";

/** Columns that are compared before they are judged. */
const MOST_COLUMNS = 50;

/** How one column stands so far. */
export interface RunningColumn {
  readonly name: string;
  /** Rows with a value. */
  readonly rows: number;
  readonly type: "numeric" | "categorical";
  /** Of numbers the mean; null of categories. */
  readonly mean: number | null;
  readonly reference: number | null;
  /** Baseline standard deviations that the mean moved; of categories the share of rows that changed level. */
  readonly size: number;
}

/** The window that has not ended. Times are epoch milliseconds. */
export interface RunningWindow {
  readonly window: Window;
  readonly rows: number;
  /** Rows that it takes to be judged. */
  readonly needed: number;
  readonly judgedAt: number;
  /** The largest first; compared with the baseline, nothing is decided and nobody is told. */
  readonly columns: readonly RunningColumn[];
  /** What it is compared with; empty: no baseline is kept yet. */
  readonly reference: string;
}

/** What the running window of a model holds so far. @param baselineId empty where none is kept */
export async function loadRunning(store: Store, { config }: WatchedModel, now: number, baselineId: string): Promise<RunningWindow> {
  const { model, timeZone, allowedLateness, drift } = config;
  const window = windowAt(now, drift.window, timeZone);
  const range = { model, from: window.start, to: Math.max(window.start + 1000, Math.min(now + 60_000, window.end)) };
  const [[counted], baseline] = await Promise.all([
    store.query<{ rows: number }>(sql("running-rows"), range),
    // One that cannot be read keeps nobody from the page; its windows say so when they are judged.
    baselineId === "" ? null : loadBaseline(store, { model, id: baselineId }).catch(() => null),
  ]);
  const rows = counted?.rows ?? 0;
  const known = (baseline?.columns ?? []).slice(0, MOST_COLUMNS);
  const values = rows === 0 || known.length === 0 ? [] : await store.query<Running>(sql("running-columns"), { ...range, names: known.map(({ name }) => name) });
  const byName = Map.groupBy(values, ({ name }) => name);
  const columns = known.flatMap((column) => runningColumn(column, byName.get(column.name) ?? [])).toSorted((a, b) => b.size - a.size);
  return { window, rows, needed: drift.minRows, judgedAt: window.end + allowedLateness, columns, reference: baseline?.name ?? "" };
}

interface Running {
  readonly name: string;
  readonly category: string;
  readonly rows: number;
  readonly mean: number | null;
}

/** A column so far against all rows of its baseline; none without values. */
export function runningColumn(column: Pick<BaselineColumn, "name" | "type" | "grid" | "blocks">, values: readonly Running[]): RunningColumn[] {
  const reference = columnSample(column, column.blocks);
  if (reference.type === "numeric") {
    const found = values.find(({ mean }) => mean !== null);
    if (found?.mean === undefined || found.mean === null || reference.total === 0) return [];
    const mean = weightedMean(reference);
    const size = Math.abs(found.mean - mean) / (weightedDeviation(reference) || 1);
    return [{ name: column.name, type: "numeric", rows: found.rows, mean: found.mean, reference: mean, size }];
  }
  const counts = new Map(values.filter(({ mean }) => mean === null).map(({ category, rows }) => [category, rows]));
  const rows = [...counts.values()].reduce((a, b) => a + b, 0);
  if (rows === 0 || reference.total === 0) return [];
  const levels = new Set([...counts.keys(), ...reference.counts.keys()]);
  const moved =
    [...levels].reduce((sum, level) => sum + Math.abs((counts.get(level) ?? 0) / rows - (reference.counts.get(level) ?? 0) / reference.total), 0) / 2;
  return [{ name: column.name, type: "categorical", rows, mean: null, reference: null, size: moved }];
}
