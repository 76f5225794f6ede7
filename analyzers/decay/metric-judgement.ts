import type { HolmVerdict } from "../statistics/holm.ts";
import type { Judgement } from "../findings/make-finding.ts";
import type { MetricCheck } from "./decay-checks.ts";
import { decimal, metricName, percent } from "../findings/in-words.ts";
import { shareSequence } from "../statistics/intervals/share-sequence.ts";
import { because, causeOf, severityOf, type Shared } from "./shared-parts.ts";

/** Shares of rows, said as percent. */
const COUNTED: ReadonlySet<string> = new Set(["accuracy", "precision", "recall"]);

/**
 * The verdict on one metric: decayed when it came out worse than expected, improbably within the budget and by `minEffect` or more. A fall that the scores themselves announce (a
 * base rate that moves towards one half) is no decay.
 */
export function metricJudgement(check: MetricCheck, holm: HolmVerdict, shared: Shared): Judgement {
  const { metric, realised, expected, baseline, loss, test } = check;
  const half = (test.high - test.low) / 2;
  const decayed = holm.rejected && loss >= shared.minEffect && loss - half > 0;
  const interval = intervalOf(check);
  const figure = COUNTED.has(metric.name) ? percent : decimal;
  const facts = `${metricName(metric.name)} is ${figure(realised)} (${"note" in interval ? `no 95 % interval: ${interval.note}` : `95 % interval ${figure(interval.low)} to ${figure(interval.high)}`}) where ${figure(expected)} is expected`;
  return {
    ...shared.parts,
    subject: metric.name,
    verdict: decayed ? "decayed" : "ok",
    material: decayed,
    severity: severityOf(decayed, loss, shared.minEffect),
    cause: decayed ? causeOf(shared) : null,
    summary: `${facts}; the baseline has ${figure(baseline)}${decayed ? because(shared) : ": no decay"}${shared.standing}.`,
    statistic: Math.max(0, test.t),
    statisticName: `t of the loss of ${metricName(metric.name)}`,
    pValue: test.pValue,
    threshold: holm.threshold,
    effect: { value: loss, low: loss - half, high: loss + half, unit: metric.unit },
    evidence: {
      ...shared.evidence,
      checks: [{ check: metric.name, statistic: test.t, pValue: test.pValue, threshold: holm.threshold, detail: facts }],
      realised: "note" in interval ? realised : { value: realised, ...interval },
      ...("note" in interval ? { intervalNote: interval.note } : {}),
      ...(metric.name === "accuracy" ? { sequence: sequenceOf(check, shared.parts.rows) } : {}),
      expected,
      baseline,
      standardError: test.standardError,
      varianceInflation: test.inflation,
    },
  };
}

/** The accuracy's ends that hold however often one looks as labels come, unlike its interval; rows count as many as they are worth where days go wrong together. */
function sequenceOf({ realised, test }: MetricCheck, rows: number): { readonly low: number; readonly high: number } {
  const worth = rows / Math.max(1, test.inflation);
  return shareSequence(realised * worth, worth);
}

/** The metric's own interval, or why it is withheld; for one that has none the clustered standard error about the realised value, kept in 0–1 for shares and over 0 for what is a size. */
function intervalOf({ metric, realised, test, interval, scale }: MetricCheck): { readonly low: number; readonly high: number } | { readonly note: string } {
  if (interval !== null) return "note" in interval ? { note: interval.note } : { low: interval.low, high: interval.high };
  const half = ((test.high - test.low) / 2) * scale;
  const [low, high] = [realised - half, realised + half];
  return { low: metric.name === "bias" ? low : Math.max(0, low), high: metric.isShare ? Math.min(1, high) : high };
}
