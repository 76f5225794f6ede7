import type { ANALYZERS } from "../../analyzers/finding.ts";
import { type Finding } from "../../analyzers/finding.ts";
import { adviceFor } from "../../alerts/render/advice.ts";
import type { AlertRecord } from "../read/alert-query.ts";
import { firesFor } from "./columns-view.ts";
import { describeChange, inWords, intervalText } from "./describe-change.ts";
import { plural, probability } from "./format.ts";
import type { MarkedEpisode } from "./marked-episodes.ts";
import type { Status } from "./status.ts";
import { strengthOf } from "./strength.ts";
import type { ZonedTime } from "./zoned-time.ts";

/** Episodes of one analyzer and cause that lasted at the same time: one answer to the five questions. */
export interface Problem {
  readonly status: Status;
  readonly episodes: readonly MarkedEpisode[];
  readonly injected: boolean;
  readonly since: number;
  readonly until: number | null;
  /** "temperature is 24.3 °F higher on average than in training". */
  readonly what: string;
  /** The other subjects of the same cause, in words. */
  readonly others: readonly string[];
  readonly when: string;
  readonly sure: string;
  readonly matters: string;
  readonly advice: string;
}

interface Context {
  readonly alerts: readonly AlertRecord[];
  readonly time: ZonedTime;
  readonly reference: string;
}

const CONSEQUENCE = ["decay", "errors", "load", "drift"] as const;
const STATUSES: readonly Status[] = ["firing", "changed", "over"];

/** What is or was wrong, ranked: firing, lasting, over; critical before warning; what hurts users (decay, errors, load) before what may (drift); newest first. */
export function problemsView(episodes: readonly MarkedEpisode[], context: Context): Problem[] {
  const groups = groupEpisodes(episodes).map((group) => problemOf(group, context));
  return groups.toSorted(
    (a, b) =>
      STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
      rankOf(b) - rankOf(a) ||
      consequence(a) - consequence(b) ||
      b.episodes.length - a.episodes.length ||
      b.since - a.since,
  );
}

/** Of one analyzer and cause, each overlapping the group's time or lasting with it. */
function groupEpisodes(episodes: readonly MarkedEpisode[]): MarkedEpisode[][] {
  const groups: MarkedEpisode[][] = [];
  for (const episode of episodes.toSorted((a, b) => a.since - b.since)) {
    const group = groups.find((others) => others.some((other) => together(other, episode)));
    if (group) group.push(episode);
    else groups.push([episode]);
  }
  return groups;
}

function together(a: MarkedEpisode, b: MarkedEpisode): boolean {
  if (a.analyzer !== b.analyzer || a.cause !== b.cause || a.injected !== b.injected) return false;
  if (a.until === null && b.until === null) return true;
  return a.until !== null && b.until !== null && b.since < a.until;
}

/** Led by the subject that a firing alert is named for, so that the page and the messages begin alike; else by the furthest beyond its threshold. */
function problemOf(group: readonly MarkedEpisode[], { alerts, time, reference }: Context): Problem {
  const named = (episode: MarkedEpisode): number => (alerts.some((alert) => alert.subject === episode.subject && firesFor(alert, episode)) ? 1 : 0);
  const ranked = group.toSorted((a, b) => named(b) - named(a) || excess(b.shown) - excess(a.shown) || a.since - b.since);
  const lead = ranked[0] as MarkedEpisode;
  const since = Math.min(...group.map((episode) => episode.since));
  const lasting = group.some((episode) => episode.until === null);
  const until = lasting ? null : Math.max(...group.map((episode) => episode.until ?? 0));
  const firing = lasting && group.some((episode) => episode.until === null && alerts.some((alert) => firesFor(alert, episode)));
  const rest = ranked.slice(1).map((episode) => episode.subject);
  return {
    status: firing ? "firing" : lasting ? "changed" : "over",
    episodes: ranked,
    injected: lead.injected,
    since,
    until,
    what: describeChange(lead.shown, reference, lasting ? "now" : "past"),
    others: rest.map(inWords),
    when: until === null ? `since ${time.moment(since)}` : time.range(since, until),
    sure: sureText(lead.shown),
    matters: mattersText(lead, group),
    advice: sentence(adviceFor(lead.analyzer, lead.cause)),
  };
}

/** How sure: interval, probability, rows. */
export function sureText(finding: Finding): string {
  const parts = [
    intervalText(finding.effect),
    finding.pValue === null ? "" : probability(finding.pValue),
    plural(finding.rows, finding.analyzer === "errors" || finding.analyzer === "load" ? "request" : "row"),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function mattersText(lead: MarkedEpisode, group: readonly MarkedEpisode[]): string {
  const critical = group.some((episode) => episode.severity === "critical");
  const why: Record<(typeof ANALYZERS)[number], string> = {
    drift: "the model sees what it was not trained on",
    decay: "the model is wrong more often",
    errors: "requests fail",
    load: "requests wait",
  };
  return `${critical ? "Critical" : "Warning"}: ${why[lead.analyzer]}`;
}

const rankOf = (problem: Problem): number => (problem.episodes.some((episode) => episode.severity === "critical") ? 1 : 0);
const consequence = (problem: Problem): number => CONSEQUENCE.indexOf(problem.episodes[0]?.analyzer ?? "drift");
const excess = (finding: Finding): number => strengthOf(finding)?.ratio ?? 0;
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
