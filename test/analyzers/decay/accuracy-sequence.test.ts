import { expect, test } from "vitest";
import type { MetricCheck } from "../../../analyzers/decay/decay-checks.ts";
import { metricJudgement } from "../../../analyzers/decay/metric-judgement.ts";
import { binaryMetrics } from "../../../analyzers/performance/binary-metrics.ts";
import { shareSequence } from "../../../analyzers/statistics/intervals/share-sequence.ts";

const shared = {
  minEffect: 0.05,
  standing: "; by 420 labelled rows, 83.0 % of the window's labels are due",
  diagnosis: () => null,
  parts: { thresholdSource: "", coverage: 1, rows: 420, inputs: {} },
  evidence: {},
};

/** An accuracy of 90 % over 420 rows, which are worth fewer where days go wrong together. */
function judged(name: string, inflation: number) {
  const metric = binaryMetrics.find((one) => one.name === name);
  if (metric === undefined) throw new Error(`no metric ${name}`);
  const test = { value: 0, low: -0.03, high: 0.03, standardError: 0.015, t: 0, pValue: 0.5, inflation };
  const check = { metric, realised: 0.9, expected: 0.9, baseline: 0.9, loss: 0, test, interval: { low: 0.87, high: 0.93 } };
  return metricJudgement(check as unknown as MetricCheck, { rejected: false, threshold: 0.01 } as Parameters<typeof metricJudgement>[1], shared);
}

test("an accuracy says by how many labels it is known, which share of them is due, and the ends that hold however often one looks", () => {
  const { summary, evidence } = judged("accuracy", 1);
  expect(summary).toBe(
    "accuracy is 90.0 % (95 % interval 87.0 % to 93.0 %) where 90.0 % is expected; the baseline has 90.0 %: no decay; by 420 labelled rows, 83.0 % of the window's labels are due.",
  );
  expect(evidence["sequence"]).toEqual(shareSequence(378, 420));
  const { low, high } = evidence["sequence"] as { low: number; high: number };
  expect(low < 0.87 && high > 0.93).toBe(true);
});

test("where days go wrong together rows count as many as they are worth; other metrics have no such ends", () => {
  expect(judged("accuracy", 4).evidence["sequence"]).toEqual(shareSequence(94.5, 105));
  expect(judged("f1", 1).evidence["sequence"]).toBeUndefined();
});
