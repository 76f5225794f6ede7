export const ANALYZERS = ["drift", "decay", "errors", "load"] as const;
export type AnalyzerName = (typeof ANALYZERS)[number];
export type Verdict = "ok" | "drifted" | "decayed" | "failing" | "degraded" | "noData";
/** Least first. */
export const SEVERITIES = ["none", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Causes named by plain rules so far. */
export type Cause =
  | "unitChange"
  | "renamedCategory"
  | "trueShift"
  | "conceptDrift"
  | "labelShift"
  | "outsideTraining"
  | "calibrationMoved"
  | "labelOutage"
  | "upstreamDown"
  | "malformedRequests"
  | "overload"
  | "stuckValue"
  | "nullSurge"
  | "sentinel"
  | "signFlip"
  | "spreadChange"
  | "secondHump"
  | "mixedSources"
  | "duplicatedRows"
  | "temporaryShift";

/** One verdict of one analyzer on one subject over one window, one revision. Times are epoch milliseconds; see docs/tables.md for the columns it becomes. */
export interface Finding {
  readonly findingId: string;
  readonly revision: number;
  readonly analyzer: AnalyzerName;
  readonly model: string;
  readonly version: string;
  /** A feature, prediction, metric, error class or resource. */
  readonly subject: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly judgedTime: number;
  readonly verdict: Verdict;
  /** Whether the effect is also large enough to matter; only material findings alert. */
  readonly material: boolean;
  readonly severity: Severity;
  readonly cause: Cause | null;
  /** One sentence for people, with numbers and units. */
  readonly summary: string;
  readonly statistic: number | null;
  readonly statisticName: string;
  readonly pValue: number | null;
  readonly threshold: number | null;
  /** Where the threshold came from, in words. */
  readonly thresholdSource: string;
  readonly effect: { readonly value: number; readonly low: number; readonly high: number; readonly unit: string } | null;
  /** Share of the traffic served in the window that was available to judge, 0–1. */
  readonly coverage: number;
  readonly rows: number;
  /** Every check with its statistic, null and threshold; distributions for charts. */
  readonly evidence: Evidence;
  /** What to read to compute it again: baseline name and hash, window, code version, parameters. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface CheckEvidence {
  readonly check: string;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly threshold: number | null;
  readonly detail: string;
}

/** Shares of reference and current in the same bins; `edges` has one more entry than they. What lies outside is in `tails`: under the first edge, over the last. */
export interface NumericDistribution {
  readonly kind: "numeric";
  readonly edges: readonly number[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
  readonly tails: { readonly reference: readonly [number, number]; readonly current: readonly [number, number] };
}

/** Shares of reference and current, one of each a category. */
export interface CategoricalDistribution {
  readonly kind: "categorical";
  readonly categories: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

export interface Evidence {
  readonly checks: readonly CheckEvidence[];
  /** For charts: shares over the same bins, reference and current. */
  readonly distribution?: NumericDistribution | CategoricalDistribution;
  readonly [extra: string]: unknown;
}
