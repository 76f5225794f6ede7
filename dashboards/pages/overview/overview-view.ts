import { ANALYZERS, type AnalyzerName } from "../../../analyzers/findings/finding.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import type { ModelListing } from "../../read/list-models.ts";
import { MOST_SUBJECTS, type ColumnStanding, type StripCell } from "../../read/overview-queries.ts";
import { alertNotes } from "../../words/alert-notes.ts";
import { listed, plural } from "../../words/format.ts";
import { zonedTime, type ZonedTime } from "../../words/zoned-time.ts";
import { firesFor } from "../report/fires-for.ts";
import { headline, type Headline, type HeadlineColumn } from "../report/headline.ts";
import { markedEpisodes, type MarkedEpisode } from "../report/marked-episodes.ts";
import { problemsView, type Problem } from "../report/problems-view.ts";
import type { Status } from "../status.ts";
import { OVERVIEW_DAYS, type OverviewData, type OverviewModel } from "./load-overview.ts";
import type { RankedModel } from "./rank-models.ts";

/** One model on the overview. */
export interface ModelCard {
  readonly listing: ModelListing;
  readonly status: Status;
  readonly critical: boolean;
  readonly headline: Headline;
  readonly problems: readonly Problem[];
  /** Those that fire, and what people said of each. */
  readonly alerts: readonly (AlertRecord & { readonly notes: readonly string[] })[];
  readonly time: ZonedTime;
  readonly pinned: OverviewModel["pinned"];
  /** The worst of each piece of time, by analyzer. */
  readonly strips: readonly { readonly analyzer: AnalyzerName; readonly cells: readonly StripCell[] }[];
}

const ORDER: readonly Status[] = ["firing", "changed", "cantTell", "unchanged", "over"];

/** The models of the page, the ones that need a look first. */
export function modelCards({ models, annotations, now }: Pick<OverviewData, "models" | "annotations" | "now">): ModelCard[] {
  return models.map((model) => cardOf(model, { annotations, now })).toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

function cardOf(model: OverviewModel, { annotations, now }: Pick<OverviewData, "annotations" | "now">): ModelCard {
  const { listing, findings, alerts, watched, pinned } = model;
  const time = zonedTime(listing.timeZone);
  const reference = pinned?.baseline ?? watched?.config.baseline.name ?? "training";
  const episodes = markedEpisodes(findings, annotations, now, alerts);
  const problems = problemsView(episodes, { alerts, time, reference, findings, now });
  const columns = columnsOf(model, episodes);
  const lead = problems.find(({ until }) => until === null);
  return {
    listing,
    critical: lead?.critical ?? alerts.some(({ severity }) => severity === "critical"),
    status: alerts.length > 0 ? "firing" : (lead?.status ?? calmStatus(model, columns)),
    headline: sentencesOf(model, problems, columns),
    problems,
    alerts: alerts.map((alert) => ({ ...alert, notes: alertNotes(alert.labels, time, now) })),
    time,
    pinned,
    strips: ANALYZERS.map((analyzer) => ({ analyzer, cells: model.strips.filter((cell) => cell.analyzer === analyzer) })).filter(
      ({ cells }) => cells.length > 0,
    ),
  };
}

/** Nothing can be said of a model of which nothing was judged, nor of one whose columns are all such that no change that matters would have shown, unless its labels say that it is right. */
function calmStatus({ standing }: OverviewModel, columns: readonly HeadlineColumn[]): Status {
  if (standing === null || standing.judged === 0) return "cantTell";
  return columns.length > 0 && columns.every(({ status }) => status === "cantTell") && !standing.metrics ? "cantTell" : "unchanged";
}

function columnsOf({ columns, watched, alerts }: OverviewModel, episodes: readonly MarkedEpisode[]): HeadlineColumn[] {
  const drift = Map.groupBy(
    episodes.filter(({ analyzer }) => analyzer === "drift"),
    ({ subject }) => subject,
  );
  const known = new Set(columns.map(({ name }) => name));
  const unseen = (watched?.schema.features ?? []).filter(({ name }) => !known.has(name));
  return [
    ...columns.map((column) => ({
      name: column.name,
      judged: column.judged,
      blind: column.blind,
      status: columnStatus(column, drift.get(column.name) ?? [], alerts),
    })),
    ...unseen.map(({ name }) => ({ name, judged: false, blind: false, status: "cantTell" as const })),
  ];
}

function columnStatus({ verdict, blind }: ColumnStanding, episodes: readonly MarkedEpisode[], alerts: readonly AlertRecord[]): Status {
  const open = episodes.find(({ until }) => until === null);
  if (open !== undefined) return alerts.some((alert) => firesFor(alert, open)) ? "firing" : "changed";
  if (verdict === "noData") return "cantTell";
  if (episodes.length > 0) return "over";
  return blind ? "cantTell" : "unchanged";
}

function sentencesOf({ listing, standing, findings, watched }: OverviewModel, problems: readonly Problem[], columns: readonly HeadlineColumn[]): Headline {
  if (watched === null && standing === null)
    return {
      first: `${listing.model} is not watched.`,
      rest: "It sends traffic, but nothing judges it: add it under monitors: with a baseline to get verdicts.",
    };
  if (standing === null && listing.latest !== null)
    return {
      first: `Nothing of ${listing.model} was judged in the last ${OVERVIEW_DAYS} days.`,
      rest: "Its report has what was judged before, and says why nothing was since.",
    };
  const said = headline(listing.model, problems, columns);
  const subjects = new Set(findings.map(({ analyzer, subject }) => `${analyzer} ${subject}`)).size;
  return subjects < MOST_SUBJECTS ? said : { ...said, rest: `${said.rest} More than ${MOST_SUBJECTS} subjects changed: its report has them all.` };
}

/** The overview's first sentence. @param after models that are on no page before this one or on it */
export function overviewSentence(cards: readonly ModelCard[], after: readonly RankedModel[] = []): string {
  if (cards.length === 0) return "No model is watched yet.";
  const lasting = cards.filter((card) => card.status === "firing" || card.status === "changed");
  const wrong = lasting.filter((card) => card.problems.length === 0 || card.problems.some((problem) => problem.until === null && !problem.harmless));
  const behind = after.filter(({ status }) => status === "firing" || status === "changed");
  const models = cards.length + after.length;
  const firing = [...cards, ...after].reduce((sum, { alerts }) => sum + alerts.length, 0);
  const alarm = firing > 0 ? `, ${plural(firing, "alert")} firing` : "";
  const looks = wrong.length + behind.length;
  if (looks === 0 && lasting.length > 0)
    return `${listed(lasting.map((card) => card.listing.model))} ${lasting.length === 1 ? "is" : "are"} as right as expected; inputs shifted${alarm}.`;
  if (looks === 0) return calmSentence(cards, after);
  if (models === 1) return `${cards[0]?.listing.model ?? ""} needs a look${alarm}.`;
  const names = [...wrong, ...behind].map(({ listing }) => listing.model);
  return `${looks} of ${plural(models, "model")} ${looks === 1 ? "needs" : "need"} a look: ${listed(names, 5)}${alarm}.`;
}

function calmSentence(cards: readonly ModelCard[], after: readonly RankedModel[]): string {
  const unknown = [...cards, ...after].filter(({ status }) => status === "cantTell").map(({ listing }) => listing.model);
  if (unknown.length > 0) return `Of ${listed(unknown)} nothing can be said yet.`;
  const models = cards.length + after.length;
  return `Nothing is wrong with ${models === 1 ? (cards[0]?.listing.model ?? "") : plural(models, "model")} now.`;
}
