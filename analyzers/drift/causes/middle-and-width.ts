import type { NumericSample } from "../../statistics/sample.ts";

/** Where a sample lies and how wide it is, both hardly moved by a few rows far out. */
export interface MiddleAndWidth {
  /** The median. */
  readonly middle: number;
  /** Natural logarithm of the width: the distance of the 10 % and 90 % quantiles over 2.563, which is the standard deviation of a normal. */
  readonly logWidth: number;
}

const NORMAL_DECILES = 2.563_103;

/** Null where the middle 80 % of the rows are one value, or there are none. */
export function middleAndWidth(sample: NumericSample): MiddleAndWidth | null {
  if (sample.total < 2) return null;
  const between = midQuantile(sample, 0.9) - midQuantile(sample, 0.1);
  return between > 0 ? { middle: midQuantile(sample, 0.5), logWidth: Math.log(between / NORMAL_DECILES) } : null;
}

/** The quantile of a sample whose rows are spread evenly around their value, so that it moves without jumps where values repeat. [Ma, Genton and Parzen 2011, Asymptotic properties of sample quantiles of discrete distributions] */
export function midQuantile({ values, weights, total }: NumericSample, share: number): number {
  let before = 0;
  let [lastShare, lastValue] = [Number.NaN, values[0] ?? Number.NaN];
  for (const [index, value] of values.entries()) {
    const rows = weights[index] ?? 0;
    const at = (before + rows / 2) / total;
    if (at >= share) return Number.isNaN(lastShare) ? value : lastValue + ((value - lastValue) * (share - lastShare)) / (at - lastShare);
    [lastShare, lastValue] = [at, value];
    before += rows;
  }
  return lastValue;
}
