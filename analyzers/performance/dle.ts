import { Z95 } from "../statistics/distributions/normal-survival.ts";
import { BOOSTING, type BoostedTrees, fitBoostedTrees, leavesOf, predictTrees } from "../statistics/boosting/boosted-trees.ts";
import type { Feature } from "../statistics/boosting/feature-bins.ts";
import type { MeasuredInterval } from "./rows/measured.ts";
import { type NumberMetric, numberMetrics, R2 } from "./rows/number-metrics.ts";

/** What losses are expected of a row, by the loss. */
export interface LossModel {
  readonly trees: BoostedTrees;
  /** Variance of a row's loss about what was expected. */
  readonly variance: number;
  /** Rows fitted. */
  readonly rows: number;
}

/** By the name of a loss; null where a row of the reference has none. */
export type LossModels = ReadonlyMap<string, LossModel | null>;

/** Rows that were predicted: features, the prediction among them, and labels of those to be fitted. */
export interface LossRows {
  readonly features: readonly Feature[];
  readonly labels: Float64Array;
  readonly predicted: Float64Array;
}

/** Losses of single rows are noisy: leaves of a hundred. On car_price the mean absolute error of the estimated MAE is 8.4 with them, 9.6 with LightGBM's twenty, and NannyML's 9.0. */
const LOSS_TREES = { ...BOOSTING, leastRows: 100 };

/** Fits what each loss is expected to be by the features: direct loss estimation, with gradient boosting. @param onLoss after each fitted one */
export function fitLossModels({ features, labels, predicted }: LossRows, onLoss: () => void = () => undefined): LossModels {
  const losses = new Map(numberMetrics.map((metric) => [metric.lossName, metric]));
  const models = [...losses].map(([name, metric]): [string, LossModel | null] => {
    const target = labels.map((label, row) => metric.loss(label, predicted[row] ?? 0));
    const model = target.every((value) => Number.isFinite(value)) ? fitLoss(features, target) : null;
    onLoss();
    return [name, model];
  });
  return new Map(models);
}

function fitLoss(features: readonly Feature[], target: Float64Array): LossModel {
  const trees = fitBoostedTrees(features, target, LOSS_TREES);
  const expected = predictTrees(trees, features);
  const squares = target.reduce((sum, value, row) => sum + (value - (expected[row] ?? 0)) ** 2, 0);
  // Each leaf takes its share of the noise of rows that it was fitted to.
  const freedom = Math.min(target.length / 2, LOSS_TREES.rate * trees.trees.reduce((leaves, tree) => leaves + leavesOf(tree), 0));
  return { trees, variance: squares / Math.max(1, target.length - freedom), rows: target.length };
}

/** Some rows of features. */
export function takeFeatures(features: readonly Feature[], rows: Uint32Array): readonly Feature[] {
  return features.map((feature) =>
    feature.type === "numeric"
      ? { ...feature, values: Float64Array.from(rows, (row) => feature.values[row] ?? Number.NaN) }
      : { ...feature, codes: Int32Array.from(rows, (row) => feature.codes[row] ?? -1) },
  );
}

/** Losses expected of each row, by the name of the loss. */
export function expectedLosses(models: LossModels, features: readonly Feature[]): ReadonlyMap<string, Float64Array> {
  return new Map([...models].flatMap(([name, model]) => (model === null ? [] : [[name, predictTrees(model.trees, features)] as const])));
}

/**
 * What is to be expected of each metric of rows whose labels are not there, from the losses that are expected of them. Its interval is where the realised value is to be expected, 95 %: losses of single rows lie about what is expected of them,
 * and that is itself known from so many rows. R² needs the labels' spread, of which losses say nothing.
 * @param window rows from one place to another, half open
 */
export function estimateNumbers(
  models: LossModels,
  losses: ReadonlyMap<string, Float64Array>,
  window: readonly [number, number],
): ReadonlyMap<string, MeasuredInterval> {
  const found = numberMetrics.map((metric): [string, MeasuredInterval] => [
    metric.name,
    estimated(metric, models.get(metric.lossName) ?? null, losses.get(metric.lossName)?.subarray(...window) ?? null),
  ]);
  return new Map([...found, [R2.name, { value: null, low: null, high: null, note: "losses say nothing of how the labels spread" }]]);
}

function estimated(metric: NumberMetric, model: LossModel | null, losses: Float64Array | null): MeasuredInterval {
  if (model === null || losses === null || losses.length === 0) return { value: null, low: null, high: null, note: `in the reference ${metric.undefinedNote}` };
  const least = metric.range.lowest;
  const mean = Math.max(least, losses.reduce((sum, loss) => sum + loss, 0) / losses.length);
  const reach = Z95 * Math.sqrt(model.variance * (1 / losses.length + 1 / model.rows));
  return { value: metric.of(mean), low: metric.of(Math.max(least, mean - reach)), high: metric.of(mean + reach) };
}
