import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";

/** How much is put in: a window a day of each feature, verdicts of the other analyzers beside them. */
export interface Fleet {
  readonly models: number;
  readonly features: number;
  readonly days: number;
  /** When the newest window ends: midnight UTC, epoch milliseconds. */
  readonly end: number;
}

/** Verdicts, alerts and requests of a fleet, made in the engine. */
export async function seedFleet(store: Store, fleet: Fleet): Promise<void> {
  for (const name of ["findings", "hours", "requests", "alerts"])
    for (let first = 0; first < fleet.models; first += MODELS_AT_ONCE)
      await store.command(readFileSync(new URL(`seed-${name}.sql`, import.meta.url), "utf8"), {
        ...fleet,
        first,
        models: Math.min(MODELS_AT_ONCE, fleet.models - first),
      });
}

/** A part of the table each, as days of judging leave them. */
const MODELS_AT_ONCE = 10;

/** The name of the n-th model of a fleet, from 0. */
export const fleetModel = (n: number): string => `model-${String(n).padStart(3, "0")}`;
