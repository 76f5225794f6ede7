import type { AnalyzerName, Cause, Severity, Verdict } from "../../analyzers/findings/finding.ts";
import type { Chart } from "../render/chart.ts";

export type AlertStage = "pending" | "firing" | "resolved";

/** `noData` says nothing: it neither fires nor resolves. */
export type WindowStatus = "bad" | "clear" | "noData";

/** How one window was judged, in the revision last seen. Times are epoch milliseconds. */
export interface JudgedWindow {
  readonly start: number;
  readonly end: number;
  readonly revision: number;
  readonly status: WindowStatus;
}

/** What is kept of a finding to tell people about it. */
export interface FindingBrief {
  readonly findingId: string;
  readonly subject: string;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly verdict: Verdict;
  readonly cause: Cause | null;
  readonly severity: Severity;
  readonly summary: string;
  readonly statistic: number | null;
  readonly statisticName: string;
  readonly pValue: number | null;
  readonly threshold: number | null;
  readonly effect: { readonly value: number; readonly low: number; readonly high: number; readonly unit: string } | null;
  readonly coverage: number;
  readonly rows: number;
  readonly chart: Chart | null;
}

/** One subject of an alert. */
export interface Member {
  /** By window end, oldest first; the newest `HISTORY_WINDOWS` are kept. */
  readonly windows: readonly JudgedWindow[];
  /** The newest bad finding. */
  readonly finding: FindingBrief;
}

/** Somebody's word about an alert; `time` is event time, epoch milliseconds. */
export interface Word {
  readonly by: string;
  readonly time: number;
  /** Empty: no reason was given. */
  readonly why: string;
}

/** Somebody's word that what an alert is about is normal from now on: its model is compared with another baseline. Times are epoch milliseconds. */
export interface Acceptance {
  readonly by: string;
  readonly time: number;
  readonly baselineId: string;
  /** What the baseline is called: its days. */
  readonly baselineName: string;
  /** Windows that end after it are compared with that baseline. */
  readonly since: number;
}

/** One incident: every subject that the same cause made bad. Times are event time, epoch milliseconds. */
export interface AlertState {
  /** Hash of rule, scope and start, so that work done twice gives the same alert. */
  readonly alertId: string;
  readonly rule: string;
  /** What belongs together; see `scopeOf`. */
  readonly scope: string;
  readonly stage: AlertStage;
  readonly analyzer: AnalyzerName;
  readonly model: string;
  readonly version: string;
  readonly cause: Cause | null;
  readonly severity: Severity;
  readonly members: Readonly<Record<string, Member>>;
  /** Start of the first bad window. */
  readonly startedTime: number;
  readonly firedTime: number | null;
  readonly resolvedTime: number | null;
  readonly updatedTime: number;
  readonly revision: number;
  /** Notifications made so far: rounds, not receivers. */
  readonly notified: number;
  readonly lastNotifiedTime: number | null;
  readonly acknowledgement: Word | null;
  /** No notification until then; null: not silenced. */
  readonly silencedUntil: number | null;
  /** Who silenced it, and why; null: nobody did, or nobody said who. */
  readonly silence: Word | null;
  /** Somebody says that nothing was wrong; it changes no verdict. */
  readonly falseAlarm: Word | null;
  /** Null: nobody said that it is the new normal. The next round resolves what is accepted. */
  readonly acceptance: Acceptance | null;
}
