import { episodesOf, isBad, type Episode } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { Annotation } from "../../dashboards-config.ts";

/** An episode, and whether it was put in on purpose. */
export interface MarkedEpisode extends Episode {
  readonly injected: boolean;
  /** What to say of it: its newest bad window while it lasts, its worst once it is over. */
  readonly shown: Finding;
}

/** Episodes as they stand at `now` (event time, epoch milliseconds), newest first; injected are those that an annotation which says so explains. */
export function markedEpisodes(findings: readonly Finding[], annotations: readonly Annotation[], now: number): MarkedEpisode[] {
  const injections = annotations.filter((annotation) => annotation.injected);
  return episodesOf(findings, now)
    .map((episode) => ({ ...episode, shown: shownOf(episode, findings), injected: injections.some((injection) => caused(injection, episode, now)) }))
    .toReversed();
}

function shownOf(episode: Episode, findings: readonly Finding[]): Finding {
  if (episode.until !== null) return episode.worst;
  const own = findings.filter(
    (finding) => finding.model === episode.model && finding.analyzer === episode.analyzer && finding.subject === episode.subject && isBad(finding),
  );
  return own.reduce((a, b) => (b.windowStart > a.windowStart ? b : a), episode.worst);
}

const DAY_MS = 86_400_000;

/** An injection explains what began within a day of its start or while it lasted; a decay by the week begins at its week's start. */
function caused(injection: Annotation, episode: Episode, now: number): boolean {
  if (injection.model !== "" && injection.model !== episode.model) return false;
  const slack = episode.analyzer === "decay" ? 7 * DAY_MS : DAY_MS;
  const until = injection.until ?? injection.time + DAY_MS;
  return episode.since >= injection.time - slack && episode.since < until && (episode.until ?? now) > injection.time;
}
