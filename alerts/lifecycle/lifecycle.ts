import type { Finding } from "../../analyzers/findings/finding.ts";
import type { AlertState } from "./alert-state.ts";
import { attachFinding } from "./attach-finding.ts";
import { rankBriefs } from "./finding-brief.ts";
import { badFor, clearFor, latestRun, mergeWindows } from "./judged-windows.ts";
import { worst, type AlertRule } from "./rule.ts";

/** What a step did to one alert. `dropped`: it was pending and is over without having fired; `continues`: it fires on and another window said so; `accepted`: resolved since somebody said that it is the new normal; `noted`: nothing that anybody needs to hear. */
export interface Transition {
  readonly alert: AlertState;
  readonly kind: "pending" | "fired" | "continues" | "resolved" | "accepted" | "dropped" | "noted";
}

/**
 * One step of every alert's life: pending → firing → resolved. Pure: the same alerts and findings give the same transitions, and findings seen before give none.
 * @param alerts open ones, and those resolved so lately that findings of theirs may come again
 * @param findings best those of one window end; their order does not matter
 * @param now event time, epoch milliseconds
 * @returns only the alerts that changed, each once, in the order of their ids
 */
export function stepAlerts(alerts: readonly AlertState[], findings: readonly Finding[], rules: readonly AlertRule[], now: number): readonly Transition[] {
  const before = new Map(alerts.map((alert) => [alert.alertId, alert]));
  const after = new Map(before);
  for (const finding of inOrder(findings))
    for (const rule of rules) for (const alert of attachFinding([...after.values()], finding, rule)) if (isOurs(after, alert)) after.set(alert.alertId, alert);
  const changed = [...after.values()].filter((alert) => alert !== before.get(alert.alertId)).sort((a, b) => (a.alertId < b.alertId ? -1 : 1));
  return changed.map((alert) => evaluate(alert, before.get(alert.alertId), rules, now));
}

/** Alerts that no rule stands for any more end without a word. */
export function dropOrphans(alerts: readonly AlertState[], rules: readonly AlertRule[], now: number): readonly Transition[] {
  const known = new Set(rules.map(({ name }) => name));
  return alerts
    .filter((alert) => alert.stage !== "resolved" && !known.has(alert.rule))
    .map((alert) => ({ kind: "dropped", alert: resolve(touch(alert, now), now) }));
}

/** Open alerts that somebody said are the new normal are over, whatever their windows. */
export function resolveAccepted(alerts: readonly AlertState[], now: number): readonly Transition[] {
  return alerts
    .filter(({ stage, acceptance }) => stage !== "resolved" && acceptance !== null)
    .map((alert) => ({ kind: "accepted", alert: resolve(touch(alert, now), now) }));
}

/** A new alert that bears the id of a resolved one (its first window judged bad, well, and bad again) is that one and stays resolved; the next bad window starts another. */
function isOurs(alerts: ReadonlyMap<string, AlertState>, alert: AlertState): boolean {
  return alerts.get(alert.alertId)?.stage !== "resolved";
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ analyzer, model, subject, findingId }: Finding) => [analyzer, model, subject, findingId].join("\0");
  return [...findings].sort((a, b) => a.windowEnd - b.windowEnd || a.revision - b.revision || (key(a) < key(b) ? -1 : 1));
}

function evaluate(raw: AlertState, before: AlertState | undefined, rules: readonly AlertRule[], now: number): Transition {
  const alert = touch(raw, now);
  const rule = rules.find(({ name }) => name === alert.rule);
  if (rule === undefined) return { kind: "dropped", alert: resolve(alert, now) };
  const summed = summarise(alert, rule);
  return alert.stage === "pending" ? evaluatePending(summed, before, rule, now) : evaluateFiring(summed, before, rule, now);
}

function evaluatePending(alert: AlertState, before: AlertState | undefined, rule: AlertRule, now: number): Transition {
  const windows = allWindows(alert);
  if (badFor(windows, rule.for)) return { kind: "fired", alert: { ...alert, stage: "firing", firedTime: now } };
  if (latestRun(windows).at(-1)?.status !== "bad") return { kind: "dropped", alert: resolve(alert, now) };
  return { kind: before === undefined ? "pending" : "noted", alert };
}

function evaluateFiring(alert: AlertState, before: AlertState | undefined, rule: AlertRule, now: number): Transition {
  if (Object.values(alert.members).every(({ windows }) => clearFor(windows, rule.keepFiringFor))) return { kind: "resolved", alert: resolve(alert, now) };
  return { kind: lastBadEnd(alert) > lastBadEnd(before) ? "continues" : "noted", alert };
}

function lastBadEnd(alert: AlertState | undefined): number {
  return alert === undefined ? 0 : (allWindows(alert).findLast(({ status }) => status === "bad")?.end ?? 0);
}

function allWindows(alert: AlertState): ReturnType<typeof mergeWindows> {
  return mergeWindows(Object.values(alert.members).map(({ windows }) => windows));
}

/** Takes cause and severity from its findings; a severity once reached is kept. */
function summarise(alert: AlertState, rule: AlertRule): AlertState {
  const briefs = rankBriefs(Object.values(alert.members).map(({ finding }) => finding));
  const severity = rule.severity ?? worst([alert.severity, ...briefs.map((brief) => brief.severity)]);
  return { ...alert, severity, cause: alert.cause ?? briefs.find(({ cause }) => cause !== null)?.cause ?? null };
}

function touch(alert: AlertState, now: number): AlertState {
  return { ...alert, updatedTime: Math.max(alert.updatedTime, now), revision: alert.revision + 1 };
}

function resolve(alert: AlertState, now: number): AlertState {
  return { ...alert, stage: "resolved", resolvedTime: now };
}
