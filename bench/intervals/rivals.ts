import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { satterthwaite } from "../../analyzers/statistics/distributions/student-t.ts";

const Z95 = 1.959963984540054;

/** Width of the textbook's 95 % interval of a share. */
export function waldWidth(share: number, of: number): number {
  return 2 * Z95 * Math.sqrt((share * (1 - share)) / of);
}

/** Half of the width of Student's interval of a mean, or of Welch's of a difference of two. */
export function studentHalfWidth(sides: readonly Float64Array[]): number {
  const [a, b] = sides.map((values) => ({ error: errorOf(values), freedom: values.length - 1 }));
  if (a === undefined) return Number.NaN;
  const freedom = b === undefined ? a.freedom : satterthwaite(a.error, a.freedom, b.error, b.freedom);
  return tQuantile(0.975, freedom) * Math.hypot(a.error, b?.error ?? 0);
}

function errorOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Width of DeLong's interval of the area under the curve, from rows by score in the same bins, ties half counted. [DeLong, DeLong and Clarke-Pearson 1988, Biometrics 44] */
export function delongWidth(positives: readonly number[], negatives: readonly number[]): number {
  const ofPositives = placementVariance(positives, negatives);
  const ofNegatives = placementVariance(negatives, positives);
  return 2 * Z95 * Math.sqrt(ofPositives + ofNegatives);
}

/** Variance of the mean share of the others below each row. */
function placementVariance(rows: readonly number[], others: readonly number[]): number {
  const [n, m] = [rows, others].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];
  let [below, sum, squares] = [0, 0, 0];
  for (const [bin, count] of rows.entries()) {
    const share = (below + (others[bin] ?? 0) / 2) / m;
    below += others[bin] ?? 0;
    sum += count * share;
    squares += count * share * share;
  }
  return Math.max(0, squares - (sum * sum) / n) / Math.max(1, n - 1) / n;
}
