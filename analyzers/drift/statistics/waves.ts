import type { NumericSample } from "../sample.ts";
import { PreciseSums } from "./precise-sums.ts";

const WAVES = 4;

/** Mean and covariance (divisor n) of the rows' waves cos u, cos 2u, sin u, sin 2u, where u = frequency · (value − origin). */
export function waveMoments(
  sample: NumericSample,
  frequency: number,
  origin: number,
): { means: readonly number[]; covariance: readonly (readonly number[])[] } {
  const wave = new Float64Array(WAVES);
  const first = new PreciseSums(WAVES);
  for (const [index, value] of sample.values.entries()) {
    fill(wave, frequency * (value - origin));
    for (let i = 0; i < WAVES; i++) first.add(i, (wave[i] ?? 0) * (sample.weights[index] ?? 0));
  }
  const means = first.values().map((total) => total / sample.total);
  const second = new PreciseSums(WAVES * WAVES);
  for (const [index, value] of sample.values.entries()) {
    fill(wave, frequency * (value - origin));
    for (let i = 0; i < WAVES; i++) wave[i] = (wave[i] ?? 0) - (means[i] ?? 0);
    for (let i = 0; i < WAVES; i++) for (let j = 0; j <= i; j++) second.add(i * WAVES + j, (wave[i] ?? 0) * (wave[j] ?? 0) * (sample.weights[index] ?? 0));
  }
  const products = second.values();
  const covariance = means.map((_, i) => means.map((_, j) => (products[Math.max(i, j) * WAVES + Math.min(i, j)] ?? 0) / sample.total));
  return { means, covariance };
}

/** The doubled angle by the first one's cosine and sine. */
function fill(wave: Float64Array, u: number): void {
  const [cosine, sine] = [Math.cos(u), Math.sin(u)];
  wave[0] = cosine;
  wave[1] = 1 - 2 * sine * sine;
  wave[2] = sine;
  wave[3] = 2 * sine * cosine;
}
