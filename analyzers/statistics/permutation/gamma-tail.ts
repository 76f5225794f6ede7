import { chiSquareSurvival } from "../distributions/chi-square-survival.ts";
import { normalSurvival } from "../distributions/normal-survival.ts";

/** Skewness below which the gamma distribution is taken for normal. */
const SYMMETRIC = 0.02;
/** Standard deviations beyond which any chance is below the smallest double. */
const FARTHEST = 1e4;

/**
 * P(T ≥ t) / P(T ≥ from), for t at or beyond `from`, of the shifted gamma distribution (Pearson III) with the mean, variance and skewness of the draws. [Pearson 1895; for permutations
 * Mielke and Berry 2007, Permutation methods] All draws equal: 0 beyond them; draws without a finite deviation: 1.
 */
export function gammaTail(statistics: Float64Array, from: number): (statistic: number) => number {
  const { mean, deviation, skewness } = momentsOf(statistics);
  if (deviation === 0) return () => 0;
  if (!Number.isFinite(deviation)) return () => 1;
  const survival = (statistic: number): number => gammaSurvival((statistic - mean) / deviation, skewness);
  const ofFrom = survival(from);
  return (statistic) => (ofFrom > 0 ? Math.min(1, survival(statistic) / ofFrom) : 0);
}

/** P(Z ≥ z) for the standardised gamma distribution; one that leans left is taken for normal, which errs to the careful side. */
function gammaSurvival(z: number, skewness: number): number {
  if (!(z <= FARTHEST)) return 0;
  if (!(skewness >= SYMMETRIC)) return normalSurvival(z);
  const shape = 4 / skewness ** 2;
  return chiSquareSurvival(2 * (shape + z * Math.sqrt(shape)), 2 * shape);
}

/** Over the largest size, so that nothing overflows or vanishes. */
function momentsOf(statistics: Float64Array): { mean: number; deviation: number; skewness: number } {
  const n = statistics.length;
  const size = statistics.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (size === 0) return { mean: 0, deviation: 0, skewness: 0 };
  const mean = statistics.reduce((total, value) => total + value / size, 0) / n;
  const spread = Math.sqrt(statistics.reduce((total, value) => total + (value / size - mean) ** 2, 0) / n);
  const skewness = spread === 0 ? 0 : statistics.reduce((total, value) => total + ((value / size - mean) / spread) ** 3, 0) / n;
  return { mean: mean * size, deviation: spread * size, skewness };
}
