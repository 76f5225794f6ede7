import { fromFindingRow, type FindingRow } from "../../analyzers/findings/finding-rows.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { sql } from "./sql.ts";

/** Latest instant that is asked for, the year 2100. */
export const MAX_TIME = 4_102_444_800_000;

/** Which findings; empty texts mean any. Times are epoch milliseconds: windows that overlap [from, to). */
export interface FindingQuery {
  readonly model: string;
  readonly analyzer: string;
  readonly subject: string;
  readonly verdict: string;
  readonly findingIds: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  /** Only findings after this one in the order of the answer (newest window first). */
  readonly before: { readonly windowStart: number; readonly findingId: string };
  /** Whether evidence and inputs come too (they are most of a finding's size). */
  readonly withEvidence: boolean;
}

const ANY: FindingQuery = {
  model: "",
  analyzer: "",
  subject: "",
  verdict: "",
  findingIds: [],
  from: 0,
  to: MAX_TIME,
  limit: 2e5,
  before: {
    windowStart: MAX_TIME,
    findingId: "",
  },
  withEvidence: false,
};

/** The newest revision of each finding, newest window first; at most 200,000 where no limit is given. */
export async function queryFindings(store: Store, query: Partial<FindingQuery>): Promise<Finding[]> {
  const { before, findingIds, withEvidence, ...rest } = { ...ANY, ...query };
  const more = { finding_ids: findingIds, with_evidence: withEvidence, before_start: before.windowStart, before_id: before.findingId };
  const rows = await store.query<FindingRow>(sql("findings"), { ...rest, ...more });
  return rows.map(fromFindingRow);
}
