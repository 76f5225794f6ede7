import { episodesOf, isBad, type Episode } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { Annotation } from "../../dashboards-config.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { firesFor } from "./fires-for.ts";

/** An episode, and whether it was put in on purpose. While an alert fires for it, `since` is its first bad window from the alert's start on: what people were told. */
export interface MarkedEpisode extends Episode {
  readonly injected: boolean;
  /** What to say of it: its newest bad window while it lasts, its worst once it is over. */
  readonly shown: Finding;
  /** When it first came, where it has come and gone since without the alert that fires now; null where `since` says it. */
  readonly earlier: number | null;
  /** Its newest bad window when the alert fired that fires now; null where none does. */
  readonly atFiring: Finding | null;
}

/** Episodes as they stand at `now` (event time, epoch milliseconds), newest first; injected are those that an annotation which says so explains. */
export function markedEpisodes(
  findings: readonly Finding[],
  annotations: readonly Annotation[],
  now: number,
  alerts: readonly AlertRecord[] = [],
): MarkedEpisode[] {
  const injections = annotations.filter((annotation) => annotation.injected);
  return episodesOf(findings, now)
    .map((episode): MarkedEpisode => {
      const injected = injections.some((injection) => caused(injection, episode, now));
      if (episode.until !== null) return { ...episode, injected, shown: episode.worst, earlier: null, atFiring: null };
      const bad = badWindowsOf(episode, findings);
      const told = toldSince(episode, alerts);
      const shown = bad.at(-1) ?? episode.worst;
      const since = Math.max(episode.since, (bad.find(({ windowStart }) => windowStart >= told) ?? shown).windowStart);
      return { ...episode, injected, shown, since, earlier: since > episode.since ? episode.since : null, atFiring: firedWith(episode, bad, alerts) };
    })
    .toReversed();
}

/** Its bad windows, oldest first. */
function badWindowsOf({ model, analyzer, subject, since }: Episode, findings: readonly Finding[]): Finding[] {
  const own = findings.filter(
    (finding) => finding.model === model && finding.analyzer === analyzer && finding.subject === subject && finding.windowStart >= since && isBad(finding),
  );
  return own.toSorted((a, b) => a.windowStart - b.windowStart);
}

/** When the first alert that fires for it began; 0 where none does. */
function toldSince(episode: Episode, alerts: readonly AlertRecord[]): number {
  const starts = alerts.filter((alert) => firesFor(alert, episode)).map(({ startedTime }) => startedTime);
  return starts.length === 0 ? 0 : Math.min(...starts);
}

function firedWith(episode: Episode, bad: readonly Finding[], alerts: readonly AlertRecord[]): Finding | null {
  const fired = alerts.filter((alert) => firesFor(alert, episode)).flatMap(({ firedTime }) => firedTime ?? []);
  if (fired.length === 0) return null;
  const first = Math.min(...fired);
  return bad.findLast(({ windowEnd }) => windowEnd <= first) ?? null;
}

const DAY_MS = 86_400_000;

/** An injection explains what began within a day of its start or while it lasted; a decay by the week begins at its week's start. */
function caused(injection: Annotation, episode: Episode, now: number): boolean {
  if (injection.model !== "" && injection.model !== episode.model) return false;
  const slack = episode.analyzer === "decay" ? 7 * DAY_MS : DAY_MS;
  const until = injection.until ?? injection.time + DAY_MS;
  return episode.since >= injection.time - slack && episode.since < until && (episode.until ?? now) > injection.time;
}
