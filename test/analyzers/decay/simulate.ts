import type { Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import type { PerformanceSums } from "../../../analyzers/performance/sums.ts";
import { noSums } from "../../../analyzers/performance/performance-sums.ts";
import { normal, type Random } from "../../../analyzers/statistics/random.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";

export const DAY_MS = 86_400_000;

export interface ScoredRow {
  readonly score: number;
  readonly label: 0 | 1;
}

/** Rows of one day: scores with a mean near 0.27, labels drawn at the score plus what the day does to all of them. */
export function simulateRows(rows: number, shift: number, random: Random, spread = 3): readonly ScoredRow[] {
  return Array.from({ length: rows }, () => {
    const score = 0.03 + 0.94 * random() ** spread;
    return { score, label: random() < Math.min(1, Math.max(0, score + shift)) ? (1 as const) : (0 as const) };
  });
}

/** Effects of consecutive days: an autoregression with this standard deviation and correlation of neighbours. */
export function dayEffects(days: number, deviation: number, correlation: number, random: Random): readonly number[] {
  let previous = deviation * normal(random);
  return Array.from({ length: days }, () => {
    previous = correlation * previous + Math.sqrt(1 - correlation ** 2) * deviation * normal(random);
    return previous;
  });
}

/** The sums by their definitions, row by row; what the SQL is held against. */
export function sumsOf(rows: readonly ScoredRow[]): PerformanceSums {
  const total = (of: (row: ScoredRow) => number): number => rows.reduce((sum, row) => sum + of(row), 0);
  const variance = ({ score }: ScoredRow): number => score * (1 - score);
  const predicted = ({ score }: ScoredRow): number => (score >= 0.5 ? 1 : 0);
  const bins = (label: 0 | 1): readonly number[] =>
    noSums.scoresOfPositives.map((_, bin) => rows.filter((row) => row.label === label && Math.floor(row.score * 100) === bin).length);
  return {
    labelled: rows.length,
    positives: total((row) => row.label),
    sumScore: total((row) => row.score),
    sumVariance: total(variance),
    sumSquaredError: total((row) => (row.label - row.score) ** 2),
    sumAbsoluteError: total((row) => Math.abs(row.label - row.score)),
    sumLogLoss: total((row) => -Math.log(row.label === 1 ? row.score : 1 - row.score)),
    correct: total((row) => (predicted(row) === row.label ? 1 : 0)),
    predictedPositives: total(predicted),
    truePositives: total((row) => predicted(row) * row.label),
    sumScoreOfPredicted: total((row) => predicted(row) * row.score),
    sumVarianceOfPredicted: total((row) => predicted(row) * variance(row)),
    sumSquaredErrorVariance: total((row) => variance(row) * (1 - 2 * row.score) ** 2),
    sumEntropy: total(({ score }) => -score * Math.log(score) - (1 - score) * Math.log(1 - score)),
    sumLogLossVariance: total((row) => variance(row) * Math.log(row.score / (1 - row.score)) ** 2),
    scoresOfPositives: bins(1),
    scoresOfNegatives: bins(0),
  };
}

/** A monitored model with a baseline of these labelled days, all from the first of January 2024 in UTC. */
export function monitoredWith(
  performance: readonly PerformanceSums[] | null,
  decay: Readonly<Record<string, unknown>> = {},
  schema: Readonly<Record<string, unknown>> = {},
): Monitored {
  const start = Date.UTC(2024, 0, 1);
  const blocks = (performance ?? []).map((sums, day) => ({ start: start + day * DAY_MS, end: start + (day + 1) * DAY_MS, rows: sums.labelled }));
  return {
    config: monitorConfig.parse({ model: "m", baseline: { file: "none" }, decay }),
    schema: modelSchema.parse({ name: "m", version: "1", task: "binary", score: "p", ...schema }),
    baseline: { id: "b", name: "training", model: "m", version: "1", source: "simulated", timeZone: "UTC", blocks, columns: [], performance },
  };
}
