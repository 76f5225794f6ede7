import { z } from "zod";
import { isBad as isBadFinding } from "../../analyzers/findings/episodes.ts";
import { ANALYZERS, SEVERITIES, type Finding, type Severity } from "../../analyzers/findings/finding.ts";
import { span } from "./span.ts";

/** Which findings: every field given must fit. `model` and `subject` may end in `*`. */
export const findingMatch = z.strictObject({
  analyzer: z.enum(ANALYZERS).optional(),
  model: z.string().min(1).optional(),
  subject: z.string().min(1).optional(),
  verdict: z.enum(["drifted", "decayed", "failing", "degraded"]).optional(),
  cause: z.string().min(1).optional(),
  minSeverity: z.enum(["warning", "critical"]).optional(),
});

export type FindingMatch = z.infer<typeof findingMatch>;

/** What raises an alert, and who hears of it. */
export const alertRule = z.strictObject({
  name: z.string().min(1),
  match: findingMatch.default({}),
  /** How long it must be bad before the alert fires; default: one window. */
  for: span.default({ windows: 1 }),
  /** How long it must be well before the alert resolves; default: two windows in a row, so that one that comes and goes stays one alert. */
  keepFiringFor: span.default({ windows: 2 }),
  /** Default: the worst of the findings. */
  severity: z.enum(["warning", "critical"]).optional(),
  /** Names of receivers; default: all. */
  receivers: z.array(z.string()).optional(),
});

export type AlertRule = z.infer<typeof alertRule>;

/** Used when the configuration has none: one rule an analyzer. Weekly windows (decay) resolve with the first good one. */
export const DEFAULT_RULES: readonly AlertRule[] = ANALYZERS.map((analyzer) =>
  alertRule.parse({ name: analyzer, match: { analyzer }, keepFiringFor: analyzer === "decay" ? 1 : 2 }),
);

/** Whether a rule watches the stream that a finding belongs to: analyzer, model and subject. */
export function watches(match: FindingMatch, finding: Pick<Finding, "analyzer" | "model" | "subject">): boolean {
  return (match.analyzer ?? finding.analyzer) === finding.analyzer && fits(match.model, finding.model) && fits(match.subject, finding.subject);
}

/** Whether a watched finding is one to alert on: material, not ok, and of the verdict, cause and severity that the rule names. */
export function isBad(match: FindingMatch, finding: Pick<Finding, "verdict" | "material" | "cause" | "severity">): boolean {
  if (!isBadFinding(finding)) return false;
  return (
    (match.verdict ?? finding.verdict) === finding.verdict &&
    (match.cause === undefined || match.cause === finding.cause) &&
    atLeast(finding.severity, match.minSeverity ?? "none")
  );
}

/** Whether a severity reaches another. */
export function atLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** The worst of some severities; `none` of none. */
export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce((a, b) => (atLeast(a, b) ? a : b), "none");
}

function fits(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
