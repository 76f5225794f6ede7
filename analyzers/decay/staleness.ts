import type { Judgement } from "../findings/make-finding.ts";
import type { DecayWindow } from "./decay-window.ts";
import type { Shared } from "./shared-parts.ts";

const DAY_MS = 86_400_000;

/** The age of the training data at the window's end against `staleAfter`; null when the schema does not say when it ends. A date stands for its end in UTC. */
export function stalenessJudgement(input: DecayWindow, shared: Shared): Judgement | null {
  const to = input.monitored.schema.trainedOn?.to;
  const end = to === undefined ? Number.NaN : Date.parse(to) + (/^\d{4}-\d{2}-\d{2}$/.test(to) ? DAY_MS : 0);
  if (Number.isNaN(end)) return null;
  const age = Math.max(0, input.window.end - end) / DAY_MS;
  const limit = input.monitored.config.decay.staleAfter / DAY_MS;
  const stale = age > limit;
  const summary = `The training data ended ${age.toFixed(0)} days before the window's end; ${limit.toFixed(0)} days are allowed.`;
  return {
    ...shared.parts,
    subject: "staleness",
    verdict: stale ? "decayed" : "ok",
    material: stale,
    severity: stale ? "warning" : "none",
    cause: null,
    summary,
    statistic: age,
    statisticName: "age of the training data, days",
    pValue: null,
    threshold: limit,
    thresholdSource: "decay.staleAfter",
    effect: null,
    evidence: { ...shared.evidence, checks: [{ check: "staleness", statistic: age, pValue: null, threshold: limit, detail: summary }] },
  };
}
