import { readFileSync } from "node:fs";
import type { AnalyzerName, Finding } from "../../analyzers/findings/finding.ts";
import { labelParameters, withAssumedLabels } from "../../analyzers/performance/labels-sql.ts";
import { type LabelConfig, labelConfig } from "../../collector/events/label-config.ts";
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
  /** How the model's labels were told, as the finding recorded it. */
  readonly labels?: LabelConfig | undefined;
  /** Observed until when labels counted. */
  readonly labelsUntil?: number;
}

/** One row of a result, by column. */
export type EvidenceRow = Readonly<Record<string, string | number | null>>;

/** The rows that a finding's window was judged by. */
export function windowOf({ analyzer, model, version, subject, windowStart, windowEnd, evidence, inputs }: Finding): EvidenceRange {
  const { pooledWindows } = evidence;
  const pooled = typeof pooledWindows === "number" ? pooledWindows : 1;
  return {
    analyzer,
    model,
    version,
    subject,
    from: windowEnd - pooled * (windowEnd - windowStart),
    to: windowEnd,
    labels: labelsOf(inputs),
    labelsUntil: Number(inputs["labelsUntil"] ?? 0),
  };
}

/** What the window's rows say, counted again. */
export async function queryEvidenceCount(store: Store, range: EvidenceRange): Promise<EvidenceRow> {
  const [row] = await store.query<EvidenceRow>(evidenceSql(range, "count"), parametersOf(range));
  return row ?? {};
}

/** Twenty rows of a time: drawn by their hash, so that the same come again; of failures and of load the failed and the slowest first. */
export function queryEvidenceRows(store: Store, range: EvidenceRange): Promise<EvidenceRow[]> {
  return store.query<EvidenceRow>(evidenceSql(range, "rows"), { ...parametersOf(range), limit: SHOWN_ROWS });
}

/** The query with its values written in, to be copied into any client. */
export function copyableSql(range: EvidenceRange): string {
  const values: Readonly<Record<string, string | number | readonly string[]>> = parametersOf(range);
  return evidenceSql(range, "count").replaceAll(/\{(\w+): [\w()]+\}/g, (_, name: string) => literal(values[name] ?? ""));
}

function literal(value: string | number | readonly string[]): string {
  if (typeof value === "object") return `[${value.map(literal).join(", ")}]`;
  return typeof value === "number" ? String(value) : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function evidenceSql({ analyzer, labels }: EvidenceRange, what: "count" | "rows"): string {
  return withAssumedLabels(readFileSync(new URL(`evidence/${analyzer}-${what}.sql`, import.meta.url), "utf8"), { labels });
}

function parametersOf({ labels, labelsUntil, ...range }: EvidenceRange) {
  return { ...range, ...labelParameters({ labels }, range.from, labelsUntil) };
}

function labelsOf(inputs: Finding["inputs"]): LabelConfig | undefined {
  const { schema } = inputs as { readonly schema?: { readonly labels?: unknown } };
  return labelConfig.safeParse(schema?.labels).data;
}
