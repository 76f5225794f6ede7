import type { Store } from "../../collector/clickhouse/store.ts";
import type { Baseline } from "./baseline.ts";
import { fromDocument, toDocument } from "./baseline-document.ts";
import { registerGrids } from "./grids.ts";

/** Keeps a baseline under its id and has the rollups use its grids. `now`: epoch milliseconds. Saving again changes nothing but the time. */
export async function saveBaseline(store: Store, baseline: Baseline, now: number): Promise<void> {
  const { id, name, model, version, source } = baseline;
  await registerGrids(store, baseline, now);
  await store.insert("baselines", [{ baseline_id: id, name, model, version, source, created_time: now, document: toDocument(baseline) }]);
}

/** The baseline of that id, or, without one, the newest of that name; null when there is none. */
export async function loadBaseline(store: Store, wanted: { readonly model: string; readonly name: string; readonly id?: string }): Promise<Baseline | null> {
  const { model, name, id = "" } = wanted;
  const rows = await store.query<{ document: string }>(
    `SELECT document FROM baselines FINAL WHERE model = {model: String} AND name = {name: String} AND ({id: String} = '' OR baseline_id = {id: String})
    ORDER BY created_time DESC, baseline_id LIMIT 1`,
    { model, name, id },
  );
  return rows[0] === undefined ? null : fromDocument(rows[0].document);
}
