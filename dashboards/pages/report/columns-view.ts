import { blindSpot, type BlindSpot } from "../../../analyzers/findings/blind-spot.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { ModelSchema } from "../../../collector/events/model-schema.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { firesFor } from "./fires-for.ts";
import type { MarkedEpisode } from "./marked-episodes.ts";
import type { Status } from "../status.ts";
import { strengthOf } from "../../words/strength.ts";

/** One column of the report. */
export interface ColumnView {
  readonly name: string;
  /** Empty: none declared. */
  readonly unit: string;
  readonly prediction: boolean;
  /** A critical alert fires for it. */
  readonly critical: boolean;
  readonly status: Status;
  /** The one that the status comes from: the one that lasts, else the last. */
  readonly episode: MarkedEpisode | null;
  /** The window shown: the newest bad one while it lasts, the worst one of what is over, else the newest, which may be without data; null before the first. */
  readonly focus: Finding | null;
  /** Its windows, oldest first, without evidence. */
  readonly history: readonly Finding[];
  /** Why the window shown says nothing though it was judged; null where it says something, or has no data. */
  readonly blind: BlindSpot | null;
}

interface Input {
  readonly schema: ModelSchema | null;
  readonly findings: readonly Finding[];
  readonly episodes: readonly MarkedEpisode[];
  readonly alerts: readonly AlertRecord[];
}

const ORDER: readonly Status[] = ["firing", "changed", "over", "cantTell", "unchanged"];

/** Every declared or judged column, ranked by what matters: firing, changed, over, can't tell, unchanged; in each the furthest beyond its threshold first. */
export function columnsView({ schema, findings, episodes, alerts }: Input): ColumnView[] {
  const drift = Map.groupBy(
    findings.filter((finding) => finding.analyzer === "drift"),
    (finding) => finding.subject,
  );
  const declared = schema?.features ?? [];
  const names = new Set([...declared.map((feature) => feature.name), ...drift.keys()]);
  const columns = [...names].map((name): ColumnView => {
    const history = (drift.get(name) ?? []).toSorted((a, b) => a.windowStart - b.windowStart);
    const own = episodes.filter((episode) => episode.analyzer === "drift" && episode.subject === name);
    const episode = own.find(({ until }) => until === null) ?? own[0] ?? null;
    const feature = declared.find((entry) => entry.name === name);
    const prediction = feature === undefined && declared.length > 0;
    const focus = focusOf(episode, history);
    const critical = episode?.until === null && alerts.some((alert) => alert.severity === "critical" && firesFor(alert, episode));
    return {
      name,
      unit: feature?.unit ?? "",
      prediction,
      critical,
      status: columnStatus(episode, history, focus, alerts),
      episode,
      focus,
      history,
      blind: focus === null ? null : blindSpot(focus),
    };
  });
  return columns.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || excess(b.focus) - excess(a.focus));
}

function columnStatus(episode: MarkedEpisode | null, history: readonly Finding[], focus: Finding | null, alerts: readonly AlertRecord[]): Status {
  if (episode?.until === null) return alerts.some((alert) => firesFor(alert, episode)) ? "firing" : "changed";
  const last = history.at(-1);
  if (last === undefined || last.verdict === "noData") return "cantTell";
  if (episode !== null) return "over";
  return focus !== null && blindSpot(focus) !== null ? "cantTell" : "unchanged";
}

function focusOf(episode: MarkedEpisode | null, history: readonly Finding[]): Finding | null {
  return episode?.shown ?? history.at(-1) ?? null;
}

function excess(finding: Finding | null): number {
  return finding === null ? 0 : (strengthOf(finding)?.ratio ?? 0);
}
