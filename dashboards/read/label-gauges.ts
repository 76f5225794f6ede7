import type { Meter } from "@opentelemetry/api";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Logger } from "../../telemetry.ts";
import { messageOf } from "../../errors.ts";
import { type LabelMatches, queryLabelMatches } from "./label-matches.ts";

/** A scrape asks the store again after so long, milliseconds. */
const FRESH_MS = 15_000;
/** Models told one by one; names come from outside. */
const MOST_MODELS = 100;

/** Labels of the last week that match no captured row, by model, for `/metrics`; models that never served are among them. */
export function labelGauges(meter: Meter, store: Store, logger: Logger, now: () => number): void {
  let asked: { readonly at: number; readonly matches: Promise<readonly LabelMatches[]> } | null = null;
  const matches = (): Promise<readonly LabelMatches[]> => {
    if (asked === null || now() - asked.at > FRESH_MS) asked = { at: now(), matches: queryLabelMatches(store, "", now()) };
    return asked.matches;
  };
  meter
    .createObservableGauge("tidemark.labels.unmatched", { description: "Labelled rows of the last week that match no captured row." })
    .addCallback(async (result) => {
      try {
        const found = (await matches()).filter(({ unmatched }) => unmatched > 0);
        for (const { model, unmatched } of found.slice(0, MOST_MODELS)) result.observe(unmatched, { model });
        const rest = found.slice(MOST_MODELS).reduce((sum, { unmatched }) => sum + unmatched, 0);
        if (rest > 0) result.observe(rest, { model: "(others)" });
      } catch (error) {
        logger.warn("labels that match no row could not be counted", { error: messageOf(error) });
      }
    });
}
