import type { Store } from "../clickhouse/store.ts";
import { deleteRows, mergePartition } from "./mutate.ts";
import type { ErasurePlan, RollupRow } from "./plan.ts";

const ROLLUPS = ["scored_rows_1m", "feature_missing_1m", "feature_categories_1m", "feature_buckets_1m"] as const;
/** What has requests' ids. */
const TABLES = ["inferences", "inferences_beside", "requests", "labels"] as const;
/** Rollups and their times; those of hours are filled from those of minutes. */
const TIMES = {
  scored_rows_1m: "minute",
  feature_missing_1m: "minute",
  feature_categories_1m: "minute",
  feature_buckets_1m: "minute",
  feature_categories_1h: "hour",
  feature_buckets_1h: "hour",
} as const;

/** Takes the rows of a plan out of rollups and tables. Carried out twice it changes nothing more: what is taken from a rollup is one insert under one token, and rows that are gone are not found again. */
export async function carryOut(store: Store, plan: ErasurePlan): Promise<void> {
  const { model, ids, until, labelKeys = [] } = plan;
  await Promise.all(
    ROLLUPS.map((rollup) => {
      const rows = plan.rollups.filter((row) => row.rollup === rollup).map((row) => takenOut(model, row));
      return store.insert(rollup, rows, { token: `erasure ${plan.id} ${rollup}` });
    }),
  );
  const theirs = "model = {model: String} AND request_id IN {ids: Array(String)} AND received_time <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')";
  await Promise.all(TABLES.map((table) => deleteRows(store, table, theirs, { model, ids, until })));
  const byKey =
    "model = {model: String} AND has({labelKeys: Array(String)}, toString(mapSort(keys))) AND received_time <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')";
  if (labelKeys.length > 0) await deleteRows(store, "labels", byKey, { model, labelKeys, until });
  await Promise.all(Object.entries(TIMES).map(([table, time]) => dropEmpty(store, plan, table, time)));
}

/** Rollups are sums of unsigned numbers, which go round: the number that lacks so many to the beginning takes them away. */
function takenOut(model: string, { rollup, minute, version, variant, feature, kind, category, grid, bucket, counted, total }: RollupRow): object {
  const rows = String(2n ** 64n - BigInt(counted));
  const common = { minute, model, version, variant, rows };
  if (rollup === "scored_rows_1m") return common;
  if (rollup === "feature_missing_1m") return { ...common, feature, kind };
  return rollup === "feature_categories_1m" ? { ...common, feature, kind, category } : { ...common, feature, kind, grid, bucket, total: -total };
}

/**
 * Rows of a rollup that count nothing any more: the name of a category would still stand in them. What was taken is merged with what it was taken from first, in one step, since of the one without the other no sum would be right; merged,
 * a category without rows is gone, and a bucket is left with what adding and taking decimals leaves.
 */
async function dropEmpty(store: Store, plan: ErasurePlan, table: string, time: string): Promise<void> {
  const { model, from, to } = plan;
  if (plan.rollups.length === 0) return;
  for (const partition of monthsOf(plan)) await mergePartition(store, table, partition);
  const among = `model = {model: String} AND ${time} >= toStartOfHour(fromUnixTimestamp64Milli({from: Int64}, 'UTC')) AND ${time} <= fromUnixTimestamp64Milli({to: Int64}, 'UTC')`;
  await deleteRows(store, table, `${among} AND rows = 0`, { model, from, to });
}

/** Partitions by month that the plan's rows are in, as 202601. */
function monthsOf({ rollups }: ErasurePlan): readonly number[] {
  return [...new Set(rollups.map(({ minute }) => Number(minute.slice(0, 7).replace("-", ""))))];
}
