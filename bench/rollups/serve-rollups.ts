import type { Store } from "../../collector/clickhouse/store.ts";
import { modelSchema, type ModelSchema } from "../../collector/events/model-schema.ts";

export const NUMBERS = 20;
export const CATEGORIES = 5;
/** Buckets in which a number's values lie, about those of a normal column on its grid. */
const BUCKETS = 380;

/** A model of 20 numbers and 5 categories. */
export function benchSchema(name: string): ModelSchema {
  const features = [
    ...Array.from({ length: NUMBERS }, (_, index) => ({ name: `n${index}`, type: "numeric" as const })),
    ...Array.from({ length: CATEGORIES }, (_, index) => ({ name: `c${index}`, type: "categorical" as const })),
  ];
  return modelSchema.parse({ name, version: "1", task: "binary", features });
}

export async function registerBenchGrids(store: Store, model: string): Promise<void> {
  const grids = Array.from({ length: NUMBERS }, (_, index) => ({
    model,
    feature: `n${index}`,
    grid: 1,
    location: 0,
    scale: 1,
    resolution: 100,
    created_time: 0,
  }));
  await store.insert("grids", grids);
}

/** A stretch of time of one model's traffic; seconds of the epoch, `steps` of `stepSeconds` each. */
export interface Stretch {
  readonly model: string;
  readonly start: number;
  readonly steps: number;
  readonly stepSeconds: 60 | 3600;
  readonly rowsPerStep: number;
}

/**
 * Fills the rollups as if so much traffic had come, by the minute (the hours follow by their views) or, where only hours are read, by the hour; no raw rows. The 20 numbers are normal, on
 * their grid about 380 buckets; each step's count of a bucket is its share of the rows, rounded up or down at random. The 5 categories have ten levels each.
 */
export async function serveRollups(store: Store, stretch: Stretch): Promise<void> {
  const [table, time] = stretch.stepSeconds === 60 ? ["1m", "minute"] : ["1h", "hour"];
  const parameters = { ...stretch, buckets: BUCKETS };
  const when = "toDateTime({start: Int64} + {stepSeconds: Int64} * step, 'UTC')";
  await store.command(
    `INSERT INTO feature_buckets_${table} (${time}, model, version, feature, kind, grid, bucket, rows, total)
    SELECT ${when}, {model: String}, '1', concat('n', toString(feature)), 'feature', 1, bucket, toUInt64(floor({rowsPerStep: Float64} * share + drawn)) AS rows, rows * sinh(bucket / 100) AS total
    FROM (
      SELECT arrayJoin(range({steps: UInt32})) AS step, feature, bucket, share, (cityHash64(step, feature, bucket) % 10000) / 10000 AS drawn
      FROM (
        SELECT intDiv(number, {buckets: UInt32}) AS feature, toInt32(number % {buckets: UInt32}) - intDiv({buckets: UInt32}, 2) AS bucket,
          exp(-pow(sinh(bucket / 100) / 1.4826, 2) / 2) * cosh(bucket / 100) AS density, density / sum(density) OVER (PARTITION BY feature) AS share
        FROM numbers({buckets: UInt32} * ${NUMBERS})
      )
    ) WHERE floor({rowsPerStep: Float64} * share + drawn) > 0`,
    parameters,
  );
  await store.command(
    `INSERT INTO feature_categories_${table} (${time}, model, version, feature, kind, category, rows)
    SELECT ${when}, {model: String}, '1', concat('c', toString(intDiv(number, 10) % ${CATEGORIES})), 'feature', concat('level', toString(number % 10)), toUInt64({rowsPerStep: Float64} / 10)
    FROM (SELECT number, intDiv(number, 10 * ${CATEGORIES}) AS step FROM numbers({steps: UInt64} * 10 * ${CATEGORIES}))`,
    parameters,
  );
  const minutes = { ...stretch, steps: (stretch.steps * stretch.stepSeconds) / 60, rows: (stretch.rowsPerStep * 60) / stretch.stepSeconds };
  await store.command(
    "INSERT INTO scored_rows_1m (minute, model, version, rows) SELECT toDateTime({start: Int64} + 60 * number, 'UTC'), {model: String}, '1', toUInt64({rows: Float64}) FROM numbers({steps: UInt64})",
    minutes,
  );
  await store.command(
    `INSERT INTO request_rollup_1m (minute, model, version, requests, rows, latency)
    SELECT toDateTime({start: Int64} + 60 * number, 'UTC') AS minute, {model: String}, '1', toUInt64({rows: Float64}), toUInt64({rows: Float64}), quantilesTDigestState(0.5, 0.9, 0.95, 0.99)(toFloat32(5))
    FROM numbers({steps: UInt64}) GROUP BY minute`,
    minutes,
  );
}

/** Inserts real rows, spread evenly over some time from `start` (epoch milliseconds) on; the views roll them up. */
export async function serveRows(
  store: Store,
  of: { readonly model: string; readonly start: number; readonly rows: number; readonly milliseconds: number },
): Promise<void> {
  const numbers = Array.from({ length: NUMBERS }, (_, index) => `'n${index}', randNormal(0, 1, ${index})`);
  const categories = Array.from({ length: CATEGORIES }, (_, index) => `'c${index}', concat('level', toString((number + ${index}) % 10))`);
  await store.command(
    `INSERT INTO inferences (event_time, received_time, model, version, request_id, row_number, feature_numbers, feature_categories)
    SELECT fromUnixTimestamp64Milli({start: Int64} + intDiv(number * {milliseconds: Int64}, {rows: Int64})) AS event_time, event_time, {model: String}, '1', toString(number), 0, map(${numbers.join(", ")}), map(${categories.join(", ")})
    FROM numbers({rows: UInt64})`,
    of,
  );
}
