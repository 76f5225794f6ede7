import type { NumericSample } from "../sample.ts";
import { weightedDeviation, weightedMean, weightedQuantile } from "./moments.ts";
import { measuredIn, sizeOf, unitOf } from "./unit.ts";

/** The unique deciles with the least and the largest value, rising; one edge when the sample is constant. */
export function decileEdges(sample: NumericSample): readonly number[] {
  return [...new Set(Array.from({ length: 11 }, (_, tenth) => weightedQuantile(sample, tenth / 10)))];
}

/** Edges of bins of equal width from the least to the largest value; one edge when the sample is constant. */
export function equalWidthEdges(sample: NumericSample, rule: "sturges" | "doane" | { readonly equalWidth: number }): readonly number[] {
  const [first, last] = [sample.values[0] ?? 0, sample.values.at(-1) ?? 0];
  if (first === last) return [first];
  const count = rule === "sturges" ? sturgesBins(sample.total) : rule === "doane" ? doaneBins(sample) : rule.equalWidth;
  return linearEdges(first, last, Math.ceil(count));
}

/** Sturges's number of bins, 1 + log₂ n, not rounded. [Sturges 1926, The choice of a class interval] */
export function sturgesBins(rows: number): number {
  return Math.log2(rows) + 1;
}

/** Doane's number of bins, 1 + log₂ n + log₂(1 + |g₁| / σ(g₁)), g₁ the skewness, not rounded. [Doane 1976, Aesthetic frequency classifications] */
export function doaneBins(rows: NumericSample): number {
  const n = rows.total;
  if (n <= 2) return 1;
  const sample = measuredIn(unitOf(sizeOf(rows)), rows);
  const [mean, deviation] = [weightedMean(sample), weightedDeviation(sample)];
  const skewness = sample.values.reduce((total, value, index) => total + ((value - mean) / deviation) ** 3 * (sample.weights[index] ?? 0), 0) / n;
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return 1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / error);
}

/** `count` bins of equal width, so one more edge; the last edge is `last` to the last digit (numpy's linspace). */
export function linearEdges(first: number, last: number, count: number): readonly number[] {
  const step = Number.isFinite(last - first) ? (last - first) / count : last / count - first / count;
  return Array.from({ length: count + 1 }, (_, index) => (index === count ? last : index * step + first));
}
