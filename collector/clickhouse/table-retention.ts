import { z } from "zod";
import { duration } from "../duration.ts";
import type { Store } from "./store.ts";

/** Tables that rows can be deleted from by age, and the column that tells it. Not among them: what is no more than a place or a state (boundaries, baselines, alerts, windows judged). */
const TIMES = {
  requests: "event_time",
  inferences: "event_time",
  inferences_beside: "event_time",
  labels: "observed_time",
  node_samples: "event_time",
  ledger: "minute",
  dead_letters: "received_time",
  feature_buckets_1m: "minute",
  feature_categories_1m: "minute",
  feature_missing_1m: "minute",
  request_rollup_1m: "minute",
  scored_rows_1m: "minute",
  feature_buckets_1h: "hour",
  feature_categories_1h: "hour",
  findings: "judged_time",
  notifications: "updated_time",
  retrainings: "requested_time",
} as const;

type Table = keyof typeof TIMES;
const TABLES = Object.keys(TIMES) as readonly Table[];

/** How long rows of a table are kept, from their own time on; a table that is not named keeps all. */
export const tableRetention = z.partialRecord(z.enum(TABLES), duration);
export type TableRetention = z.infer<typeof tableRetention>;

/** Has ClickHouse delete old rows in its own time (TTL), or no longer; nothing is done where it does so already. A TTL of another form, which somebody set by hand, stays where no retention is configured. */
export async function applyTableRetention(store: Store, retention: TableRetention): Promise<void> {
  const found = await store.query<{ name: string; engine: string }>("SELECT name, engine_full AS engine FROM system.tables WHERE database = currentDatabase()");
  const engines = new Map(found.map(({ name, engine }) => [name, engine]));
  for (const table of TABLES) {
    const [keptMs, engine = ""] = [retention[table], engines.get(table)];
    const wanted = keptMs === undefined ? undefined : `toDateTime(${TIMES[table]}) + toIntervalSecond(${Math.ceil(keptMs / 1000)})`;
    if (wanted !== undefined && !engine.includes(` TTL ${wanted}`)) await store.command(`ALTER TABLE {table: Identifier} MODIFY TTL ${wanted}`, { table });
    if (wanted === undefined && engine.includes(` TTL toDateTime(${TIMES[table]}) + toIntervalSecond(`))
      await store.command("ALTER TABLE {table: Identifier} REMOVE TTL", { table });
  }
}
