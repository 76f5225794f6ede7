import type { MarkedEpisode } from "./marked-episodes.ts";

/** Of one analyzer and cause (failures and load of one cause are one), each overlapping the group's time or lasting with it. */
export function groupEpisodes(episodes: readonly MarkedEpisode[]): MarkedEpisode[][] {
  const groups: MarkedEpisode[][] = [];
  for (const episode of episodes.toSorted((a, b) => a.since - b.since)) {
    const group = groups.find((others) => others.some((other) => together(other, episode)));
    if (group) group.push(episode);
    else groups.push([episode]);
  }
  return groups;
}

function together(a: MarkedEpisode, b: MarkedEpisode): boolean {
  const bothOfTraffic = [a, b].every(({ analyzer, cause }) => (analyzer === "errors" || analyzer === "load") && cause !== null);
  if ((a.analyzer !== b.analyzer && !bothOfTraffic) || a.cause !== b.cause || a.injected !== b.injected) return false;
  if (a.until === null && b.until === null) return true;
  return a.until !== null && b.until !== null && b.since < a.until;
}
