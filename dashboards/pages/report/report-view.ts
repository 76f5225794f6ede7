import { columnsView, type ColumnView } from "./columns-view.ts";
import { decayView, type MetricView } from "./decay-view.ts";
import { headline, type Headline, type HeadlineColumn } from "./headline.ts";
import type { ReportData } from "./load-report.ts";
import { markedEpisodes, type MarkedEpisode } from "./marked-episodes.ts";
import { problemsView, type Problem } from "./problems-view.ts";
import { zonedTime, type ZonedTime } from "../../words/zoned-time.ts";

/** What the report says, before it is drawn. */
export interface ReportView {
  readonly time: ZonedTime;
  readonly headline: Headline;
  readonly problems: readonly Problem[];
  readonly episodes: readonly MarkedEpisode[];
  readonly columns: readonly ColumnView[];
  readonly metrics: readonly MetricView[];
  /** What the baseline is called in sentences. */
  readonly reference: string;
}

/** From what was read to what is said. */
export function reportView(data: ReportData): ReportView {
  const { listing, watched, findings, alerts, annotations, now, baselines, pinned } = data;
  const time = zonedTime(listing.timeZone);
  const reference = pinned?.baseline ?? watched?.config.baseline.name ?? baselines[0]?.name ?? "training";
  const episodes = markedEpisodes(findings, annotations, now, alerts);
  const problems = problemsView(episodes, { alerts, time, reference, findings, now });
  const columns = columnsView({ schema: watched?.schema ?? null, findings, episodes, alerts });
  return {
    time,
    headline: headline(listing.model, problems, columns.map(headlineColumn)),
    problems,
    episodes,
    columns,
    metrics: decayView(findings),
    reference,
  };
}

/** What the headline asks of a column. */
export function headlineColumn({ name, status, history, blind }: ColumnView): HeadlineColumn {
  return { name, status, judged: history.some(({ verdict }) => verdict !== "noData"), blind: blind !== null };
}
