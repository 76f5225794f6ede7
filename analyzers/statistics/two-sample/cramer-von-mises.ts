import type { NumericSample } from "../sample.ts";
import { cramerVonMisesFrequencies } from "../distributions/cramer-von-mises-frequencies.ts";
import { cramerVonMisesSurvival } from "../distributions/cramer-von-mises-survival.ts";
import { mergedSteps } from "./merged-steps.ts";

/** The two-sample criterion. */
export interface CramerVonMises {
  /** T; 0 or a hair below when the samples are alike and tied. */
  readonly statistic: number;
  /** Anderson's U, the weighted sum of squared rank differences that T is made of. */
  readonly u: number;
  readonly reference: number;
  readonly current: number;
}

/** Equations 9 and 10 of Anderson, ties by midranks. Both samples have rows. */
export function cramerVonMises(reference: NumericSample, current: NumericSample): CramerVonMises {
  const [n, m] = [reference.total, current.total];
  const { referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  let u = 0;
  let before = 0;
  let otherBefore = 0;
  for (let step = 0; step < referenceUpTo.length; step++) {
    const rows = (referenceUpTo[step] ?? 0) - before;
    const otherRows = (currentUpTo[step] ?? 0) - otherBefore;
    const middle = (rows + otherRows + 1) / 2;
    u += n * squaresBetween(otherBefore + middle, rows) + m * squaresBetween(before + middle, otherRows);
    before += rows;
    otherBefore += otherRows;
  }
  return { statistic: u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m)), u, reference: n, current: m };
}

/** Sum of (rank − k)² for k = 1 … rows, the rank counted from the rows of the same side before. */
function squaresBetween(rank: number, rows: number): number {
  const mean = rank - (rows + 1) / 2;
  return rows * mean ** 2 + (rows * (rows ** 2 - 1)) / 12;
}

/** p-value by the limiting distribution of the standardised T (Anderson's equations 11, 14 and 15). */
export function cramerVonMisesLimit({ statistic, reference: n, current: m }: CramerVonMises): number {
  const rows = n + m;
  const expected = (1 + 1 / rows) / 6;
  const variance = ((rows + 1) * (4 * n * m * rows - 3 * (n ** 2 + m ** 2) - 2 * n * m)) / (45 * rows ** 2 * 4 * n * m);
  if (variance <= 0) return 1;
  return cramerVonMisesSurvival(1 / 6 + (statistic - expected) / Math.sqrt(45 * variance));
}

/** Exact p-value, by counting all orders of the rows (no two tied); for small samples. */
export function cramerVonMisesExact({ u, reference: n, current: m }: CramerVonMises): number {
  const { leastCommonMultiple, frequencies } = cramerVonMisesFrequencies(n, m);
  const least = Math.floor((leastCommonMultiple ** 2 * (n + m) * (6 * u - n * m * (4 * n * m - 1))) / (6 * (n * m) ** 2));
  let [above, all] = [0, 0];
  for (const [value, count] of frequencies) {
    all += count;
    if (value >= least) above += count;
  }
  return above / all;
}
