import type { CheckEvidence } from "../findings/finding.ts";
import type { Judgement } from "../findings/make-finding.ts";
import { coverageFault, coverageOf } from "../monitoring/coverage.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import { againstObjective } from "./against-objective.ts";
import { HISTORY_MS } from "../monitoring/usual-history.ts";
import { againstUsual } from "./against-usual.ts";
import type { LoadCheck } from "./load-check.ts";
import { LATENCY, LOAD_RULE, SATURATION, type LoadInput } from "./load-window.ts";

const THROUGHPUT = "throughput";

/**
 * Verdicts of one window on latency, saturation and throughput. With a declared objective: degraded when it was missed in this window, a fact. Without: when more requests are slow (or refused, or in a saturated server) than the
 * windows before lead one to expect, improbably within the budget, Holm over both. Overload is the cause when requests were refused, or when a saturated server is slow too.
 */
export function judgeLoad(input: LoadInput): readonly Judgement[] {
  const reason = reasonForNoData(input);
  if (reason !== null) return [noData(input, LATENCY, `Load cannot be judged: ${reason}.`)];
  const { latency, saturation } = input.monitored.config.load.objective === undefined ? againstUsual(input) : againstObjective(input);
  const saturated = saturation.degraded;
  const slow = "degraded" in latency && latency.degraded;
  const refusing = input.load.refused > 0 && saturated;
  return [
    "degraded" in latency ? checkJudgement(input, LATENCY, latency, saturated) : noData(input, LATENCY, `Latency cannot be judged: ${latency.unknown}.`),
    checkJudgement(input, SATURATION, saturation, refusing || (slow && saturated)),
    throughput(input),
  ];
}

function checkJudgement(input: LoadInput, subject: string, check: LoadCheck, overload: boolean): Judgement {
  const { degraded, material, pValue, threshold, sentence } = check;
  return {
    ...sharedParts(input),
    subject,
    verdict: degraded ? "degraded" : "ok",
    material,
    severity: material ? (check.critical ? "critical" : "warning") : "none",
    cause: material && overload ? "overload" : null,
    summary: `${sentence}.`,
    statistic: check.share,
    statisticName: check.name,
    pValue,
    threshold,
    thresholdSource: check.source,
    effect: check.effect,
    evidence: { ...evidence(input, [{ check: subject, statistic: check.share, pValue, threshold, detail: sentence }]), ...check.evidence },
  };
}

/** Never an alarm: more or fewer requests are the clients' business. Says how the window compares with those before. */
function throughput(input: LoadInput): Judgement {
  const { load, window, before } = input;
  const seconds = (window.end - window.start) / 1000;
  // Seven days exactly: how far back `before` reaches depends on the windows judged with this one.
  const usual = median(before.filter(({ start }) => start >= window.start - HISTORY_MS).map(({ requests }) => requests));
  const ratio = usual === null || usual === 0 ? null : load.requests / usual;
  const sentence = `${load.requests} requests with ${load.rows} rows, ${(load.requests / seconds).toPrecision(3)} a second${ratio === null ? "" : `, ${ratio.toFixed(1)} times the usual ${usual}`}`;
  return {
    ...sharedParts(input),
    subject: THROUGHPUT,
    verdict: "ok",
    material: false,
    severity: "none",
    cause: null,
    summary: `${sentence}.`,
    statistic: load.requests,
    statisticName: "requests",
    pValue: null,
    threshold: null,
    thresholdSource: "none: evidence only",
    effect: null,
    evidence: { ...evidence(input, [{ check: THROUGHPUT, statistic: load.requests, pValue: null, threshold: null, detail: sentence }]), ratioToUsual: ratio },
  };
}

function reasonForNoData({ monitored: { config }, load, context }: LoadInput): string | null {
  if (load.requests < config.load.minRequests) return `only ${load.requests} requests; ${config.load.minRequests} needed`;
  return coverageFault(context, config.minCoverage);
}

function noData(input: LoadInput, subject: string, summary: string): Judgement {
  const nothing = { statistic: null, pValue: null, threshold: null, thresholdSource: "none: not judged", effect: null, cause: null } as const;
  const judgedNot = { verdict: "noData", material: false, severity: "none", statisticName: "requests" } as const;
  return { ...sharedParts(input), ...nothing, ...judgedNot, subject, summary, evidence: evidence(input, []) };
}

function sharedParts({ monitored, window, load, context, alpha }: LoadInput): Pick<Judgement, "coverage" | "rows" | "inputs"> {
  return { coverage: coverageOf(context), rows: load.requests, inputs: recordInputs(monitored, "load", window, { budget: alpha, rule: LOAD_RULE }) };
}

function evidence({ load, context }: LoadInput, checks: readonly CheckEvidence[]): Judgement["evidence"] {
  const { served, captured, ...node } = context;
  const { histogram: _, ...figures } = load;
  return { checks, load: figures, ledger: { served, captured }, node };
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
