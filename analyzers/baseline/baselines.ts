import type { Store } from "../../collector/clickhouse/store.ts";
import type { Baseline } from "./baseline.ts";
import { fromDocument, toDocument } from "./baseline-document.ts";
import type { BaselinePart } from "./baseline-parts.ts";
import { fromReference, referenceDocument } from "./baseline-reference.ts";
import { registerGrids } from "./grids.ts";
import { loadPins, pinAt } from "./pins.ts";

/** Keeps a baseline under its id and has the rollups use its grids. `now`: epoch milliseconds. Saving again changes nothing but the time. */
export async function saveBaseline(store: Store, baseline: Baseline, now: number): Promise<void> {
  await registerGrids(store, baseline, now);
  await insertDocument(store, baseline, toDocument(baseline), now);
}

/** Keeps a baseline that is made of kept parts: its document names them, a few kilobytes. `now`: epoch milliseconds. */
export async function saveReference(store: Store, baseline: Baseline, parts: readonly BaselinePart[], now: number): Promise<void> {
  await insertDocument(store, baseline, referenceDocument(baseline, parts), now);
}

/** The baseline of that id and name, or of what is given of them the newest; null when there is none. */
export async function loadBaseline(
  store: Store,
  wanted: { readonly model: string } & ({ readonly name: string; readonly id?: string } | { readonly name?: undefined; readonly id: string }),
): Promise<Baseline | null> {
  const { model, name = "", id = "" } = wanted;
  const rows = await store.query<{ document: string; isReference: number }>(
    `SELECT document, JSONHas(document, 'parts') AS isReference FROM baselines FINAL WHERE model = {model: String} AND ({name: String} = '' OR name = {name: String}) AND ({id: String} = '' OR baseline_id = {id: String})
    ORDER BY created_time DESC, baseline_id LIMIT 1`,
    { model, name, id },
  );
  const [row] = rows;
  if (row === undefined) return null;
  return row.isReference === 1 ? fromReference(store, row.document) : fromDocument(row.document);
}

/** The baseline that a name or an id means, of a model: the pinned one of that name, else the newest of that name, else the one whose id begins so (eight digits or more); null when there is none. */
export async function findBaseline(store: Store, model: string, nameOrId: string): Promise<Baseline | null> {
  const pin = pinAt(await loadPins(store, model), nameOrId, Infinity);
  const named = await loadBaseline(store, pin === undefined ? { model, name: nameOrId } : { model, id: pin.baselineId });
  if (named !== null || !/^[0-9a-f]{8,64}$/.test(nameOrId)) return named;
  const found = await store.query<{ id: string; name: string }>(
    "SELECT DISTINCT baseline_id AS id, name FROM baselines WHERE model = {model: String} AND startsWith(baseline_id, {id: String})",
    { model, id: nameOrId },
  );
  const [only] = found;
  return only === undefined || found.length > 1 ? null : loadBaseline(store, { model, ...only });
}

function insertDocument(store: Store, { id, name, model, version, source }: Baseline, document: string, now: number): Promise<void> {
  return store.insert("baselines", [{ baseline_id: id, name, model, version, source, created_time: now, document }]);
}
