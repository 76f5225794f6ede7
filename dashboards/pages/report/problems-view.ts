import { referenceOf } from "../../words/baseline-since.ts";
import type { ANALYZERS, Finding, Severity } from "../../../analyzers/findings/finding.ts";
import { adviceFor } from "../../../alerts/render/advice.ts";
import type { AlertRecord } from "../../read/alert-query.ts";
import { firesFor, subjectsOf } from "./fires-for.ts";
import { describeChange, inWords, intervalText } from "../../words/describe-change.ts";
import { alertNotes } from "../../words/alert-notes.ts";
import { didNoHarm } from "./did-no-harm.ts";
import { plural, probability, quantity } from "../../words/format.ts";
import { groupEpisodes } from "./group-episodes.ts";
import type { MarkedEpisode } from "./marked-episodes.ts";
import type { Status } from "../status.ts";
import { strengthOf } from "../../words/strength.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";

/** Episodes of one analyzer and cause that lasted at the same time: one answer to the five questions. */
export interface Problem {
  readonly status: Status;
  /** The leading one first. */
  readonly episodes: readonly [MarkedEpisode, ...MarkedEpisode[]];
  /** The alert that told of it: the one that fires, else the last of its time; null where none did. */
  readonly alertId: string | null;
  /** What people said of that alert: who looks after it, until when it is silent, that it was false, each with why. */
  readonly notes: readonly string[];
  readonly injected: boolean;
  /** An alert of that severity fires for it, or one of its windows was that severe. */
  readonly critical: boolean;
  /** Only inputs moved, and by the labels of that time the model stayed as right as expected. */
  readonly harmless: boolean;
  readonly since: number;
  readonly until: number | null;
  /** "temperature is 24.3 °F higher on average than in training". */
  readonly what: string;
  /** The other subjects of the same cause, in words. */
  readonly others: readonly string[];
  readonly when: string;
  /** "on and off since 8 April", where it came and went before the alert that fires now; may be empty. */
  readonly before: string;
  /** The window that `what` and `sure` are of: "30 June". */
  readonly window: string;
  /** What it was when the alert fired, where that is another window: "32.7 °F when the alert fired, on 19 May"; may be empty. */
  readonly atFiring: string;
  readonly sure: string;
  readonly matters: string;
  readonly advice: string;
}

interface Context {
  readonly alerts: readonly AlertRecord[];
  readonly time: ZonedTime;
  readonly reference: string;
  /** Event time, epoch milliseconds. */
  readonly now: number;
  /** All findings, of which those on decay say whether a shift did harm. */
  readonly findings: readonly Finding[];
}

const CONSEQUENCE = ["decay", "errors", "load", "drift"] as const;
const STATUSES: readonly Status[] = ["firing", "changed", "over"];

/** What is or was wrong, ranked: what fires now, what lasts, what is over, the newest first; of what lasts what may do harm before what does none, critical before warning, what hurts users (decay, errors, load) before what may (drift). */
export function problemsView(episodes: readonly MarkedEpisode[], context: Context): Problem[] {
  const groups = groupEpisodes(episodes).map((group) => problemOf(group, context));
  return groups.toSorted(
    (a, b) =>
      STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
      (b.until ?? 0) - (a.until ?? 0) ||
      Number(a.harmless) - Number(b.harmless) ||
      rankOf(b) - rankOf(a) ||
      consequence(a) - consequence(b) ||
      b.episodes.length - a.episodes.length ||
      b.since - a.since,
  );
}

