import type { NumericSample } from "../sample.ts";

/** Mean and covariance (divisor n) of the rows' waves cos u, cos 2u, sin u, sin 2u, where u = frequency · (value − origin). */
export function waveMoments(
  sample: NumericSample,
  frequency: number,
  origin: number,
): { means: readonly number[]; covariance: readonly (readonly number[])[] } {
  const weights = new Float64Array(sample.weights);
  const waves = wavesOf(sample.values, frequency, origin);
  const means = waves.map((wave) => preciseDot(wave, weights) / sample.total);
  for (const [i, wave] of waves.entries()) subtract(wave, means[i] ?? 0);
  const products = new Float64Array(weights.length);
  const lower = waves.map((wave, i) => waves.slice(0, i + 1).map((other) => preciseDot(multiplied(products, wave, other), weights) / sample.total));
  return { means, covariance: means.map((_, i) => means.map((_, j) => lower[Math.max(i, j)]?.[Math.min(i, j)] ?? 0)) };
}

/** The doubled angle by the first one's cosine and sine. */
function wavesOf(values: readonly number[], frequency: number, origin: number): readonly Float64Array[] {
  const cosines = new Float64Array(values.length);
  const doubledCosines = new Float64Array(values.length);
  const sines = new Float64Array(values.length);
  const doubledSines = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const u = frequency * ((values[index] ?? 0) - origin);
    const cosine = Math.cos(u);
    const sine = Math.sin(u);
    cosines[index] = cosine;
    doubledCosines[index] = 1 - 2 * sine * sine;
    sines[index] = sine;
    doubledSines[index] = 2 * sine * cosine;
  }
  return [cosines, doubledCosines, sines, doubledSines];
}

function subtract(wave: Float64Array, mean: number): void {
  for (let index = 0; index < wave.length; index++) wave[index] = (wave[index] ?? 0) - mean;
}

/** Two waves' products, written over what `products` held. */
function multiplied(products: Float64Array, left: Float64Array, right: Float64Array): Float64Array {
  for (let index = 0; index < products.length; index++) products[index] = (left[index] ?? 0) * (right[index] ?? 0);
  return products;
}

/** Sum of the products of two lists, its rounding errors carried along: nearly as exact as one rounding. [Neumaier 1974, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen] */
function preciseDot(left: Float64Array, right: Float64Array): number {
  let total = 0;
  let lost = 0;
  for (let index = 0; index < left.length; index++) {
    const value = (left[index] ?? 0) * (right[index] ?? 0);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
