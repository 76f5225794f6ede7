import type { NumericSample } from "../sample.ts";
import { chiSquareSurvival } from "../distributions/chi-square-survival.ts";
import { symmetricEigen } from "../linear-algebra.ts";
import { waveMoments } from "./waves.ts";

/** The first of the two points of the characteristic functions; the second is twice as far. */
const POINT = 0.4;
const SMALL = 25;
/** Eigenvalues below this share of the largest count as 0 (numpy's `pinv`). */
const RANK_CUTOFF = 1e-15;

/** Epps and Singleton's W and its p-value by chi-square with the covariance's rank as degrees of freedom. @param scale The pooled semi-interquartile range, above 0.
 * @param centre Any value in the middle of the rows: W does not depend on it (another one turns each cosine and sine by an angle), but keeps more digits. */
export function eppsSingleton(reference: NumericSample, current: NumericSample, scale: number, centre: number): { statistic: number; pValue: number } {
  const [n, m] = [reference.total, current.total];
  const [left, right] = [waveMoments(reference, POINT / scale, centre), waveMoments(current, POINT / scale, centre)];
  const covariance = left.covariance.map((row, i) => row.map((value, j) => ((n + m) / n) * value + ((n + m) / m) * (right.covariance[i]?.[j] ?? 0)));
  const difference = left.means.map((mean, index) => mean - (right.means[index] ?? 0));
  const { form, rank } = inverseForm(covariance, difference);
  const statistic = (n + m) * form * (Math.max(n, m) < SMALL ? correction(n, m) : 1);
  return { statistic, pValue: chiSquareSurvival(statistic, rank) };
}

function correction(n: number, m: number): number {
  return 1 / (1 + (n + m) ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7));
}

/** vᵀ A⁺ v by the eigenvectors of A, and A's rank. */
function inverseForm(matrix: readonly (readonly number[])[], vector: readonly number[]): { form: number; rank: number } {
  const pairs = symmetricEigen(matrix);
  const largest = Math.max(...pairs.map(({ value }) => Math.abs(value)));
  const kept = pairs.filter(({ value }) => value > RANK_CUTOFF * largest);
  const form = kept.reduce((total, pair) => total + pair.vector.reduce((dot, entry, index) => dot + entry * (vector[index] ?? 0), 0) ** 2 / pair.value, 0);
  return { form, rank: kept.length };
}
