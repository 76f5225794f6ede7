import type { Store } from "../../collector/clickhouse/store.ts";
import type { AnalyzerName, Finding } from "../findings/finding.ts";
import { loadFindings } from "../findings/findings.ts";

/** Findings read in one go: those of four weeks of one model and analyzer. */
const SLICE_MS = 28 * 86_400_000;
const EXTENTS = `SELECT model, analyzer, count() AS findings, toUnixTimestamp64Milli(min(window_start)) AS first, toUnixTimestamp64Milli(max(window_start)) AS last
FROM findings FINAL
WHERE ({model: String} = '' OR model = {model: String})
  AND window_end > fromUnixTimestamp64Milli({from: Int64}, 'UTC') AND window_start < fromUnixTimestamp64Milli({to: Int64}, 'UTC')
GROUP BY model, analyzer ORDER BY model, analyzer`;
const DISTANT_FUTURE = Date.UTC(2200, 0, 1);

/** Which findings: of one model, of windows that reach into [from, to), epoch milliseconds; what is left out does not restrict. */
export interface FindingRange {
  readonly model?: string;
  readonly from?: number;
  readonly to?: number;
}

/** The findings of one model and analyzer. */
export interface FindingExtent {
  readonly model: string;
  readonly analyzer: AnalyzerName;
  readonly findings: number;
  /** Starts of the first and the last window, epoch milliseconds. */
  readonly first: number;
  readonly last: number;
}

export function findingExtents(store: Store, { model = "", from = 0, to = DISTANT_FUTURE }: FindingRange): Promise<readonly FindingExtent[]> {
  return store.query<FindingExtent>(EXTENTS, { model, from, to });
}

/** All findings of a range in their last revision, in slices that fit in memory, each of one model and analyzer. */
export async function* findingSlices(
  store: Store,
  extents: readonly FindingExtent[],
  { from = 0, to = DISTANT_FUTURE }: FindingRange,
): AsyncGenerator<readonly Finding[]> {
  for (const { model, analyzer, first, last } of extents)
    for (let start = first; start <= last; start += SLICE_MS) {
      const found = await loadFindings(store, { model, analyzer, from: start, to: start + SLICE_MS });
      yield found.filter(({ windowStart, windowEnd }) => windowStart >= start && windowStart < start + SLICE_MS && windowEnd > from && windowStart < to);
    }
}
