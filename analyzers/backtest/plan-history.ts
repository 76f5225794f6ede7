import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { windowsBetween } from "../windows/window.ts";
import { historyReach } from "./history-reach.ts";

/** The windows of one analyzer of one model that a live run would have judged, oldest first. */
export interface HistoryPart {
  readonly of: Monitored;
  readonly analyzer: Analyzer;
  readonly windows: readonly Window[];
}

/** Between which moments, epoch milliseconds; what is left out is as far as the store has data. */
export interface HistoryRange {
  readonly from?: number;
  readonly to?: number;
}

/**
 * What a live run over a model's history would have judged: from the window that holds its first request (or `from`) to the last one that was due (end plus lateness) at `to`.
 * Models without a request have no windows. @param rangeOf by the model's time zone
 */
export async function planHistory(
  store: Store,
  monitored: readonly Monitored[],
  analyzers: readonly Analyzer[],
  rangeOf: (timeZone: string) => HistoryRange,
): Promise<readonly HistoryPart[]> {
  const parts = monitored.map(async (of) => {
    const { model, timeZone } = of.config;
    const reach = await historyReach(store, model);
    const { from, to } = rangeOf(timeZone);
    return analyzers.map((analyzer): HistoryPart => {
      const { window, delayMs } = analyzer.schedule(of.config);
      if (reach === null) return { of, analyzer, windows: [] };
      return { of, analyzer, windows: windowsBetween(Math.max(from ?? reach.first, reach.first), (to ?? reach.asOf) - delayMs, window, timeZone) };
    });
  });
  return (await Promise.all(parts)).flat();
}
