import type { Judgement } from "../findings/make-finding.ts";
import { coverageFault } from "../monitoring/coverage.ts";
import type { DecayWindow } from "./decay-window.ts";
import { dayIn, decimal, percent } from "../findings/in-words.ts";
import type { LabelArrival } from "./label-arrival.ts";
import type { LabelOutage } from "./label-outage.ts";
import type { SegmentMaturity } from "./segment-maturity.ts";
import type { LabelSelection } from "./label-selection.ts";
import { performanceTask } from "../performance/performance-task.ts";
import { referenceDays } from "./reference-days.ts";
import type { Shared } from "./shared-parts.ts";

/** Why a window's performance cannot be judged; null when it can. */
export function reasonForNoData(input: DecayWindow, { maturity }: LabelArrival): string | null {
  const { config, schema } = input.monitored;
  const labelled = labelledRows(input);
  if (performanceTask(schema) === null) return "the model's schema declares neither a score nor a prediction column";
  const uncovered = coverageFault(input.books, config.minCoverage);
  if (uncovered !== null) return uncovered;
  if (labelled < config.decay.minLabelled) return `only ${labelled} labelled rows; ${config.decay.minLabelled} needed`;
  if (maturity !== null && maturity < config.decay.minMaturity)
    return `only ${percent(maturity)} of the labels that will come should be in by now; ${percent(config.decay.minMaturity)} needed (decay.minMaturity)`;
  return referenceDays(input) === null ? "neither the baseline nor the traffic before has 8 labelled days to learn from how days differ" : null;
}

/** The verdict on the labels themselves: whether they stopped coming, whether there are enough to judge, and what share of the predictions has one. */
export function labelsJudgement(input: DecayWindow, arrival: LabelArrival, reason: string | null, shared: Shared): Judgement {
  const { outage } = arrival;
  return outage !== null && outage.days.length > 0 ? stopped(input, outage, shared) : coming(input, arrival, reason, shared);
}

/** One finding for labels that stopped coming, whatever else cannot be judged without them. */
function stopped({ monitored: { config } }: DecayWindow, outage: LabelOutage, shared: Shared): Judgement {
  const [first = 0] = outage.days;
  const more = outage.days.length > 1 ? ` to ${dayIn(outage.days.at(-1) ?? 0, config.timeZone)}, ${outage.days.length} days` : "";
  const due = Math.round(outage.expected);
  const summary = `Labels stopped coming, for rows of ${dayIn(first, config.timeZone)}${more}: ${outage.labelled} rows of the window have one where about ${due} should by now.`;
  const share = due === 0 ? 0 : outage.labelled / outage.expected;
  return {
    ...shared.parts,
    subject: "labels",
    verdict: "failing",
    material: true,
    severity: "warning",
    cause: "labelOutage",
    summary,
    statistic: -outage.t,
    statisticName: "t of a day's share of labels, on the logit",
    pValue: outage.pValue,
    threshold: outage.threshold,
    thresholdSource: `a tenth of the window's budget over its days; days differ by ${outage.spread.toFixed(2)} on the logit, learned from ${outage.referenceDays} days before`,
    effect: null,
    evidence: {
      ...shared.evidence,
      labelsDue: outage.expected,
      shareOfLabelsDue: share,
      daysWithoutLabels: outage.days,
      checks: [{ check: "labels", statistic: -outage.t, pValue: outage.pValue, threshold: outage.threshold, detail: summary }],
    },
  };
}

function coming(input: DecayWindow, { maturity, segments, selection }: LabelArrival, reason: string | null, shared: Shared): Judgement {
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
    summary:
      reason === null
        ? `${labelled} of ${predicted} predicted rows have a label (${percent(share)})${supposed(input)}${inWords(maturity)}${leastOf(segments, maturity)}${selected(selection)}.`
        : `Performance cannot be judged: ${reason}.`,
    statistic: labelled,
    statisticName: "labelled rows",
    pValue: null,
    threshold: needed,
    thresholdSource: "decay.minLabelled",
    effect: null,
    evidence: { ...shared.evidence, checks: [{ check: "labels", statistic: labelled, pValue: null, threshold: needed, detail: reason ?? "enough" }] },
  };
}

/** How many labels nobody said, where some are assumed. */
function supposed(input: DecayWindow): string {
  const { assume } = input.monitored.schema.labels ?? {};
  return assume === undefined ? "" : `, ${assumedRows(input)} of them assumed to be ${assume.label} after ${assume.after} in which nothing was said`;
}

function inWords(maturity: number | null): string {
  return maturity === null ? "" : `; of the labels that will come ${percent(maturity)} should be in`;
}

/** A segment whose labels come later is named from this difference on. */
const LEAST_APART = 0.05;

/** The segment whose labels are least mature, where it is behind. */
function leastOf(segments: readonly SegmentMaturity[], maturity: number | null): string {
  const known = segments.flatMap(({ segment, share }) => (share === null ? [] : [{ segment, share }]));
  const [first, ...others] = known;
  if (first === undefined || maturity === null) return "";
  const least = others.reduce((one, other) => (other.share < one.share ? other : one), first);
  return least.share > maturity - LEAST_APART ? "" : `, in ${least.segment || "rows without a segment"} ${percent(least.share)}`;
}

/** Whom labels come for, where that may bend what they say. */
function selected(selection: LabelSelection | null): string {
  if (selection === null) return "";
  const { share, meanLabelled, meanWithout } = selection;
  return `; labels come for ${percent(share)} of the rows only, and these have other scores (${decimal(meanLabelled)} on average, ${decimal(meanWithout)} without one): what is measured holds for rows like them`;
}

/** Labelled rows of the window of which nothing was said. */
export function assumedRows(input: DecayWindow): number {
  return input.days.reduce((total, day) => total + (day.assumed ?? 0), 0);
}

/** Labelled rows of the window. */
export function labelledRows(input: DecayWindow): number {
  return input.days.reduce((total, day) => total + day.sums.labelled, 0);
}
