import { chiSquareSurvival } from "../distributions/chi-square-survival.ts";
import { normalSurvival } from "../distributions/normal-survival.ts";
import { seededRandom } from "../random.ts";

/** How often the labels are dealt anew. */
export const PERMUTATIONS = 300;
/** With fewer permutations at or over the observed value, the tail is read off a fitted form. */
const COUNTED = 30;
/** Below this skewness the gamma form is the normal one. */
const STRAIGHT = 1e-3;

/** True for the rows of the reference. */
export type Labels = Uint8Array;

/** The labels of so many reference rows followed by so many current ones. */
export function labelsOf(reference: number, current: number): Labels {
  return new Uint8Array(reference + current).fill(1, 0, reference);
}

/** The statistic under labels dealt anew, `PERMUTATIONS` times: what it would be, were both sides of one distribution. Exact, whatever that distribution, as long as the statistic treats
 * all rows alike but for their labels. */
export function permutedStatistics(labels: Labels, seed: number, statistic: (labels: Labels) => number): Float64Array {
  const random = seededRandom(seed);
  const dealt = Uint8Array.from(labels);
  return Float64Array.from({ length: PERMUTATIONS }, () => {
    shuffle(dealt, random);
    return statistic(dealt);
  });
}

/** Brings values into random order, in place. [Fisher and Yates] */
export function shuffle(values: Uint8Array | Uint32Array, random: () => number): void {
  for (let row = values.length - 1; row > 0; row--) {
    const other = Math.floor(random() * (row + 1));
    const value = values[other] ?? 0;
    values[other] = values[row] ?? 0;
    values[row] = value;
  }
}

/** P(statistic ≥ observed) by the permuted statistics: the share (k + 1) / (n + 1) where at least 30 reach it; else the tail of a gamma distribution with their mean, variance and skewness
 * (Pearson's type III; normal when the skewness is not positive), so that p-values far below 1 / n can be told apart. [Phipson and Smyth 2010; Mielke and Berry 2007, 2.3] */
export function permutationPValue(observed: number, permuted: Float64Array): number {
  const reached = permuted.reduce((count, value) => count + (value >= observed ? 1 : 0), 0);
  const counted = (reached + 1) / (permuted.length + 1);
  return reached >= COUNTED ? counted : Math.min(counted * 2, fittedTail(observed, permuted));
}

function fittedTail(observed: number, permuted: Float64Array): number {
  const moment = (power: number, centre: number): number => permuted.reduce((total, value) => total + (value - centre) ** power, 0) / permuted.length;
  const mean = moment(1, 0);
  const deviation = Math.sqrt(moment(2, mean));
  if (!(deviation > 1e-14 * Math.abs(mean))) return observed > mean + 1e-12 * Math.abs(mean) ? 1 / permuted.length : 1;
  const skewness = moment(3, mean) / deviation ** 3;
  const z = (observed - mean) / deviation;
  if (skewness < STRAIGHT) return normalSurvival(z);
  const shape = 4 / skewness ** 2;
  return chiSquareSurvival(2 * (shape + z * Math.sqrt(shape)), 2 * shape);
}
