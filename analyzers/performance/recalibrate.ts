import { binScore, logit, SCORE_BINS, type ScoredBins } from "./calibration-curve.ts";
import type { PerformanceSums } from "./sums.ts";

/** Rows and positives of each score bin. */
export function scoredBins(sums: PerformanceSums): ScoredBins {
  return { rows: sums.scoresOfPositives.map((positives, bin) => positives + (sums.scoresOfNegatives[bin] ?? 0)), positives: sums.scoresOfPositives };
}

/**
 * The sums with what the scores promise put in place of by a calibration curve: rows of a bin are expected to be positive as often as the curve says, whatever their score says. Brier score and log loss stay those of the scores;
 * their sums become "promised plus residual": only what the curve does not explain is left in them. Which rows were predicted positive is taken from their number, from the highest score down; positives among them are counted.
 */
export function recalibrate(sums: PerformanceSums, curve: readonly number[]): PerformanceSums {
  const { rows, positives } = scoredBins(sums);
  const shares = predictedShares(rows, sums.predictedPositives);
  const inner = innerSlope(sums, rows, curve);
  const total = (of: (bin: number) => number): number => {
    let all = 0;
    for (let bin = 0; bin < SCORE_BINS; bin += 1) if (rows[bin] !== 0) all += of(bin);
    return all;
  };
  const rowsAt = (bin: number): number => rows[bin] ?? 0;
  const rate = (bin: number): number => curve[bin] ?? 0;
  const variance = (bin: number): number => rate(bin) * (1 - rate(bin));
  const residual = (bin: number): number => (positives[bin] ?? 0) - rowsAt(bin) * rate(bin);
  const sumVariance = total((bin) => rowsAt(bin) * variance(bin));
  return {
    ...sums,
    sumScore: total((bin) => rowsAt(bin) * rate(bin)) + inner,
    sumVariance,
    sumScoreOfPredicted: total((bin) => (shares[bin] ?? 0) * rowsAt(bin) * rate(bin)),
    sumVarianceOfPredicted: total((bin) => (shares[bin] ?? 0) * rowsAt(bin) * variance(bin)),
    sumSquaredError: sumVariance + total((bin) => residual(bin) * (1 - 2 * binScore(bin))),
    sumSquaredErrorVariance: total((bin) => rowsAt(bin) * variance(bin) * (1 - 2 * binScore(bin)) ** 2),
    sumLogLoss: total((bin) => -residual(bin) * logit(binScore(bin))),
    sumEntropy: 0,
    sumLogLossVariance: total((bin) => rowsAt(bin) * variance(bin) * logit(binScore(bin)) ** 2),
    promisedRates: curve,
  };
}

/** By bin, the share of its rows among the highest-scored `predicted` ones. */
function predictedShares(rows: readonly number[], predicted: number): readonly number[] {
  let left = predicted;
  const shares = rows.map(() => 0);
  for (let bin = rows.length - 1; bin >= 0 && left > 0; bin -= 1) {
    const count = rows[bin] ?? 0;
    const taken = Math.min(left, count);
    shares[bin] = count === 0 ? 0 : taken / count;
    left -= taken;
  }
  return shares;
}

/** Where most rows lie in the outermost bins (rare classes), scores differ much within one: what the scores' sum is over its bins' middles, at the curve's slope there. */
function innerSlope(sums: PerformanceSums, rows: readonly number[], curve: readonly number[]): number {
  const last = SCORE_BINS - 1;
  const [low, high] = [rows[0] ?? 0, rows[last] ?? 0];
  if (low + high < sums.labelled / 2) return 0;
  const middles = rows.reduce((total, count, bin) => total + count * binScore(bin), 0);
  const slope = low >= high ? (curve[0] ?? 0) / binScore(0) : (1 - (curve[last] ?? 1)) / (1 - binScore(last));
  return slope * (sums.sumScore - middles);
}
