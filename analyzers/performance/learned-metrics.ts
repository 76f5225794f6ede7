import { type ClassRates, classCells } from "./class-promise.ts";
import type { DayExcess } from "./excess.ts";
import type { Metric } from "./metric.ts";
import { ACCURACY, MAE, mean } from "./plain-metrics.ts";
import { numberCells, type Residual, type ResidualCurve } from "./residual-promise.ts";
import type { PerformanceSums } from "./sums.ts";

/** Accuracy, expected as rows of the same predicted class (and as sure) were right on the baseline. */
export function learnedAccuracy(rates: ClassRates): Metric {
  const promised = (sums: PerformanceSums): { readonly rows: number; readonly right: number; readonly expected: number; readonly variance: number } => {
    let [rows, right, expected, variance] = [0, 0, 0, 0];
    for (const cell of classCells(sums)) {
      if (cell.side !== "p") continue;
      const rate = rates(cell.class, cell.bin);
      rows += cell.rows;
      right += cell.right ? cell.rows : 0;
      expected += cell.rows * rate;
      variance += cell.rows * rate * (1 - rate);
    }
    return { rows, right, expected, variance };
  };
  return {
    ...ACCURACY,
    expected(sums) {
      const { rows, expected } = promised(sums);
      return mean(expected, rows);
    },
    excessOf: () => (day) => {
      const { rows, right, expected, variance } = promised(day);
      return { rows, excess: expected - right, variance };
    },
  };
}

/** Mean absolute error, expected as of rows with predictions as large on the baseline; its excess in parts of `usual`, the baseline's own. */
export function learnedMae(curve: ResidualCurve, usual: number): Metric {
  return {
    ...MAE,
    expected: (sums) =>
      mean(
        totalOf(sums, curve, ({ size }) => size),
        sums.labelled,
      ),
    excessOf: () => (day) =>
      scaledExcess(day, curve, usual, { of: ({ size }) => size, varianceOf: ({ sizeVariance }) => sizeVariance, realised: day.sumAbsoluteError }),
  };
}

/** Mean of prediction − label, expected as of rows with predictions as large on the baseline; its excess is that of label − prediction, in parts of the baseline's MAE. */
export function learnedBias(curve: ResidualCurve, usual: number): Metric {
  return {
    ...MAE,
    name: "bias",
    realised: (sums) => mean(sums.sumScore - sums.positives, sums.labelled),
    expected: (sums) =>
      -mean(
        totalOf(sums, curve, ({ mean: one }) => one),
        sums.labelled,
      ),
    excessOf: () => (day) =>
      scaledExcess(day, curve, usual, { of: ({ mean: one }) => one, varianceOf: ({ variance }) => variance, realised: day.positives - day.sumScore }),
  };
}

function scaledExcess(
  day: PerformanceSums,
  curve: ResidualCurve,
  usual: number,
  { of, varianceOf, realised }: { readonly of: (one: Residual) => number; readonly varianceOf: (one: Residual) => number; readonly realised: number },
): DayExcess {
  const scale = usual === 0 ? 1 : usual;
  return { rows: day.labelled, excess: (realised - totalOf(day, curve, of)) / scale, variance: totalOf(day, curve, varianceOf) / scale ** 2 };
}

function totalOf(sums: PerformanceSums, curve: ResidualCurve, of: (one: Residual) => number): number {
  return numberCells(sums).reduce((total, { bucket, rows }) => total + rows * of(curve.of(bucket)), 0);
}
