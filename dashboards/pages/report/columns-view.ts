import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { ModelSchema } from "../../../collector/events/model-schema.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
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
    const critical = episode?.until === null && alerts.some((alert) => alert.severity === "critical" && firesFor(alert, episode));
    return {
      name,
      unit: feature?.unit ?? "",
      prediction,
      critical,
      status: columnStatus(episode, history, alerts),
      episode,
      focus: focusOf(episode, history),
      history,
    };
  });
  return columns.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || excess(b.focus) - excess(a.focus));
}

function columnStatus(episode: MarkedEpisode | null, history: readonly Finding[], alerts: readonly AlertRecord[]): Status {
  if (episode?.until === null) return alerts.some((alert) => firesFor(alert, episode)) ? "firing" : "changed";
  const last = history.at(-1);
  if (last === undefined || last.verdict === "noData") return "cantTell";
  return episode === null ? "unchanged" : "over";
}

/** Whether a firing alert is about this episode: of its model and analyzer, and naming its subject. */
export function firesFor(alert: AlertRecord, episode: Pick<MarkedEpisode, "model" | "analyzer" | "subject">): boolean {
  if (alert.state !== "firing" || alert.model !== episode.model || alert.analyzer !== episode.analyzer) return false;
  return subjectsOf(alert).includes(episode.subject);
}

/** The subjects that an alert is about. */
export function subjectsOf(alert: Pick<AlertRecord, "subject" | "labels">): string[] {
  return [alert.subject, alert.labels["subjects"] ?? ""]
    .flatMap((text) => text.split(",").map((subject) => subject.trim()))
    .filter((subject) => subject !== "");
}

function focusOf(episode: MarkedEpisode | null, history: readonly Finding[]): Finding | null {
  return episode?.shown ?? history.at(-1) ?? null;
}

function excess(finding: Finding | null): number {
  return finding === null ? 0 : (strengthOf(finding)?.ratio ?? 0);
}
