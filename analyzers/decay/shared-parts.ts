import type { Severity } from "../findings/finding.ts";
import type { Judgement } from "../findings/make-finding.ts";

/** What all of a window's findings have in common. `minEffect` is the smallest loss that matters. */
export interface Shared {
  readonly minEffect: number;
  readonly parts: Pick<Judgement, "thresholdSource" | "coverage" | "rows" | "inputs">;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Critical from twice the smallest effect that matters. */
export function severityOf(decayed: boolean, effect: number, minEffect: number): Severity {
  if (!decayed) return "none";
  return effect >= 2 * minEffect ? "critical" : "warning";
}
