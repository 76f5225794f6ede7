import type { PerformanceSums } from "./sums.ts";
import type { Metric } from "./metric.ts";

/**
 * Metrics of tasks whose scores promise nothing about their errors (a class without probabilities, a number): held against the baseline's own value, which stands in as "expected".
 * Variances are those of the baseline's rows.
 */
export function plainMetrics(task: "multiclass" | "regression", baseline: PerformanceSums): readonly Metric[] {
  return task === "multiclass" ? [accuracyAgainst(baseline)] : [maeAgainst(baseline)];
}

/** A mean; 0 of no rows. */
export const mean = (total: number, rows: number): number => (rows === 0 ? 0 : total / rows);

/** Share of right classes, whatever it is held against. */
export const ACCURACY = {
  name: "accuracy",
  unit: "share",
  higherIsBetter: true,
  isShare: true,
  realised: (sums) => mean(sums.correct, sums.labelled),
} as const satisfies Partial<Metric>;

/** Mean absolute error, in parts of the baseline's, whatever it is held against. */
export const MAE = {
  name: "mae",
  unit: "of the baseline's MAE",
  higherIsBetter: false,
  isShare: false,
  realised: (sums) => mean(sums.sumAbsoluteError, sums.labelled),
} as const satisfies Partial<Metric>;

function accuracyAgainst(baseline: PerformanceSums): Metric {
  const usual = mean(baseline.correct, baseline.labelled);
  // A baseline without one wrong row does not make a wrong row impossible. [Laplace's rule of succession]
  const likely = (baseline.correct + 1) / (baseline.labelled + 2);
  return {
    ...ACCURACY,
    expected: () => usual,
    excessOf: () => (day) => ({ rows: day.labelled, excess: day.labelled * usual - day.correct, variance: day.labelled * likely * (1 - likely) }),
  };
}

/** Its excess is relative, in parts of the baseline's MAE. */
function maeAgainst(baseline: PerformanceSums): Metric {
  const usual = mean(baseline.sumAbsoluteError, baseline.labelled);
  const scale = usual === 0 ? 1 : usual;
  const variance = Math.max(0, mean(baseline.sumSquaredError, baseline.labelled) - usual ** 2) / scale ** 2;
  return {
    ...MAE,
    expected: () => usual,
    excessOf: () => (day) => ({ rows: day.labelled, excess: (day.sumAbsoluteError - day.labelled * usual) / scale, variance: day.labelled * variance }),
  };
}
