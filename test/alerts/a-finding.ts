import type { Finding } from "../../analyzers/findings/finding.ts";
import { alertRule, type AlertRule } from "../../alerts/lifecycle/rule.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 1 June 2026, UTC. */
export const DAY_0 = Date.UTC(2026, 5, 1);

/** A drifted, material finding of the `day`-th daily window after 1 June 2026, judged five minutes after its end. */
export function aFinding(day: number, given: Partial<Finding> = {}): Finding {
  const subject = given.subject ?? "departure_delay";
  return {
    findingId: `${given.analyzer ?? "drift"}-${given.model ?? "flight-delay"}-${subject}-${day}`,
    revision: 1,
    analyzer: "drift",
    model: "flight-delay",
    version: "1",
    subject,
    windowStart: DAY_0 + day * DAY,
    windowEnd: DAY_0 + (day + 1) * DAY,
    judgedTime: DAY_0 + (day + 1) * DAY + 3e5,
    verdict: "drifted",
    material: true,
    severity: "warning",
    cause: null,
    summary: `Departure delay is 10.4 minutes longer on average than in January (10.1 to 20.5; 95 % 9.4–11.4)`,
    statistic: 0.31,
    statisticName: "kolmogorov-smirnov",
    pValue: 2e-9,
    threshold: 0.12,
    thresholdSource: "the baseline's blocks",
    effect: {
      value: 10.4,
      low: 9.4,
      high: 11.4,
      unit: "minutes",
    },
    coverage: 1,
    rows: 4812,
    inputs: {},
    evidence: {
      checks: [],
      distribution: {
        kind: "numeric",
        edges: [0, 10, 20, 30],
        reference: [0.6, 0.3, 0.1],
        current: [0.2, 0.4, 0.4],
        tails: {
          reference: [0, 0],
          current: [0, 0],
        },
      },
    },
    ...given,
  };
}

/** A window judged well. */
export function ok(day: number, given: Partial<Finding> = {}): Finding {
  return aFinding(day, { verdict: "ok", material: false, severity: "none", cause: null, ...given });
}

/** A window that could not be judged. */
export function noData(day: number, given: Partial<Finding> = {}): Finding {
  return ok(day, { verdict: "noData", coverage: 0, rows: 0, ...given });
}

/** A rule of the given settings, as the configuration would make it. */
export function aRule(given: Partial<Record<keyof AlertRule, unknown>> = {}): AlertRule {
  return alertRule.parse({ name: "any", ...given });
}
