import type { NumericSample } from "../../statistics/sample.ts";
import { weightedDeviation, weightedQuantile } from "../../statistics/two-sample/moments.ts";

/** How far out single rows of a column lie, as a power law from a share of the rows on. */
export interface RowTail {
  /** Distance from the median, in standard deviations, beyond which `share` of the rows lie. */
  readonly from: number;
  readonly share: number;
  /** Hill's estimate of the tail index: the chance falls with the power −1 ÷ index. Near 0 for light tails. */
  readonly index: number;
}

const SHARE = 0.01;
/** Fewest rows that an index is estimated from. */
const FEWEST = 20;

/** The tail of a column's rows on both sides of its median; null without spread. [Hill 1975, A simple general approach to inference about the tail of a distribution, Annals of Statistics 3] */
export function rowTail(sample: NumericSample): RowTail | null {
  const deviation = weightedDeviation(sample);
  if (!(deviation > 0)) return null;
  const median = weightedQuantile(sample, 0.5);
  const distances = sample.values
    .map((value, place) => ({ distance: Math.abs(value - median) / deviation, rows: sample.weights[place] ?? 0 }))
    .sort((a, b) => b.distance - a.distance);
  const wanted = Math.max(FEWEST, sample.total * SHARE);
  let [rows, logs, from] = [0, 0, 0];
  for (const one of distances) {
    if (rows >= wanted || one.distance === 0) break;
    rows += one.rows;
    logs += one.rows * Math.log(one.distance);
    from = one.distance;
  }
  return rows === 0 ? null : { from, share: rows / sample.total, index: Math.max(0, logs / rows - Math.log(from)) };
}

/** Chance that one of `rows` rows lies so far out that it alone moves the Wasserstein distance by `moved` (standard deviations): beyond `moved` × rows. */
export function hugeRowChance({ from, share, index }: RowTail, moved: number, rows: number): number {
  const ratio = (moved * rows) / from;
  if (ratio <= 1) return 1;
  return index === 0 ? 0 : Math.min(1, rows * share * ratio ** (-1 / index));
}

/** How far one row moves the distance with a chance of `probability`: the inverse of `hugeRowChance`. */
export function hugeRowMove({ from, share, index }: RowTail, probability: number, rows: number): number {
  return (from * Math.max(1, (rows * share) / probability) ** index) / rows;
}
