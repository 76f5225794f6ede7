import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import { type Episode, episodesOf } from "./episodes.ts";
import type { AnalyzerName, Finding } from "./finding.ts";
import { type FindingRow, fromFindingRow, toFindingRow } from "./finding-rows.ts";

const SELECT = readFileSync(new URL("findings.sql", import.meta.url), "utf8");
const DISTANT_FUTURE = Date.UTC(2200, 0, 1);

/** Which findings to read; what is left out does not restrict. */
export interface FindingFilter {
  readonly model?: string;
  readonly analyzer?: AnalyzerName;
  readonly subject?: string;
  readonly findingId?: string;
  /** Windows that reach into [from, to), epoch milliseconds; default all. */
  readonly from?: number;
  readonly to?: number;
}

/** Keeps findings. One with the id of an earlier one takes its place (the highest revision counts, of equal ones the last). */
export async function saveFindings(store: Store, findings: readonly Finding[]): Promise<void> {
  if (findings.length > 0) await store.insert("findings", findings.map(toFindingRow));
}

/** Findings in their last revision, by window, then model, analyzer and subject. */
export async function loadFindings(store: Store, filter: FindingFilter = {}): Promise<readonly Finding[]> {
  const { model = "", analyzer = "", subject = "", findingId = "", from = 0, to = DISTANT_FUTURE } = filter;
  const rows = await store.query<FindingRow>(SELECT, { model, analyzer, subject, finding_id: findingId, from, to });
  return rows.map(fromFindingRow);
}

/** Episodes of all findings under the filter, as they stand at `now` (event time, epoch milliseconds); oldest first. */
export async function loadEpisodes(store: Store, now: number, filter: FindingFilter = {}): Promise<readonly Episode[]> {
  return episodesOf(await loadFindings(store, filter), now);
}
