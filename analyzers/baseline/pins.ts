import type { Store } from "../../collector/clickhouse/store.ts";

/** Which baseline is pinned under a name. */
export interface Pin {
  readonly model: string;
  readonly name: string;
  readonly baselineId: string;
}

/** All pins, or those of a model. */
export async function loadPins(store: Store, model = ""): Promise<readonly Pin[]> {
  return store.query<Pin>(
    "SELECT model, name, baseline_id AS baselineId FROM baseline_pins FINAL WHERE baseline_id != '' AND ({model: String} = '' OR model = {model: String}) ORDER BY model, name",
    { model },
  );
}

/** Makes a baseline the one that its name stands for, until another is pinned; an empty id releases the name. `now`: epoch milliseconds. */
export function savePin(store: Store, { model, name, baselineId }: Pin, now: number): Promise<void> {
  return store.insert("baseline_pins", [{ model, name, baseline_id: baselineId, pinned_time: now }]);
}
