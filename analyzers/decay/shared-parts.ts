import type { Severity } from "../findings/finding.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { Judgement } from "../findings/make-finding.ts";

/** What all of a window's findings have in common. `minEffect` is the smallest loss that matters. */
export interface Shared {
  readonly minEffect: number;
  /** "; by 420 labelled rows, 83.0 % of the window's labels are due": what performance is known from. */
  readonly standing: string;
  /** What stands behind a loss; asked only where there is one. Null for tasks without probabilities, of which no more than the loss can be said. */
  readonly diagnosis: () => Diagnosis | null;
  readonly parts: Pick<Judgement, "thresholdSource" | "coverage" | "rows" | "inputs">;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Critical from twice the smallest effect that matters. */
export function severityOf(decayed: boolean, effect: number, minEffect: number): Severity {
  if (!decayed) return "none";
  return effect >= 2 * minEffect ? "critical" : "warning";
}

/** The cause of a loss. */
export function causeOf({ diagnosis }: Shared): Judgement["cause"] {
  return diagnosis()?.cause ?? null;
}

/** "; " and what the cause rests on; nothing without one. */
export function because({ diagnosis }: Shared): string {
  const found = diagnosis();
  return found === null ? "" : `; ${found.text}`;
}
