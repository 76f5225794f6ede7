import { pinAt } from "../../../analyzers/baseline/pins.ts";
import { isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { AppParts } from "../../app-parts.ts";
import type { Annotation } from "../../dashboards-config.ts";
import { type Age, queryAges } from "../../read/ages.ts";
import { queryAlerts, type AlertRecord } from "../../read/alert-query.ts";
import { queryFindings } from "../../read/finding-query.ts";
import { queryLabelMatches, queryUnknownLabels } from "../../read/label-matches.ts";
import { queryModels } from "../../read/model-query.ts";
import {
  queryBaselineChanges,
  queryBaselines,
  queryLabels,
  queryLedger,
  queryTraffic,
  type BaselineChange,
  type BaselineRecord,
  type LedgerTotals,
  type TrafficStep,
} from "../../read/report-queries.ts";
import { markOfRecord, queryAnnotations, queryVersions, deploymentsOf } from "../../read/annotation-query.ts";
import { TidemarkError } from "../../../errors.ts";
import { loadComparison, type AskedComparison, type Comparison } from "./comparison.ts";
import { LASTS, type AskedPeriod } from "./period.ts";
import { loadRunning, type RunningWindow } from "./running-window.ts";
import { columnsView } from "./columns-view.ts";
import { listModels, type ModelListing } from "../../read/list-models.ts";
import { markedEpisodes } from "./marked-episodes.ts";
import type { WatchedModel } from "../../watched-model.ts";

/** All that the report of one model is made of. Times are epoch milliseconds. */
export interface ReportData {
  readonly listing: ModelListing;
  readonly watched: WatchedModel | null;
  readonly now: number;
  readonly from: number;
  readonly to: number;
  /** Without evidence, but for decay's and those that the rows show. Oldest first. */
  readonly findings: readonly Finding[];
  readonly alerts: readonly AlertRecord[];
  readonly traffic: readonly TrafficStep[];
  readonly ledger: LedgerTotals;
  /** `unmatched`: rows labelled in the last week that no captured row matches; `unknown`: those whose label is none of the classes, with the commonest such labels. */
  readonly labels: {
    readonly labels: number;
    readonly latest: number;
    readonly unmatched: number;
    readonly unknown: { readonly rows: number; readonly examples: readonly string[] };
  };
  /** None of a model that is not watched. */
  readonly ages: readonly Age[];
  readonly baselines: readonly BaselineRecord[];
  /** The baseline that is pinned, where one is: what newer windows are compared with. */
  readonly pinned: BaselineChange | null;
  /** Those of the configuration, and where another baseline began. */
  readonly annotations: readonly Annotation[];
  /** What period was asked for, and whether there was a deployment to begin with. */
  readonly asked: AskedPeriod;
  /** The window that has not ended; null for a model that is not watched, and on a page of the past. */
  readonly running: RunningWindow | null;
  readonly deployed: boolean;
  /** End of what is known, epoch milliseconds. */
  readonly newest: number;
  /** What the period is held against beside the baseline, and what came of it; null where nothing else was asked for. */
  readonly compared: AskedComparison;
  readonly comparison: Comparison | null;
  readonly versions: readonly string[];
}

const HALF_YEAR_MS = 184 * 86_400_000;
/** The newest event is known by its minute. */
const MINUTE_MS = 60_000;

/** Reads the report of a model over [from, to); null for a model that nobody knows. Left out, the period ends with the newest event (or now) and begins with its first finding, at most half a year before. */
export async function loadReport(
  parts: AppParts,
  model: string,
  period: AskedPeriod,
  compared: AskedComparison = { kind: "baseline" },
): Promise<ReportData | null> {
  const { store, clock, config } = parts;
  const listing = listModels(parts.models, await queryModels(store)).find((entry) => entry.model === model);
  if (listing === undefined) return null;
  const now = clock.now();
  const newest = Math.max(1, Math.min(now, listing.latest === null ? now : listing.latest + MINUTE_MS));
  const to = period.to ?? newest;
  const [sent, versions] = await Promise.all([queryAnnotations(store, { model }), queryVersions(store, model)]);
  const marks = [...config.annotations, ...sent.map(markOfRecord), ...deploymentsOf(versions, model)].filter(
    (mark) => mark.model === "" || mark.model === model,
  );
  const deployed = marks.filter(({ kind, time }) => kind === "deployment" && time < to).map(({ time }) => time);
  const begin = period.from ?? beginOf(period.last, to, deployed);
  const earliest = begin ?? to - HALF_YEAR_MS;
  const slim = (await queryFindings(store, { model, from: earliest, to })).toReversed();
  const from = begin ?? Math.max(earliest, slim[0]?.windowStart ?? to - HALF_YEAR_MS);
  const alerts = await queryAlerts(store, { model, from, to });
  const [detailed, traffic, ledger, labels, baselines, changes, ages] = await Promise.all([
    detailedFindings(parts, model, slim, alerts, { from, to, now }),
    queryTraffic(store, { model, from, to }),
    queryLedger(store, { model, from, to }),
    labelsOf(parts, model),
    queryBaselines(store, model),
    queryBaselineChanges(store, [model]),
    agesOf(parts, model, now),
  ]);
  const byId = new Map(detailed.map((finding) => [finding.findingId, finding]));
  const annotations = [...marks, ...changes.flatMap((change) => markOf(change, model))].filter((mark) => mark.time < to && (mark.until ?? mark.time) >= from);
  const watched = parts.models.find((entry) => entry.config.model === model) ?? null;
  const running = watched === null || period.to !== undefined ? null : await loadRunning(store, watched, now, baselineShown(changes, baselines, watched));
  const findings = slim.map((finding) => byId.get(finding.findingId) ?? finding);
  const episodes = markedEpisodes(findings, annotations, now, alerts);
  const names = columnsView({ schema: watched?.schema ?? null, findings, episodes, alerts }).map(({ name }) => name);
  const comparison = await loadComparison(store, compared, { model, from, to, names });
  const pinned = pinAt(changes, watched?.config.baseline.name ?? "", Infinity) ?? null;
  return {
    listing,
    watched,
    now,
    from,
    to,
    findings,
    alerts,
    traffic,
    ledger,
    labels,
    ages,
    baselines,
    pinned,
    annotations,
    asked: period,
    running,
    deployed: deployed.length > 0,
    newest,
    compared,
    comparison,
    versions: versions.map(({ version }) => version),
  };
}

/** The id of what newer windows are compared with, as far as it is kept; empty: none is. */
function baselineShown(changes: readonly BaselineChange[], baselines: readonly BaselineRecord[], { config }: WatchedModel): string {
  const pin = pinAt(changes, config.baseline.name, Infinity);
  return pin?.baselineId || (baselines.find(({ name }) => name === config.baseline.name) ?? baselines[0])?.baselineId || "";
}

/** Where a period that is asked for by name begins; undefined: with the first finding. */
function beginOf(last: AskedPeriod["last"], to: number, deployed: readonly number[]): number | undefined {
  if (last === undefined) return undefined;
  if (last !== "deployment") return to - LASTS[last];
  if (deployed.length === 0)
    throw new TidemarkError("input", "looking for the last deployment: none is known; another version is one, or what POST /api/v1/annotations calls so");
  return Math.max(...deployed);
}

/** Where another baseline began, for every time axis; one that holds for all windows has no beginning. */
function markOf({ since, by, baseline }: BaselineChange, model: string): Annotation[] {
  return since === 0 ? [] : [{ time: since, model, text: `new normal by the word of ${by}: compared with ${baseline} from here on`, injected: false }];
}

async function labelsOf({ store, models, wallNow = Date.now }: AppParts, model: string): Promise<ReportData["labels"]> {
  const schema = models.find((entry) => entry.config.model === model)?.schema;
  const [counted, matches, unknown] = await Promise.all([
    queryLabels(store, model),
    queryLabelMatches(store, model, wallNow()),
    schema === undefined ? { rows: 0, examples: [] } : queryUnknownLabels(store, schema, wallNow()),
  ]);
  return { ...counted, unmatched: matches[0]?.unmatched ?? 0, unknown };
}

async function agesOf({ store, models, wallNow = Date.now }: AppParts, model: string, now: number): Promise<readonly Age[]> {
  const watched = models.filter(({ config }) => config.model === model);
  return watched.length === 0 ? [] : ((await queryAges(store, watched, { now, wallNow: wallNow() })).get(model) ?? []);
}

/** Evidence is most of a finding: it is read for the window that each row shows, for the worst of each episode, and for decay. */
async function detailedFindings(
  parts: AppParts,
  model: string,
  slim: readonly Finding[],
  alerts: readonly AlertRecord[],
  time: { from: number; to: number; now: number },
): Promise<Finding[]> {
  const episodes = markedEpisodes(slim, parts.config.annotations, time.now, alerts);
  const columns = columnsView({ schema: null, findings: slim, episodes, alerts });
  const shown = new Set([
    ...columns.flatMap(({ focus }) => focus?.findingId ?? []),
    ...episodes.flatMap(({ worst, shown: it }) => [worst.findingId, it.findingId]),
    ...slim.filter((finding) => finding.analyzer === "decay" || (finding.analyzer === "errors" && isBad(finding))).map(({ findingId }) => findingId),
  ]);
  return shown.size === 0 ? [] : queryFindings(parts.store, { model, findingIds: [...shown], withEvidence: true });
}
