import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { ReportData } from "./load-report.ts";
import type { ReportView } from "./report-view.ts";

/** The report for programs: what the page says, in the page's order. Times are epoch milliseconds. */
export function reportJson(data: ReportData, view: ReportView): object {
  const { listing, from, to, ledger, labels, alerts, annotations, baselines, pinned } = data;
  return {
    ...listing,
    period: { from, to },
    headline: view.headline,
    problems: view.problems.map(({ episodes, ...problem }) => ({
      ...problem,
      analyzer: episodes[0]?.analyzer,
      cause: episodes[0]?.cause ?? null,
      subjects: episodes.map(({ subject }) => subject),
    })),
    columns: view.columns.map(({ history, focus, episode, ...column }) => ({
      ...column,
      windows: history.length,
      since: episode?.since ?? null,
      until: episode?.until ?? null,
      injected: episode?.injected ?? false,
      finding: focus && briefOf(focus),
    })),
    metrics: view.metrics.map(({ metric, points }) => ({ metric, points })),
    ledger,
    labels: labels.labels,
    baseline: baselines.find(({ baselineId }) => baselineId === pinned?.baselineId) ?? baselines[0] ?? null,
    pinned,
    alerts,
    annotations,
  };
}

function briefOf({
  findingId,
  windowStart,
  windowEnd,
  verdict,
  statistic,
  statisticName,
  pValue,
  threshold,
  effect,
  coverage,
  rows,
  summary,
}: Finding): object {
  return { findingId, windowStart, windowEnd, verdict, statistic, statisticName, pValue, threshold, effect, coverage, rows, summary };
}
