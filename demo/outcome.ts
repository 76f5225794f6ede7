import { loadEpisodes } from "../analyzers/findings/findings.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { readStoredCounts } from "./stored-state.ts";
import { summaryFinding, type Summary } from "./summary.ts";

/** Reads what the demo has come to. @param served different rows answered, over all runs on this data. @param servedTwice rows answered in this run that an earlier one had been answered too. */
export async function readOutcome(
  store: Store,
  now: number,
  { url, served, servedTwice }: { readonly url: string; readonly served: number; readonly servedTwice: number },
): Promise<Summary> {
  const { stored, labels, failed, ledger } = await readStoredCounts(store);
  const episodes = await loadEpisodes(store, now);
  const alerts = await store.query<Summary["alerts"][number]>(
    "SELECT name, severity, state FROM alerts FINAL WHERE fired_time IS NOT NULL ORDER BY started_time, name",
  );
  const notifications = await store.query<Summary["notifications"][number]>("SELECT channel, status FROM notifications FINAL ORDER BY event_time, channel");
  return {
    url,
    served,
    // The books are of requests, failed ones too; each answered one of the demo's has one row.
    captured: ledger.captured - failed,
    stored,
    failed,
    labels,
    findings: episodes.map(summaryFinding),
    alerts,
    notifications,
    ledger: { ...ledger, servedTwice },
  };
}
