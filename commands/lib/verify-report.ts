import type { AnalyzerName } from "../../analyzers/findings/finding.ts";
import type { Difference } from "../../analyzers/verify/differences-between.ts";
import type { Verification } from "../../analyzers/verify/verify-findings.ts";

/** What `tidemark verify` prints; times in ISO 8601, UTC. */
export interface VerifyReport {
  readonly findings: readonly VerifiedFinding[];
  readonly verified: number;
  readonly differs: number;
  readonly cannotVerify: number;
}

export interface VerifiedFinding {
  readonly findingId: string;
  readonly analyzer: AnalyzerName;
  readonly model: string;
  readonly subject: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly outcome: Verification["outcome"];
  readonly differences: readonly Difference[];
  readonly reason: string | null;
}

export function verifiedFinding({ finding, outcome, differences, reason }: Verification): VerifiedFinding {
  const { findingId, analyzer, model, subject, windowStart, windowEnd } = finding;
  const window = { start: new Date(windowStart).toISOString(), end: new Date(windowEnd).toISOString() };
  // A value that one side lacks is null, as JSON would else leave it out.
  const shown = differences.map(({ what, recorded = null, recomputed = null }) => ({ what, recorded, recomputed }));
  return { findingId, analyzer, model, subject, window, outcome, differences: shown, reason };
}

export function verifyReport(findings: readonly VerifiedFinding[]): VerifyReport {
  const count = (outcome: Verification["outcome"]): number => findings.filter((finding) => finding.outcome === outcome).length;
  return { findings, verified: count("verified"), differs: count("differs"), cannotVerify: count("cannotVerify") };
}
