import { readFileSync } from "node:fs";
import type { AnalyzerName, Finding } from "../../analyzers/findings/finding.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** Rows of a side that are shown. */
export const SHOWN_ROWS = 20;

/** What evidence is counted from; times are epoch milliseconds, [from, to). */
export interface EvidenceRange {
  readonly analyzer: AnalyzerName;
  readonly model: string;
  readonly version: string;
  readonly subject: string;
  readonly from: number;
  readonly to: number;
}

/** One row of a result, by column. */
export type EvidenceRow = Readonly<Record<string, string | number | null>>;

/** The rows that a finding's window was judged by. */
export function windowOf({ analyzer, model, version, subject, windowStart, windowEnd, evidence }: Finding): EvidenceRange {
  const { pooledWindows } = evidence;
  const pooled = typeof pooledWindows === "number" ? pooledWindows : 1;
  return { analyzer, model, version, subject, from: windowEnd - pooled * (windowEnd - windowStart), to: windowEnd };
}

/** What the window's rows say, counted again. */
export async function queryEvidenceCount(store: Store, range: EvidenceRange): Promise<EvidenceRow> {
  const [row] = await store.query<EvidenceRow>(evidenceSql(range.analyzer, "count"), { ...range });
  return row ?? {};
}

/** Twenty rows of a time: drawn by their hash, so that the same come again; of failures and of load the failed and the slowest first. */
export function queryEvidenceRows(store: Store, range: EvidenceRange): Promise<EvidenceRow[]> {
  return store.query<EvidenceRow>(evidenceSql(range.analyzer, "rows"), { ...range, limit: SHOWN_ROWS });
}

/** The query with its values written in, to be copied into any client. */
export function copyableSql(range: EvidenceRange): string {
  const values: Readonly<Record<string, string | number>> = { ...range };
  return evidenceSql(range.analyzer, "count").replaceAll(/\{(\w+): \w+\}/g, (_, name: string) => literal(values[name] ?? ""));
}

function literal(value: string | number): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function evidenceSql(analyzer: AnalyzerName, what: "count" | "rows"): string {
  return readFileSync(new URL(`evidence/${analyzer}-${what}.sql`, import.meta.url), "utf8");
}
