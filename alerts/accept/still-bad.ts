import { isBad } from "../../analyzers/findings/episodes.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import type { Analyzer, Monitored } from "../../analyzers/monitoring/analyzer.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { AlertState } from "../lifecycle/alert-state.ts";

/**
 * An alert's subjects that are no better by another baseline (`monitored.baseline`) in the newest window in which each was bad: those that it calls bad too, and those that it cannot judge. Nothing is stored.
 * `now`: epoch milliseconds of event time.
 */
export async function stillBad(store: Store, analyzer: Analyzer, monitored: Monitored, { members }: AlertState, now: number): Promise<readonly Finding[]> {
  const briefs = Object.values(members).map(({ finding }) => finding);
  const windows = new Map(briefs.map(({ windowStart: start, windowEnd: end }) => [start, { start, end }]));
  const found: Finding[] = [];
  for (const window of windows.values()) {
    const judged = await analyzer.judge(monitored, [window], store, now, { before: [], labelsUntil: now });
    const subjects = new Set(briefs.filter(({ windowStart }) => windowStart === window.start).map(({ subject }) => subject));
    found.push(...judged.filter((finding) => subjects.has(finding.subject) && (isBad(finding) || finding.verdict === "noData")));
  }
  return found;
}
