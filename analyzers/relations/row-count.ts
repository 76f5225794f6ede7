import { tCritical } from "../drift/null/t-critical.ts";
import { tTwoSided } from "../statistics/distributions/t-two-sided.ts";
import type { RelationCandidate } from "./relation-check.ts";

const DAY_HOURS = 24;
const LEAST_DAYS = 3;

/** Rows of each hour since 1970 that has any. */
export type HourlyRows = ReadonlyMap<number, number>;

/**
 * Whether a day brings more or fewer rows than in the reference: Student's t on the logarithm of the rows of whole days (UTC; the first and the last are left out), two-sample. It needs 3 such days of the reference
 * and one of the current data; null without. Hours are not compared by themselves, since they hang together within a day.
 */
export function rowCountCandidate(reference: HourlyRows, current: HourlyRows): RelationCandidate | null {
  const [before, now] = [wholeDays(reference), wholeDays(current)];
  if (before.length < LEAST_DAYS || now.length < 1) return null;
  const [was, is] = [meanOf(before), meanOf(now)];
  const degrees = before.length + now.length - 2;
  const variance = (squaresOf(before, was) + squaresOf(now, is)) / degrees;
  // Rows that arrive independently vary by chance alone; no day can be steadier.
  const least = (1 / Math.exp(was) + 1 / Math.exp(is)) / 2;
  const error = Math.sqrt(Math.max(variance, least) * (1 / before.length + 1 / now.length));
  const statistic = Math.abs(is - was);
  return {
    check: "rowCount",
    columns: [],
    statistic,
    pValue: tTwoSided(statistic / error, degrees),
    thresholdAt: (level) => tCritical(level / 2, degrees) * error,
    reference: Math.exp(was),
    current: Math.exp(is),
    size: Math.min(1, Math.abs(Math.expm1(is - was))),
    describe: () => `${Math.round(Math.exp(is))} rows a day, in the reference ${Math.round(Math.exp(was))} (${now.length} and ${before.length} whole days)`,
    source: "difference of the mean logarithms of the rows of whole days; Student's t, two-sample",
  };
}

/** Logarithms of the rows of each whole day between the first and the last hour; a day without rows counts as one with half a row. */
function wholeDays(hourly: HourlyRows): readonly number[] {
  if (hourly.size === 0) return [];
  const hours = [...hourly.keys()];
  const first = Math.floor(hours.reduce((least, hour) => Math.min(least, hour), Infinity) / DAY_HOURS) + 1;
  const last = Math.floor(hours.reduce((most, hour) => Math.max(most, hour), -Infinity) / DAY_HOURS) - 1;
  const rows = new Map<number, number>();
  for (const [hour, count] of hourly) rows.set(Math.floor(hour / DAY_HOURS), (rows.get(Math.floor(hour / DAY_HOURS)) ?? 0) + count);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, day) => Math.log(Math.max(0.5, rows.get(first + day) ?? 0)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function squaresOf(values: readonly number[], mean: number): number {
  return values.reduce((total, value) => total + (value - mean) ** 2, 0);
}
