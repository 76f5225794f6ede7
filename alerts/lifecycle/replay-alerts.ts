import type { Finding } from "../../analyzers/findings/finding.ts";
import type { AlertState } from "./alert-state.ts";
import { stepAlerts, type Transition } from "./lifecycle.ts";
import type { AlertRule } from "./rule.ts";

/** Findings of one window end, and the event time at which the last of them was judged, epoch milliseconds. */
export interface Step {
  readonly findings: readonly Finding[];
  readonly now: number;
}

/** Findings in the order in which alerts take them: by window end, whatever order they were read in. */
export function stepsOf(findings: readonly Finding[]): readonly Step[] {
  const groups = [...Map.groupBy(findings, ({ windowEnd }) => windowEnd)].sort(([a], [b]) => a - b);
  return groups.map(([, group]) => ({ findings: group, now: Math.max(...group.map(({ judgedTime }) => judgedTime)) }));
}

/**
 * The alerts that a history of findings would have raised under some rules: every transition, in order. Pure; for backtests. Findings are taken when they were judged, as by a runner
 * that never pauses; an alert that is resolved is forgotten, so each window must come once.
 */
export function replayAlerts(findings: readonly Finding[], rules: readonly AlertRule[]): readonly Transition[] {
  const alerts = new Map<string, AlertState>();
  const moments = [...Map.groupBy(findings, ({ judgedTime }) => judgedTime)].sort(([a], [b]) => a - b);
  return moments.flatMap(([, judged]) =>
    stepsOf(judged).flatMap((step) => {
      const transitions = stepAlerts([...alerts.values()], step.findings, rules, step.now);
      for (const { alert } of transitions)
        if (alert.stage === "resolved") alerts.delete(alert.alertId);
        else alerts.set(alert.alertId, alert);
      return transitions;
    }),
  );
}
