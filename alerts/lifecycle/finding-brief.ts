import type { Finding } from "../../analyzers/findings/finding.ts";
import type { FindingBrief } from "./alert-state.ts";
import { chartOf } from "../render/chart.ts";

/** What an alert keeps of a finding; see the table `findings` for all of it. */
export function briefOf(finding: Finding): FindingBrief {
  const { findingId, subject, windowStart, windowEnd, verdict, cause, severity, summary, statistic, statisticName, pValue, threshold, effect, coverage, rows } =
    finding;
  return {
    findingId,
    subject,
    windowStart,
    windowEnd,
    verdict,
    cause,
    severity,
    summary,
    statistic,
    statisticName,
    pValue,
    threshold,
    effect,
    coverage,
    rows,
    chart: chartOf(finding),
  };
}

/** Worst first, then by subject: the order in which people should hear of them. */
export function rankBriefs(briefs: readonly FindingBrief[]): readonly FindingBrief[] {
  return [...briefs].sort((a, b) => rank(b) - rank(a) || excess(b) - excess(a) || (a.subject < b.subject ? -1 : 1));
}

function rank(brief: FindingBrief): number {
  return { none: 0, warning: 1, critical: 2 }[brief.severity] + (brief.cause === null ? 0 : 0.5);
}

/** How many times its threshold a statistic is. */
function excess({ statistic, threshold }: FindingBrief): number {
  return statistic === null || threshold === null || threshold === 0 ? 0 : statistic / threshold;
}
