import type { Store } from "../../collector/clickhouse/store.ts";

/** A saved baseline without its counts. */
export interface BaselineEntry {
  readonly id: string;
  readonly model: string;
  readonly name: string;
  readonly version: string;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly rows: number;
  /** Days (hours, of the same hours of the week) with rows. */
  readonly days: number;
  /** Whether it moves with the window: one is made for each. */
  readonly moving: boolean;
}

/** Saved baselines, newest first of each model and name; all models' when `model` is empty. */
export async function listBaselines(store: Store, model = ""): Promise<readonly BaselineEntry[]> {
  const rows = await store.query<Omit<BaselineEntry, "moving"> & { moving: number }>(
    `SELECT baseline_id AS id, model, name, version, source, toUnixTimestamp64Milli(created_time) AS created,
      arraySum(JSONExtract(document, 'blocks', 'Array(Tuple(rows UInt64))').rows) AS rows, JSONLength(document, 'blocks') AS days, JSONHas(document, 'parts') AS moving
    FROM baselines FINAL WHERE {model: String} = '' OR model = {model: String}
    ORDER BY model, name, created_time DESC, baseline_id`,
    { model },
  );
  return rows.map((row) => ({ ...row, moving: row.moving === 1 }));
}
