import type { Finding } from "../../analyzers/findings/finding.ts";
import { countedOn } from "../render/counted-on.ts";
import type { AlertState, JudgedWindow, Member } from "./alert-state.ts";
import { briefOf } from "./finding-brief.ts";
import { alertIdOf } from "./identity.ts";
import { knowsWindow, latestRun, recordWindow } from "./judged-windows.ts";
import { isBad, watches, type AlertRule } from "./rule.ts";
import { hasOwnIncident, scopeOf } from "./scope-of.ts";

/**
 * The alerts that a finding changes under a rule, as they become, not yet evaluated; none when it says nothing new.
 * A bad finding goes to the open alerts that have its subject, else to one that takes it in, else starts one. One whose cause is its column's own goes only to that cause's
 * alert. A clear finding, or one without data, goes to every open alert that has its subject.
 */
export function attachFinding(alerts: readonly AlertState[], finding: Finding, rule: AlertRule): readonly AlertState[] {
  if (!watches(rule.match, finding)) return [];
  const ours = alerts.filter((alert) => alert.rule === rule.name && concerns(alert, finding));
  const open = ours.filter(({ stage }) => stage !== "resolved");
  if (!isBad(rule.match, finding))
    return open.filter((alert) => finding.subject in alert.members).flatMap((alert) => update(alert, finding, statusOf(finding)));
  if (ours.some((alert) => isOld(alert, finding))) return [];
  const homes = homesOf(open, finding);
  return homes.length > 0 ? homes.flatMap((alert) => update(alert, finding, "bad")) : [start(finding, rule)];
}

function concerns(alert: AlertState, finding: Finding): boolean {
  return alert.analyzer === finding.analyzer && alert.model === finding.model && alert.version === finding.version;
}

/** A finding read again, of an alert that may have been resolved since. */
function isOld(alert: AlertState, finding: Finding): boolean {
  const sameCause = !hasOwnIncident(finding.cause) || alert.scope === scopeOf(finding).key;
  return sameCause && knowsWindow(alert.members[finding.subject]?.windows ?? [], finding.windowEnd, finding.revision);
}

function homesOf(open: readonly AlertState[], finding: Finding): readonly AlertState[] {
  const { key, takesInWindows } = scopeOf(finding);
  const sameScope = open.filter(({ scope }) => scope === key);
  const having = (hasOwnIncident(finding.cause) ? sameScope : open).filter((alert) => finding.subject in alert.members);
  if (having.length > 0) return having;
  const reach = takesInWindows === null ? Infinity : takesInWindows * (finding.windowEnd - finding.windowStart);
  return sameScope.filter(({ startedTime }) => finding.windowStart - startedTime < reach).slice(0, 1);
}

function statusOf(finding: Finding): "clear" | "noData" {
  return finding.verdict === "noData" ? "noData" : "clear";
}

function judged(finding: Finding, status: JudgedWindow["status"]): JudgedWindow {
  return { start: finding.windowStart, end: finding.windowEnd, revision: finding.revision, status };
}

function update(alert: AlertState, finding: Finding, status: JudgedWindow["status"]): readonly AlertState[] {
  const member = alert.members[finding.subject];
  const windows = recordWindow(member?.windows ?? [], judged(finding, status));
  if (windows === member?.windows) return [];
  const newest = status === "bad" && finding.windowEnd >= (member?.finding.windowEnd ?? 0);
  const next: Member = { windows, finding: newest || member === undefined ? briefOf(counted(finding, windows)) : member.finding };
  return [{ ...alert, members: { ...alert.members, [finding.subject]: next } }];
}

/** With what it says of how long it has lasted counted on over all windows in a row that the alert knows. */
function counted(finding: Finding, windows: readonly JudgedWindow[]): Finding {
  return { ...finding, summary: countedOn(finding.summary, latestRun(windows).length) };
}

function start(finding: Finding, rule: AlertRule): AlertState {
  const { key } = scopeOf(finding);
  return {
    alertId: alertIdOf(rule.name, key, finding.windowStart),
    rule: rule.name,
    scope: key,
    stage: "pending",
    analyzer: finding.analyzer,
    model: finding.model,
    version: finding.version,
    cause: finding.cause,
    severity: rule.severity ?? finding.severity,
    members: { [finding.subject]: { windows: [judged(finding, "bad")], finding: briefOf(finding) } },
    startedTime: finding.windowStart,
    firedTime: null,
    resolvedTime: null,
    updatedTime: finding.judgedTime,
    revision: 0,
    notified: 0,
    lastNotifiedTime: null,
    acknowledgement: null,
    silencedUntil: null,
    silence: null,
    falseAlarm: null,
    acceptance: null,
  };
}
