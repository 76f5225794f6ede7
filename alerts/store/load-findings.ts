import type { Finding } from "../../analyzers/findings/finding.ts";
import { type FindingRow, fromFindingRow } from "../../analyzers/findings/finding-rows.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { sql } from "./sql.ts";

/** Reads findings judged from `since` to `until` (event time, epoch milliseconds, both included), by window end. */
export type LoadFindings = (since: number, until: number) => Promise<readonly Finding[]>;

const NEW_FINDINGS = sql("new-findings");

/** Findings from the table, in their last revision. Those that alert nobody come without their evidence, all without their inputs. */
export function findingsFromStore(store: Store): LoadFindings {
  return async (since, until) => (await store.query<FindingRow>(NEW_FINDINGS, { since: Math.trunc(since), until: Math.trunc(until) })).map(fromFindingRow);
}
