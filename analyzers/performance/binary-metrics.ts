import type { PerformanceSums } from "./sums.ts";
import { weightedResiduals, type Metric } from "./metric.ts";
import { rocAuc } from "./roc-auc.ts";

const share = { unit: "share", higherIsBetter: true, isShare: true } as const;
const loss = { higherIsBetter: false, isShare: false } as const;

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const expectedCorrect = (sums: PerformanceSums): number =>
  sums.sumScoreOfPredicted + (sums.labelled - sums.predictedPositives) - (sums.sumScore - sums.sumScoreOfPredicted);

const accuracy: Metric = {
  name: "accuracy",
  ...share,
  realised: (sums) => ratio(sums.correct, sums.labelled),
  expected: (sums) => ratio(expectedCorrect(sums), sums.labelled),
  excessOf: () => (day) => weightedResiduals(day, -1, 1),
};

const precision: Metric = {
  name: "precision",
  ...share,
  realised: (sums) => ratio(sums.truePositives, sums.predictedPositives),
  expected: (sums) => ratio(sums.sumScoreOfPredicted, sums.predictedPositives),
  excessOf: (pooled) => (day) => weightedResiduals(day, -ratio(pooled.labelled, pooled.predictedPositives), 0),
};

const recall: Metric = {
  name: "recall",
  ...share,
  realised: (sums) => ratio(sums.truePositives, sums.positives),
  expected: (sums) => ratio(sums.sumScoreOfPredicted, sums.sumScore),
  excessOf: (pooled) => {
    const value = recall.expected(pooled);
    const scale = ratio(pooled.labelled, pooled.sumScore);
    return (day) => weightedResiduals(day, -scale * (1 - value), scale * value);
  },
};

const f1: Metric = {
  name: "f1",
  ...share,
  realised: (sums) => ratio(2 * sums.truePositives, sums.predictedPositives + sums.positives),
  expected: (sums) => ratio(2 * sums.sumScoreOfPredicted, sums.predictedPositives + sums.sumScore),
  excessOf: (pooled) => {
    const value = f1.expected(pooled);
    const scale = ratio(pooled.labelled, pooled.predictedPositives + pooled.sumScore);
    return (day) => weightedResiduals(day, -scale * (2 - value), scale * value);
  },
};

const brier: Metric = {
  name: "brier",
  ...loss,
  unit: "squared error",
  realised: (sums) => ratio(sums.sumSquaredError, sums.labelled),
  expected: (sums) => ratio(sums.sumVariance, sums.labelled),
  excessOf: () => (day) => ({ rows: day.labelled, excess: day.sumSquaredError - day.sumVariance, variance: day.sumSquaredErrorVariance }),
};

const logLoss: Metric = {
  name: "logLoss",
  ...loss,
  unit: "nats",
  realised: (sums) => ratio(sums.sumLogLoss, sums.labelled),
  expected: (sums) => ratio(sums.sumEntropy, sums.labelled),
  excessOf: () => (day) => ({ rows: day.labelled, excess: day.sumLogLoss - day.sumEntropy, variance: day.sumLogLossVariance }),
};

/** The metrics of a binary model whose score is a probability. */
export const binaryMetrics: readonly Metric[] = [accuracy, rocAuc, logLoss, brier, f1, precision, recall];

/** Observed minus predicted positive rate: what the inputs do not explain. Signed; more positives than predicted is over 0. */
export const calibrationGap = (day: PerformanceSums): ReturnType<typeof weightedResiduals> => weightedResiduals(day, 1, 1);
