import type { Store } from "../../collector/clickhouse/store.ts";
import { sql } from "./sql.ts";

/** Requests of one step of time, by how they ended. Time is epoch milliseconds, latencies milliseconds at the quantiles 0.5, 0.9, 0.95 and 0.99 of those answered (null: none was). */
export interface TrafficStep {
  readonly time: number;
  readonly requests: number;
  readonly failed: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly latencies: readonly (number | null)[];
}

/** The books of the requests of a period. */
export interface LedgerTotals {
  readonly served: number;
  readonly captured: number;
  readonly sampledOut: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly lostBeforeLog: number;
}

export interface BaselineRecord {
  readonly baselineId: string;
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly createdTime: number;
}

/** A baseline that was pinned, and for which windows. Times are epoch milliseconds. */
export interface BaselineChange {
  readonly model: string;
  /** The name that it was pinned under: what the monitor's baseline is called. */
  readonly name: string;
  /** Empty: from then on what the configuration says. */
  readonly baselineId: string;
  /** What it is called itself, and where it was made from. */
  readonly baseline: string;
  readonly source: string;
  /** Windows that end after it; 0: all judged since. */
  readonly since: number;
  /** Empty: pinned by hand. */
  readonly by: string;
  readonly alertId: string;
  /** Wall time. */
  readonly pinned: number;
}

interface Period {
  readonly model: string;
  readonly from: number;
  readonly to: number;
}

const STEPS_SECONDS = [60, 300, 900] as const;
const MOST_STEPS = 300;
const HOUR_SECONDS = 3600;

/** Seconds of one step: under an hour where a period (milliseconds) has at most 300 of them, else the hour by which failures and load are judged, so that no bad hour is thinned by good ones around it. */
export function stepFor(periodMs: number): number {
  return STEPS_SECONDS.find((step) => periodMs / 1000 / step <= MOST_STEPS) ?? HOUR_SECONDS;
}

/** Requests of [from, to) by step of `stepFor`. */
export function queryTraffic(store: Store, period: Period): Promise<TrafficStep[]> {
  return store.query<TrafficStep>(sql("traffic"), { ...period, step: stepFor(period.to - period.from) });
}

/** Sums of the ledger over [from, to). */
export async function queryLedger(store: Store, period: Period): Promise<LedgerTotals> {
  const [totals] = await store.query<LedgerTotals>(sql("ledger"), { ...period });
  return totals ?? { served: 0, captured: 0, sampledOut: 0, dropped: {}, lostBeforeLog: 0 };
}

/** Baselines of a model, newest first. */
export function queryBaselines(store: Store, model: string): Promise<BaselineRecord[]> {
  return store.query<BaselineRecord>(sql("baselines"), { model });
}

/** The baselines that were pinned for models, newest first, at most 100 of each. */
export function queryBaselineChanges(store: Store, models: readonly string[]): Promise<BaselineChange[]> {
  return store.query<BaselineChange>(sql("baseline-changes"), { models });
}

/** How many labels (with revisions) a model has, and when the newest truth was known (0: never). */
export async function queryLabels(store: Store, model: string): Promise<{ labels: number; latest: number }> {
  const [row] = await store.query<{ labels: number; latest: number }>(sql("labels"), { model });
  return row ?? { labels: 0, latest: 0 };
}
