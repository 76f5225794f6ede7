import { holm, type HolmVerdict } from "../statistics/holm.ts";
import type { CheckEvidence } from "../findings/finding.ts";
import type { Judgement } from "../findings/make-finding.ts";
import { coverageFault, coverageOf } from "../monitoring/coverage.ts";
import { percent } from "../findings/in-words.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import { wilson } from "../statistics/wilson.ts";
import type { LoadInput } from "./load-window.ts";
import { binomialTail, slowPValue } from "./objective-test.ts";

const LATENCY = "latency";
const SATURATION = "saturation";
const THROUGHPUT = "throughput";

interface Share {
  readonly subject: typeof LATENCY | typeof SATURATION;
  readonly count: number;
  readonly of: number;
  readonly pValue: number;
  readonly name: string;
  readonly sentence: string;
}

/**
 * Verdicts of one window on latency, saturation and throughput. Degraded when more requests are slow (or: refused, or in a saturated server) than the objective allows, improbably
 * within the budget, Holm over both. Overload is the cause when requests were refused, or when a saturated server is slow too.
 */
export function judgeLoad(input: LoadInput): readonly Judgement[] {
  const reason = reasonForNoData(input);
  if (reason !== null) return [noData(input, reason)];
  const shares = [latency(input), saturation(input)] as const;
  const [latencyVerdict, saturationVerdict] = holm(
    shares.map(({ pValue }) => pValue),
    input.alpha,
  );
  if (latencyVerdict === undefined || saturationVerdict === undefined) return [];
  const slow = latencyVerdict.rejected;
  const saturated = saturationVerdict.rejected;
  const refusing = input.load.refused > 0 && saturated;
  return [
    shareJudgement(input, shares[0], latencyVerdict, saturated),
    shareJudgement(input, shares[1], saturationVerdict, refusing || (slow && saturated)),
    throughput(input),
  ];
}

function latency({ load, monitored }: LoadInput): Share {
  const { quantile, latency: limitMs } = monitored.config.load.objective;
  const [p50, p95, p99] = load.latencies.map((value) => milliseconds(value));
  const share = load.judged === 0 ? 0 : load.slow / load.judged;
  return {
    subject: LATENCY,
    count: load.slow,
    of: load.judged,
    pValue: slowPValue(load.slow, load.judged, load.seconds, 1 - quantile),
    name: `share of requests over ${limitMs} ms`,
    sentence: `${percent(share)} of ${load.judged} requests took over ${limitMs} ms where ${percent(1 - quantile)} may; p50 ${p50}, p95 ${p95}, p99 ${p99}`,
  };
}

function saturation({ load, monitored }: LoadInput): Share {
  const { objective, saturationInFlight } = monitored.config.load;
  const count = load.refused + load.saturated;
  return {
    subject: SATURATION,
    count,
    of: load.requests,
    pValue: binomialTail(count, load.requests, 1 - objective.quantile),
    name: "share of requests refused or in a saturated server",
    sentence: `${load.refused} of ${load.requests} requests were refused for overload${load.saturated > 0 ? ` and ${load.saturated} came while ${saturationInFlight} or more were in flight` : ""}; at most ${load.maxInFlight} were in flight at once`,
  };
}

function shareJudgement(input: LoadInput, share: Share, verdict: HolmVerdict, overload: boolean): Judgement {
  const { count, of, pValue, subject, sentence } = share;
  const allowed = 1 - input.monitored.config.load.objective.quantile;
  const value = of === 0 ? 0 : count / of;
  const { low, high } = wilson(count, of);
  const degraded = verdict.rejected && value > allowed;
  return {
    ...sharedParts(input),
    subject,
    verdict: degraded ? "degraded" : "ok",
    material: degraded,
    severity: degraded ? (value >= Math.min(0.5, 4 * allowed) ? "critical" : "warning") : "none",
    cause: degraded && overload ? "overload" : null,
    summary: `${sentence}.`,
    statistic: value,
    statisticName: share.name,
    pValue,
    threshold: verdict.threshold,
    effect: { value: value - allowed, low: low - allowed, high: high - allowed, unit: "share" },
    evidence: evidence(input, [{ check: subject, statistic: value, pValue, threshold: verdict.threshold, detail: sentence }]),
  };
}

/** Never an alarm: more or fewer requests are the clients' business. Says how the window compares with those before. */
function throughput(input: LoadInput): Judgement {
  const { load, window, before } = input;
  const seconds = (window.end - window.start) / 1000;
  const usual = median(before);
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

function noData(input: LoadInput, reason: string): Judgement {
  const nothing = { statistic: null, pValue: null, threshold: null, effect: null, cause: null } as const;
  const summary = `Load cannot be judged: ${reason}.`;
  return {
    ...sharedParts(input),
    ...nothing,
    subject: LATENCY,
    verdict: "noData",
    material: false,
    severity: "none",
    summary,
    statisticName: "requests",
    evidence: evidence(input, []),
  };
}

function sharedParts({ monitored, window, load, context, alpha }: LoadInput): Pick<Judgement, "thresholdSource" | "coverage" | "rows" | "inputs"> {
  return {
    thresholdSource: `exact binomial tail of the objective's ${percent(1 - monitored.config.load.objective.quantile)}, Holm over latency and saturation, budget ${alpha.toPrecision(2)}`,
    coverage: coverageOf(context),
    rows: load.requests,
    inputs: recordInputs(monitored, "load", window, { budget: alpha }),
  };
}

function evidence({ load, context }: LoadInput, checks: readonly CheckEvidence[]): Judgement["evidence"] {
  const { served, captured, ...node } = context;
  return { checks, load, ledger: { served, captured }, node };
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

function milliseconds(value: number | null): string {
  return value === null ? "unknown" : `${value < 100 ? value.toPrecision(3) : value.toFixed(0)} ms`;
}
