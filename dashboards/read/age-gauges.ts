import type { Meter, ObservableResult } from "@opentelemetry/api";
import type { Store } from "../../collector/clickhouse/store.ts";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";
import type { WatchedModel } from "../watched-model.ts";
import { type Age, queryAges } from "./ages.ts";

/** A scrape asks the store again after so long, milliseconds. */
const FRESH_MS = 15_000;

/** How old each watched model, its baseline, its newest row and its newest label are, and how old they may be, for `/metrics`. */
export function ageGauges(
  meter: Meter,
  { store, watched, logger }: { readonly store: Store; readonly watched: readonly WatchedModel[]; readonly logger: Logger },
  clocks: () => { readonly now: number; readonly wallNow: number },
): void {
  let asked: { readonly at: number; readonly ages: ReturnType<typeof queryAges> } | null = null;
  const observed = (of: (age: Age) => number | null) => async (result: ObservableResult) => {
    try {
      const { now, wallNow } = clocks();
      if (asked === null || wallNow - asked.at > FRESH_MS) asked = { at: wallNow, ages: queryAges(store, watched, { now, wallNow }) };
      for (const [model, ages] of await asked.ages)
        for (const age of ages) {
          const value = of(age);
          if (value !== null) result.observe(value / 1_000, { model, of: age.of });
        }
    } catch (error) {
      logger.warn("how old models and their data are could not be read", { error: messageOf(error) });
    }
  };
  meter
    .createObservableGauge("tidemark.age", {
      unit: "s",
      description: "Age of a watched model's newest version, its baseline, its newest row and its newest label.",
    })
    .addCallback(observed(({ age }) => age));
  meter
    .createObservableGauge("tidemark.age.limit", { unit: "s", description: "How old each may be, where monitors[].staleness says so." })
    .addCallback(observed(({ limit }) => limit));
}
