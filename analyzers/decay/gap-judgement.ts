import type { HolmVerdict } from "../statistics/holm.ts";
import type { Judgement } from "../findings/make-finding.ts";
import type { DecayChecks } from "./decay-checks.ts";
import { percent, points } from "../findings/in-words.ts";
import { because, causeOf, severityOf, type Shared } from "./shared-parts.ts";

/** The verdict on the calibration gap: decayed when improbable within the budget, as large as `minEffect`, and its 95 % interval clear of 0. */
export function gapJudgement(gap: NonNullable<DecayChecks["gap"]>, holm: HolmVerdict, shared: Shared): Judgement {
  const { test, observed, predicted, expected, interval: own } = gap;
  const clear = test.low > 0 || test.high < 0;
  const decayed = holm.rejected && clear && Math.abs(test.value) >= shared.minEffect;
  const facts = `${percent(observed)} observed positive where the model predicts ${percent(predicted)}, and rows with such scores had ${percent(expected)} in the baseline`;
  const interval = `${points(test.value)} (95 % interval ${points(test.low)} to ${points(test.high)})`;
  const meaning = decayed
    ? `that their scores do not explain${because(shared)}`
    : holm.rejected
      ? "too little to matter"
      : "within what days differ by themselves";
  return {
    ...shared.parts,
    subject: "calibrationGap",
    verdict: decayed ? "decayed" : "ok",
    material: decayed,
    severity: severityOf(decayed, Math.abs(test.value), shared.minEffect),
    cause: decayed ? causeOf(shared) : null,
    summary: `${facts}: ${interval} ${meaning}${shared.standing}.`,
    statistic: Math.abs(test.t),
    statisticName: "t of observed minus expected rate",
    pValue: test.pValue,
    threshold: holm.threshold,
    effect: { value: test.value, low: test.low, high: test.high, unit: "share" },
    evidence: {
      ...shared.evidence,
      checks: [
        {
          check: "calibrationGap",
          statistic: test.t,
          pValue: test.pValue,
          threshold: holm.threshold,
          detail: `${facts}; days inflate the variance ${test.inflation.toFixed(1)} times`,
        },
      ],
      observed,
      predicted,
      expected,
      ...(own === null ? {} : { gap: own }),
      standardError: test.standardError,
      varianceInflation: test.inflation,
    },
  };
}
