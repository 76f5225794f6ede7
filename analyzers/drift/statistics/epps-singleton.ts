import type { NumericSample } from "../sample.ts";
import { chiSquareSurvival } from "./chi-square-survival.ts";
import { preciseSum } from "./precise-sum.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

const POINTS = [0.4, 0.8] as const;
const FULL_RANK = 4;
const SMALL = 25;
/** Eigenvalues below this share of the largest count as 0 (numpy's `pinv`). */
const RANK_CUTOFF = 1e-15;

/** Epps and Singleton's W and its p-value by chi-square with the covariance's rank as degrees of freedom. @param scale The pooled semi-interquartile range, above 0.
 * @param centre Any value in the middle of the rows: W does not depend on it when the rank is full, but keeps more digits. */
export function eppsSingleton(reference: NumericSample, current: NumericSample, scale: number, centre: number): { statistic: number; pValue: number } {
  const [n, m] = [reference.total, current.total];
  const asDefined = distanceForm(reference, current, scale, 0);
  const { form, rank } = asDefined.rank === FULL_RANK ? distanceForm(reference, current, scale, centre) : asDefined;
  const statistic = (n + m) * form * (Math.max(n, m) < SMALL ? correction(n, m) : 1);
  return { statistic, pValue: chiSquareSurvival(statistic, rank) };
}

/** The difference of the mean waves in the metric of its (pseudo-inverted) covariance, and the covariance's rank. */
function distanceForm(reference: NumericSample, current: NumericSample, scale: number, origin: number): { form: number; rank: number } {
  const [n, m] = [reference.total, current.total];
  const [left, right] = [characteristic(reference, scale, origin), characteristic(current, scale, origin)];
  const covariance = left.covariance.map((row, i) => row.map((value, j) => ((n + m) / n) * value + ((n + m) / m) * (right.covariance[i]?.[j] ?? 0)));
  return inverseForm(
    covariance,
    left.means.map((mean, index) => mean - (right.means[index] ?? 0)),
  );
}

function correction(n: number, m: number): number {
  return 1 / (1 + (n + m) ** -0.45 + 10.1 * (n ** -1.7 + m ** -1.7));
}

/** Mean and covariance (divisor n) of the rows' cosines and sines. */
function characteristic(sample: NumericSample, scale: number, origin: number): { means: readonly number[]; covariance: readonly (readonly number[])[] } {
  const waves = [Math.cos, Math.sin].flatMap((wave) => POINTS.map((point) => sample.values.map((value) => wave((point / scale) * (value - origin)))));
  const mean = (values: readonly number[]): number => preciseSum(values.map((value, index) => value * (sample.weights[index] ?? 0))) / sample.total;
  const means = waves.map(mean);
  const centred = waves.map((values, wave) => values.map((value) => value - (means[wave] ?? 0)));
  const covariance = centred.map((left) => centred.map((right) => mean(left.map((value, index) => value * (right[index] ?? 0)))));
  return { means, covariance };
}

/** vᵀ A⁺ v by the eigenvectors of A, and A's rank. */
function inverseForm(matrix: readonly (readonly number[])[], vector: readonly number[]): { form: number; rank: number } {
  const pairs = symmetricEigen(matrix);
  const largest = Math.max(...pairs.map(({ value }) => Math.abs(value)));
  const kept = pairs.filter(({ value }) => value > RANK_CUTOFF * largest);
  const form = kept.reduce((total, pair) => total + pair.vector.reduce((dot, entry, index) => dot + entry * (vector[index] ?? 0), 0) ** 2 / pair.value, 0);
  return { form, rank: kept.length };
}
