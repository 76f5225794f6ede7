import type { MonitorConfig } from "../../analyzers/monitoring/monitor-config.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { WatchedModel } from "../watched-model.ts";
import { sql } from "./sql.ts";

/** What grows old of a watched model. `model`: since its newest version served first; `baseline`: since the newest was made (or saved, where it moves); `data`: since the last row; `labels`: since the newest truth. */
export const AGING = ["model", "baseline", "data", "labels"] as const satisfies readonly (keyof MonitorConfig["staleness"])[];

/** Milliseconds; null: there never was any, or (limit) none is declared. */
export interface Age {
  readonly of: (typeof AGING)[number];
  readonly age: number | null;
  readonly limit: number | null;
}

interface AgesRow {
  readonly model: string;
  readonly version: string;
  readonly modelSince: number;
  readonly dataLast: number;
  readonly labelsLast: number;
  readonly baselineMade: number;
}

/** The ages of watched models, by name, in the order of `AGING`. @param now event time @param wallNow of baselines, both epoch milliseconds */
export async function queryAges(
  store: Store,
  watched: readonly WatchedModel[],
  { now, wallNow }: { readonly now: number; readonly wallNow: number },
): Promise<ReadonlyMap<string, readonly Age[]>> {
  const rows = await store.query<AgesRow>(sql("ages"), { models: watched.map(({ config }) => config.model) });
  const byModel = new Map(rows.map((row) => [row.model, row]));
  return new Map(
    watched.map(({ config: { model, staleness } }) => {
      const row = byModel.get(model);
      const since = { model: row?.modelSince, baseline: row?.baselineMade, data: row?.dataLast, labels: row?.labelsLast };
      const ageOf = (of: Age["of"]): number | null => (since[of] ? Math.max(0, (of === "baseline" ? wallNow : now) - since[of]) : null);
      return [model, AGING.map((of) => ({ of, age: ageOf(of), limit: staleness[of] ?? null }))];
    }),
  );
}

/** Whether something is older than it may be. */
export function isStale({ age, limit }: Age): boolean {
  return age !== null && limit !== null && age > limit;
}
