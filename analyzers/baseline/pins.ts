import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";

const PINS = readFileSync(new URL("pins.sql", import.meta.url), "utf8");

/** Which baseline a name stands for, and for which windows. Times are epoch milliseconds. */
export interface Pin {
  readonly model: string;
  readonly name: string;
  /** Empty: the name is released, its monitors follow the configuration. */
  readonly baselineId: string;
  /** Windows that end after it; 0: all. */
  readonly since: number;
  /** Who said so; empty: by hand, with `tidemark baseline pin`. */
  readonly by: string;
  /** The alert that was said to be the new normal; empty: none. */
  readonly alertId: string;
  readonly pinned: number;
}

/** All pins ever made, or those of a model, the newest first; one of a name that holds for the same windows replaces the earlier. */
export function loadPins(store: Store, model = ""): Promise<readonly Pin[]> {
  return store.query<Pin>(PINS, { model });
}

/** The pin that holds for a window of a monitor whose baseline has the name: the newest of those that began before its end (epoch milliseconds). Undefined: none, or it was released. @param pins as `loadPins` gives them, of one model */
export function pinAt<P extends Pick<Pin, "name" | "since" | "baselineId">>(pins: readonly P[], name: string, windowEnd: number): P | undefined {
  const pin = pins.find((one) => one.name === name && one.since < windowEnd);
  return pin?.baselineId === "" ? undefined : pin;
}

/** Makes a baseline the one that a name stands for, whatever it is called itself, until another is pinned; an empty id releases the name. `now`: epoch milliseconds. Without `since` it holds for all windows judged from now on. */
export function savePin(
  store: Store,
  { model, name, baselineId, since = 0, by = "", alertId = "" }: Pick<Pin, "model" | "name" | "baselineId"> & Partial<Pick<Pin, "since" | "by" | "alertId">>,
  now: number,
): Promise<void> {
  return store.insert("baseline_pins", [{ model, name, baseline_id: baselineId, since_time: since, pinned_by: by, alert_id: alertId, pinned_time: now }]);
}
