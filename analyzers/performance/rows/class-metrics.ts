import { averagePrecision } from "./average-precision.ts";
import { binaryMetric, type ClassMetric } from "./class-metric.ts";
import { macroMetric } from "./macro-metric.ts";
import { accuracyOfClasses, brierOfClasses, businessValue, calibrationErrorOfClasses, logLossOfClasses } from "./mean-metric.ts";
import { accuracy, f1, precision, recall, specificity } from "./rate-metrics.ts";
import { rocAuc } from "./roc-auc-metric.ts";
import { brier, calibrationError, logLoss } from "./score-losses.ts";

export interface MetricsAsked {
  readonly task: "binary" | "multiclass";
  readonly scored: boolean;
  /** Worth of a row by class and predicted class; null: not asked. */
  readonly worth: readonly (readonly number[])[] | null;
}

/** The metrics of a model of classes, in the order in which they are told; of several classes the macro averages. */
export function classMetrics({ task, scored, worth }: MetricsAsked): readonly ClassMetric[] {
  const own = task === "binary" ? binaryMetric : macroMetric;
  const rates = [task === "binary" ? own(accuracy) : accuracyOfClasses, ...[precision, recall, specificity, f1].map(own)];
  const ranks = [rocAuc, averagePrecision].map(own);
  const losses = task === "binary" ? [logLoss, brier, calibrationError].map(binaryMetric) : [logLossOfClasses, brierOfClasses, calibrationErrorOfClasses];
  return [...rates, ...(scored ? [...ranks, ...losses] : []), ...(worth === null ? [] : [businessValue(worth)])];
}