/** A decay is led by what the model predicts on the whole; else led by the subject that a firing alert is named for, so that the page and the messages begin alike; else by the furthest beyond its threshold. */
function problemOf(group: readonly MarkedEpisode[], { alerts, time, reference, findings, now }: Context): Problem {
  const named = (episode: MarkedEpisode): number => (alerts.some((alert) => alert.subject === episode.subject && firesFor(alert, episode)) ? 1 : 0);
  const telling = ({ subject }: MarkedEpisode): number => TELLING.indexOf(subject);
  const ranked = group.toSorted(
    (a, b) => telling(b) - telling(a) || consequenceOf(a) - consequenceOf(b) || named(b) - named(a) || excess(b.shown) - excess(a.shown) || a.since - b.since,
  );
  const [lead, ...others] = ranked as [MarkedEpisode, ...MarkedEpisode[]];
  const lasting = group.some((episode) => episode.until === null);
  const until = lasting ? null : Math.max(...group.map((episode) => episode.until ?? 0));
  const told = lasting ? alerts.filter((alert) => group.some((episode) => episode.until === null && firesFor(alert, episode))) : [];
  const since = Math.min(...(told.length > 0 ? told.map(({ startedTime }) => startedTime) : group.map((episode) => episode.since)));
  const first = Math.min(...group.map((episode) => episode.earlier ?? episode.since));
  const firing = told.length > 0;
  const alert = told[0] ?? alerts.find((each) => group.some((episode) => toldOf(each, episode)));
  const rest = ranked.slice(1).map((episode) => episode.subject);
  const harmless = didNoHarm(group, findings);
  return {
    status: firing ? "firing" : lasting ? "changed" : "over",
    episodes: [lead, ...others],
    alertId: alert?.alertId ?? null,
    notes: alert === undefined ? [] : alertNotes(alert.labels, time, now),
    injected: lead.injected,
    harmless,
    critical: severityOf(group, alerts) === "critical",
    since,
    until,
    what: describeChange(lead.shown, referenceOf(lead.shown, reference), lasting ? "now" : "past"),
    others: othersOf(lead, rest),
    when: until === null ? `since ${time.moment(since)}` : time.range(since, until),
    before: until === null && first < since ? `on and off since ${time.moment(first)}` : "",
    window: time.range(lead.shown.windowStart, lead.shown.windowEnd),
    atFiring: firedText(lead, time),
    sure: sureText(lead.shown),
    matters: harmless ? "Not so far: by the labels the model stayed as right as expected" : mattersText(lead, severityOf(group, alerts), lasting),
    advice: lasting ? sentence(adviceFor(lead.analyzer, lead.cause)) : `Nothing now: it is over. Should it come again: ${adviceFor(lead.analyzer, lead.cause)}`,
  };
}

/** Whether an alert fired about what an episode is about, in its time. */
function toldOf(alert: AlertRecord, { analyzer, subject, since, until }: MarkedEpisode): boolean {
  if (alert.analyzer !== analyzer || alert.firedTime === null || !subjectsOf(alert).includes(subject)) return false;
  return alert.startedTime < (until ?? Infinity) && (alert.resolvedTime ?? Infinity) > since;
}

/** Only of what moves by its size: a drift in its own unit. */
function firedText({ analyzer, atFiring, shown }: MarkedEpisode, time: ZonedTime): string {
  if (analyzer !== "drift" || atFiring === null || atFiring.effect === null || atFiring.windowStart === shown.windowStart) return "";
  return `${quantity(Math.abs(atFiring.effect.value), atFiring.effect.unit)} when the alert fired, ${time.range(atFiring.windowStart, atFiring.windowEnd)}`;
}

/** How sure: interval, probability, rows. */
export function sureText(finding: Finding): string {
  const parts = [
    intervalText(finding.effect, finding.analyzer === "decay" ? finding.subject : undefined),
    finding.pValue === null ? "" : probability(finding.pValue),
    plural(finding.rows, finding.analyzer === "errors" || finding.analyzer === "load" ? "request" : "row"),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** The firing alert's, which its rule may have set; else the worst of the episodes. */
function severityOf(group: readonly MarkedEpisode[], alerts: readonly AlertRecord[]): Severity {
  const firing = alerts.filter((alert) => group.some((episode) => episode.until === null && firesFor(alert, episode)));
  const severities = firing.length > 0 ? firing.map(({ severity }) => severity) : group.map(({ severity }) => severity);
  return severities.includes("critical") ? "critical" : "warning";
}

function mattersText(lead: MarkedEpisode, severity: Severity, lasting: boolean): string {
  const why: Record<(typeof ANALYZERS)[number], string> = {
    drift: lasting ? "the model sees what it was not trained on" : "the model saw what it was not trained on",
    decay: lasting ? "the model is wrong more often" : "the model was wrong more often",
    errors: lasting ? "requests fail" : "requests failed",
    load: lasting ? "requests wait" : "requests waited",
  };
  return `${severity === "critical" ? "Critical" : "Warning"}: ${why[lead.analyzer]}`;
}

/** All failures of one cause are those of its class: named once. */
function othersOf(lead: MarkedEpisode, rest: readonly string[]): string[] {
  const own = lead.analyzer === "errors" && lead.cause !== null ? rest.filter((subject) => subject === "latency" || subject === "saturation") : rest;
  return own.filter((subject) => subject !== "all").map(inWords);
}

const TELLING = ["recall", "precision", "accuracy", "all", "calibrationGap"];
const consequenceOf = ({ analyzer }: MarkedEpisode): number => CONSEQUENCE.indexOf(analyzer);
const rankOf = (problem: Problem): number => (problem.critical ? 1 : 0);
const consequence = (problem: Problem): number => CONSEQUENCE.indexOf(problem.episodes[0]?.analyzer ?? "drift");
const excess = (finding: Finding): number => strengthOf(finding)?.ratio ?? 0;
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
