import type { Judgement } from "../findings/make-finding.ts";
import { coverageFault } from "../monitoring/coverage.ts";
import type { DecayWindow } from "./decay-window.ts";
import { percent } from "../findings/in-words.ts";
import { performanceTask } from "../performance/performance-task.ts";
import { referenceDays } from "./reference-days.ts";
import type { Shared } from "./shared-parts.ts";

/** Why a window's performance cannot be judged; null when it can. */
export function reasonForNoData(input: DecayWindow): string | null {
  const { config, schema } = input.monitored;
  const labelled = labelledRows(input);
  if (performanceTask(schema) === null) return "the model's schema declares neither a score nor a prediction column";
  const uncovered = coverageFault(input.books, config.minCoverage);
  if (uncovered !== null) return uncovered;
  if (labelled < config.decay.minLabelled) return `only ${labelled} labelled rows; ${config.decay.minLabelled} needed`;
  return referenceDays(input) === null ? "neither the baseline nor the traffic before has 8 labelled days to learn from how days differ" : null;
}

/** The verdict on the labels themselves: whether there are enough to judge, and what share of the predictions has one. */
export function labelsJudgement(input: DecayWindow, reason: string | null, shared: Shared): Judgement {
  const labelled = labelledRows(input);
  const { predicted } = input.books;
  const share = predicted === 0 ? 0 : labelled / predicted;
  const needed = input.monitored.config.decay.minLabelled;
  return {
    ...shared.parts,
    subject: "labels",
    verdict: reason === null ? "ok" : "noData",
    material: false,
    severity: "none",
    cause: null,
    summary: reason === null ? `${labelled} of ${predicted} predicted rows have a label (${percent(share)}).` : `Performance cannot be judged: ${reason}.`,
    statistic: labelled,
    statisticName: "labelled rows",
    pValue: null,
    threshold: needed,
    thresholdSource: "decay.minLabelled",
    effect: null,
    evidence: { ...shared.evidence, checks: [{ check: "labels", statistic: labelled, pValue: null, threshold: needed, detail: reason ?? "enough" }] },
  };
}

/** Labelled rows of the window. */
export function labelledRows(input: DecayWindow): number {
  return input.days.reduce((total, day) => total + day.sums.labelled, 0);
}
