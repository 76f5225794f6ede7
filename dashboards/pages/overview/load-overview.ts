import { pinAt } from "../../../analyzers/baseline/pins.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { AppParts } from "../../app-parts.ts";
import type { Annotation } from "../../dashboards-config.ts";
import { queryFiring } from "../../read/alert-query.ts";
import { markOfRecord, queryAnnotations } from "../../read/annotation-query.ts";
import { listModels, type ModelListing } from "../../read/list-models.ts";
import { queryModels } from "../../read/model-query.ts";
import {
  queryBadWindows,
  queryColumns,
  queryDetails,
  queryStandings,
  queryStrips,
  type ColumnStanding,
  type OverviewTime,
  type StripCell,
} from "../../read/overview-queries.ts";
import { queryBaselineChanges, type BaselineChange } from "../../read/report-queries.ts";
import { subjectsOf } from "../report/fires-for.ts";
import { markedEpisodes } from "../report/marked-episodes.ts";
import type { WatchedModel } from "../../watched-model.ts";
import { rankModels, type RankedModel } from "./rank-models.ts";

/** Models on one page. */
const MODELS_A_PAGE = 25;
const DAY_MS = 86_400_000;
/** What the overview looks at, up to the newest event. */
export const OVERVIEW_DAYS = 30;
/** How far back what lasts may have begun, as on the report. */
const HALF_YEAR_MS = 184 * DAY_MS;
/** The newest event is known by its minute. */
const MINUTE_MS = 60_000;
/** Pieces of a strip: hours at the least. */
const PIECES = 240;
const HOUR_MS = 3_600_000;
/** Problems of a model of which evidence is read: those that its sentences name. */
const TOLD = 3;

/** Which models are asked for. */
export interface OverviewAsked {
  /** From 1. */
  readonly page: number;
  /** Part of a name, in any letter case; empty: all. */
  readonly search: string;
}

/** One model as the overview reads it. */
export interface OverviewModel extends RankedModel {
  readonly watched: WatchedModel | null;
  readonly columns: readonly ColumnStanding[];
  /** What its episodes are made of; evidence of the few that are told. */
  readonly findings: readonly Finding[];
  readonly strips: readonly StripCell[];
  /** The baseline that is pinned, where one is. */
  readonly pinned: BaselineChange | null;
}

/** All that a page of the overview is made of. Times are epoch milliseconds. */
export interface OverviewData extends OverviewTime {
  readonly asked: OverviewAsked;
  readonly now: number;
  readonly models: readonly OverviewModel[];
  readonly annotations: readonly Annotation[];
  /** Declared models that no monitor watches. */
  readonly unwatched: readonly string[];
  /** The requests that name no model; null: there are none. */
  readonly unnamed: ModelListing | null;
  /** Place of the first model of this page, from 1, and how many models match. */
  readonly first: number;
  readonly total: number;
  /** Models behind this page, the worst first. */
  readonly after: readonly RankedModel[];
}

/** Reads the models of a page, the worst first, by the same few queries however many there are. */
export async function loadOverview(parts: AppParts, asked: OverviewAsked): Promise<OverviewData> {
  const { store, clock } = parts;
  const now = clock.now();
  const known = listModels(parts.models, await queryModels(store));
  const listings = known.filter(({ model }) => model !== "");
  const newest = Math.max(0, ...known.map(({ latest }) => latest ?? 0));
  const to = newest === 0 ? now : Math.min(now, newest + MINUTE_MS);
  const time = { from: to - OVERVIEW_DAYS * DAY_MS, to };
  const [standings, firing] = await Promise.all([queryStandings(store, time), queryFiring(store)]);
  const ranked = rankModels(listings, standings, firing).filter(({ listing }) => listing.model.toLowerCase().includes(asked.search.toLowerCase()));
  const begin = (asked.page - 1) * MODELS_A_PAGE;
  const shown = ranked.slice(begin, begin + MODELS_A_PAGE);
  const first = Math.min(to - HOUR_MS, ...shown.flatMap(({ standing }) => standing?.first ?? []));
  const from = Math.max(time.from, first);
  const names = shown.map(({ listing }) => listing.model);
  const alerted = shown.flatMap(({ alerts }) => alerts.flatMap((alert) => subjectsOf(alert).map((subject) => ({ model: alert.model, subject }))));
  const step = Math.max(1, Math.ceil((to - from) / PIECES / HOUR_MS)) * HOUR_MS;
  const [columns, windows, strips, changes, sent] = await Promise.all([
    queryColumns(store, names, time),
    queryBadWindows(store, names, { ...time, earliest: to - HALF_YEAR_MS }, alerted),
    queryStrips(store, names, time, step),
    queryBaselineChanges(store, names),
    queryAnnotations(store, { from: to - HALF_YEAR_MS, to }),
  ]);
  const annotations = [...parts.config.annotations, ...sent.map(markOfRecord)];
  const findings = await withDetails(parts, windows, { annotations, now, models: shown });
  const models = shown.map((model) => modelOf(model, parts, { columns, findings, strips, changes }));
  const watched = new Set(parts.models.map(({ config }) => config.model));
  return {
    asked,
    now,
    from,
    to,
    models,
    annotations,
    unwatched: (parts.declared ?? []).filter((model) => !watched.has(model)),
    unnamed: known.find(({ model }) => model === "") ?? null,
    first: begin + 1,
    total: ranked.length,
    after: ranked.slice(begin + MODELS_A_PAGE),
  };
}

function modelOf(
  ranked: RankedModel,
  parts: AppParts,
  read: {
    readonly columns: ReadonlyMap<string, readonly ColumnStanding[]>;
    readonly findings: readonly Finding[];
    readonly strips: readonly StripCell[];
    readonly changes: readonly BaselineChange[];
  },
): OverviewModel {
  const { model } = ranked.listing;
  const watched = parts.models.find(({ config }) => config.model === model) ?? null;
  const own = <T extends { readonly model: string }>(items: readonly T[]): readonly T[] => items.filter((item) => item.model === model);
  return {
    ...ranked,
    watched,
    columns: read.columns.get(model) ?? [],
    findings: own(read.findings),
    strips: own(read.strips),
    pinned: pinAt(own(read.changes), watched?.config.baseline.name ?? "", Infinity) ?? null,
  };
}

/** The findings with the evidence of those that sentences are about: the newest lasting episodes of each model, what labels say before what columns say. */
async function withDetails(
  { store }: AppParts,
  findings: readonly Finding[],
  { annotations, now, models }: { readonly annotations: readonly Annotation[]; readonly now: number; readonly models: readonly RankedModel[] },
): Promise<readonly Finding[]> {
  const told = models.flatMap(({ listing, alerts }) => {
    const own = findings.filter(({ model }) => model === listing.model);
    const episodes = markedEpisodes(own, annotations, now, alerts).filter(({ until }) => until === null);
    return [...Map.groupBy(episodes, ({ analyzer, cause }) => `${analyzer} ${cause ?? ""}`).values()].flatMap((group) =>
      group.slice(0, TOLD).map(({ shown }) => shown),
    );
  });
  const detailed = new Map((await queryDetails(store, told)).map((finding) => [finding.findingId, finding]));
  return findings.map((finding) => detailed.get(finding.findingId) ?? finding);
}
