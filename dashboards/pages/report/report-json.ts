import type { Finding } from "../../../analyzers/findings/finding.ts";
import { labelsBehind } from "./labels-behind.ts";
import type { ReportData } from "./load-report.ts";
import type { ReportView } from "./report-view.ts";

/** The report for programs: what the page says, in the page's order. Times are epoch milliseconds. */
export function reportJson(data: ReportData, view: ReportView): object {
  const { listing, from, to, ledger, labels, ages, alerts, annotations, baselines, pinned } = data;
  return {
    ...listing,
    period: { from, to },
    running: data.running,
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
    comparison: data.comparison,
    performance: performanceJson(data, view),
    ledger,
    labels: labels.labels,
    ages: Object.fromEntries(ages.map(({ of, age, limit }) => [of, { ageMs: age, limitMs: limit }])),
    baseline: baselines.find(({ baselineId }) => baselineId === pinned?.baselineId) ?? baselines[0] ?? null,
    pinned,
    alerts,
    annotations,
  };
}

/** Realised performance by window, each metric with its 95 % interval, by how many labels (and of them assumed ones), of which share is due; as `tidemark performance` tells it, times in ISO 8601. */
function performanceJson({ watched }: ReportData, { metrics }: ReportView): object {
  const windows = new Map<number, { from: string; to: string; labelled: number; assumed: number; maturity: number | null; realised: Record<string, object> }>();
  for (const { metric, points, windows: findings } of metrics)
    for (const [index, { start, end, observed, bad }] of points.entries()) {
      if (observed === null) continue;
      const { labelled, assumed, maturity } = labelsBehind(findings[index]);
      const window = windows.get(start) ?? { from: iso(start), to: iso(end), labelled, assumed, maturity, realised: {} };
      windows.set(start, window);
      window.realised[metric] = { ...observed, alert: bad };
    }
  return { task: watched?.schema.task ?? null, windows: [...windows].toSorted(([a], [b]) => a - b).map(([, window]) => window) };
}

const iso = (ms: number): string => new Date(ms).toISOString();

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
